"""One run of `berthcare setup`, from who you are to what to type next."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.residency import REGION
from berthcare.setup import credentials
from berthcare.setup.given import AnswersRefused, Given
from berthcare.setup.keeper import Keeper
from berthcare.setup.outside import Outside
from berthcare.setup.prompting import Prompter, prompter_of, says_yes
from berthcare.setup.question import Situation
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
    with console.working("asking AWS who you are"):
        identity = outside.identity()
    console.done(f"AWS: account {identity.account_id}, {identity.principal}, region {REGION}")
    _find_stack(wish, outside, console, prompter)
    memory = outside.memory()
    situation = Situation(wish.environment, memory, identity.principal, outside.is_apart())
    piped = credentials.parsed(wish.piped) if wish.piped is not None else None
    problems = wish.given.problems(situation, whole=not asks)
    if isinstance(piped, list):
        problems, piped = [*piped, *problems], None
    elif piped is None and not asks:
        problems = [*credentials.problems_unasked(memory, environ), *problems]
    if problems:
        raise AnswersRefused(problems)
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
    try:
        return _course(wish, wizard, piped)
    except (KeyboardInterrupt, EOFError):
        _tell_interrupted(wizard)
        return _INTERRUPTED


def _course(wish: Wish, wizard: Wizard, piped: TwilioCredentials | None) -> int:
    console, environment = wizard.console, wish.environment
    if wizard.kept():
        console.say(f"The stack's file holds already: {', '.join(wizard.kept())}.")
    account = wizard.credentials(piped)
    wizard.questions()
    summary = Summary.of(environment, wizard.keeper.memory, account)
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
    console.say(f"  pulumi up --stack {environment}")
    console.say(f"  berthcare verify {environment}")
    return _DONE


def _wants_preview(wish: Wish, prompter: Prompter | None) -> bool:
    if wish.preview is not None:
        return wish.preview
    return wish.yes or (prompter is not None and says_yes(prompter, "Preview now?"))


def _find_stack(wish: Wish, outside: Outside, console: Console, prompter: Prompter | None) -> None:
    """Find the stack, or make it where a person says so. Raises `BerthcareError`."""
    environment = wish.environment
    with console.working("asking the state backend for the stack"):
        url = outside.backend.whoami()
        exists = environment.value in outside.backend.stacks()
    if not url.startswith("s3://") or f"region={REGION}" not in url:
        console.open(f"The state backend is {url}; a shared stack wants S3 in {REGION}.")
    if not exists:
        typed = f"berthcare setup {environment} --yes"
        if prompter and not says_yes(prompter, f"There is no stack {environment} yet. Make it?"):
            raise BerthcareError("Nothing was stored: there is no stack.", f"Type: {typed}")
        if prompter is None and not wish.yes:
            raise BerthcareError(
                f"There is no stack {environment} at {url}; nothing was stored.",
                f"Type: {typed}   (it makes the stack)",
            )
        with console.working("making the stack"):
            outside.backend.init()
    console.done(f"Pulumi: stack {environment} {'found' if exists else 'made'} at {url}")


def _show(summary: Summary, console: Console) -> None:
    rows = summary.rows()
    width = max(len(name) for name, _ in rows)
    console.say()
    for name, told in rows:
        console.say(f"  {name.ljust(width)}  {told}")
    console.say()


def _tell_interrupted(wizard: Wizard) -> None:
    """Say what is kept, what is still to ask, and how to go on."""
    console = wizard.console
    console.say()
    console.failed("Interrupted. What is kept is in the stack's file, secrets encrypted.")
    console.say(f"  kept: {', '.join(wizard.kept()) or 'nothing'}")
    console.say(f"  still to ask: {', '.join(wizard.still_to_ask()) or 'nothing'}")
    console.say(f"Go on with: berthcare setup {wizard.situation.environment}")
