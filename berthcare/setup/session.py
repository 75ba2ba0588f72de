"""One run of `berthcare setup`, from who you are to what to type next."""

import json
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field

from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.residency import REGION
from berthcare.setup import credentials
from berthcare.setup.given import AnswersRefused, Given
from berthcare.setup.keeper import Keeper
from berthcare.setup.outside import Outside
from berthcare.setup.prompting import Prompter, prompter_of, says_yes
from berthcare.setup.question import Situation
from berthcare.setup.stack_finding import StackFinding
from berthcare.setup.summary import Summary
from berthcare.setup.wizard import Wizard
from berthcare.twilio_credentials import TwilioCredentials

_DONE, _NOT_DONE, _INTERRUPTED = 0, 1, 130


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the command line asks for."""

    environment: Environment
    given: Given
    piped: str | None = field(repr=False)
    """The text of the standard input, where `--credentials-from-stdin` says that it holds them."""
    yes: bool
    """Ask nothing: what is not given is as Enter answers it."""
    preview: bool | None
    """`None` asks on a terminal, and previews nowhere else."""
    unchecked: bool
    as_json: bool


def run(wish: Wish, outside: Outside, console: Console, environ: Mapping[str, str]) -> int:
    """Set the environment up; return the exit status. Raises `BerthcareError`."""
    asks = console.interactive and not wish.yes and wish.piped is None
    prompter = prompter_of(console, environ) if asks else None
    with prompter.quiet() if prompter else nullcontext():
        return _run(wish, outside, console, environ, prompter)


def _run(
    wish: Wish,
    outside: Outside,
    console: Console,
    environ: Mapping[str, str],
    prompter: Prompter | None,
) -> int:
    with console.working("asking AWS who you are"):
        identity = outside.identity()
    console.done(f"AWS: account {identity.account_id}, {identity.principal}, region {REGION}")
    if not identity.has_path:
        console.open(
            "IAM does not tell your role's path. If it has one, give it: --deployer role/PATH/NAME "
            "(to see it: aws iam list-roles)"
        )
    stack = StackFinding(wish.environment, outside.backend, console)
    wizard = None
    try:
        stack.find(prompter, yes=wish.yes)
        memory = outside.memory()
        situation = Situation(wish.environment, memory, identity.principal, outside.deployed())
        piped = _judged(wish, situation, environ, stack, asks=prompter is not None)
        wizard = Wizard(
            console=console,
            environ=environ,
            outside=outside,
            situation=situation,
            keeper=Keeper(outside.backend, memory),
            given=wish.given,
            prompter=prompter,
            unchecked=wish.unchecked,
        )
        return _course(wish, wizard, piped)
    except (KeyboardInterrupt, EOFError):
        _tell_interrupted(wish, stack, console, wizard)
        return _INTERRUPTED


def _judged(
    wish: Wish, situation: Situation, environ: Mapping[str, str], stack: StackFinding, *, asks: bool
) -> TwilioCredentials | None:
    """Judge all that was given; return the piped credentials. Raises `AnswersRefused`."""
    piped = credentials.parsed(wish.piped) if wish.piped is not None else None
    problems = wish.given.problems(situation, whole=not asks)
    if isinstance(piped, list):
        problems, piped = [*piped, *problems], None
    elif piped is None and not asks:
        problems = [*credentials.problems_unasked(situation.memory, environ), *problems]
    if problems:
        raise AnswersRefused(problems, stack.told)
    return piped


def _course(wish: Wish, wizard: Wizard, piped: TwilioCredentials | None) -> int:
    console, environment = wizard.console, wish.environment
    if wizard.kept():
        console.say(f"The stack's file holds already: {', '.join(wizard.kept())}.")
    account = wizard.credentials(piped)
    wizard.questions()
    summary = Summary.of(environment, wizard.keeper.memory, account, wizard.situation.deployed)
    if wish.as_json:
        print(json.dumps(summary.document(), indent=2, ensure_ascii=False))
        return _DONE
    _show(summary, console)
    status = wizard.outside.preview() if _wants_preview(wish, wizard.prompter) else _DONE
    if status != _DONE:
        console.failed(
            f"The preview refused. See above; then type: pulumi preview --stack {environment}"
        )
        return _NOT_DONE
    console.say("Everything is stored. Type next:")
    console.say(f"  berthcare preflight {environment}")
    console.say(f"  pulumi up --stack {environment}")
    console.say(f"  berthcare verify {environment}")
    return _DONE


def _wants_preview(wish: Wish, prompter: Prompter | None) -> bool:
    if wish.preview is not None:
        return wish.preview
    return wish.yes or (prompter is not None and says_yes(prompter, "Preview now?"))


def _show(summary: Summary, console: Console) -> None:
    rows = summary.rows()
    width = max(len(name) for name, _ in rows)
    console.say()
    for name, told in rows:
        console.say(f"  {name.ljust(width)}  {told}")
    console.say()


def _tell_interrupted(
    wish: Wish, stack: StackFinding, console: Console, wizard: Wizard | None
) -> None:
    """Say what is kept, what is still to ask, and how to go on."""
    console.say()
    if wizard is None:
        console.failed(f"Interrupted. Nothing was stored. {stack.told}".rstrip())
    else:
        console.failed("Interrupted. What is kept is in the stack's file, secrets encrypted.")
        console.say(f"  kept: {', '.join(wizard.kept()) or 'nothing'}")
        console.say(f"  still to ask: {', '.join(wizard.still_to_ask()) or 'nothing'}")
    console.say(f"Go on with: berthcare setup {wish.environment}")
