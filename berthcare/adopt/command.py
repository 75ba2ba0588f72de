"""`berthcare adopt`: what was made before the stack is taken over by it."""

import os
import sys

import typer

from berthcare.adopt.account_part import sids_to_look_into
from berthcare.adopt.arguments import HELP, Options, SmsOption, SubaccountOption, VoiceOption
from berthcare.adopt.asking import asked
from berthcare.adopt.carrying_out import steps_of
from berthcare.adopt.found import Found
from berthcare.adopt.plan import Plan, plan
from berthcare.adopt.report import Report, show_table
from berthcare.adopt.secret_reading import SecretReading
from berthcare.adopt.stack import Stack
from berthcare.adopt.twilio_reading import TwilioReading
from berthcare.adopt.wish import Wish
from berthcare.console import Console
from berthcare.engine.engine import Engine
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.parameters import DryRunOption, EnvironmentArgument, JsonOption, YesOption
from berthcare.preflight.formats import settings_of
from berthcare.steps import Course, Step, take

_NOT_DONE = 1


def register(app: typer.Typer) -> None:
    """Add `adopt` to the command line."""
    app.command("adopt", **HELP)(_adopt)


def _adopt(
    environment: EnvironmentArgument,
    *,
    voice_number: VoiceOption = None,
    sms_number: SmsOption = None,
    subaccount: SubaccountOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> int:
    options = Options(environment, voice_number, sms_number, subaccount, as_json)
    return adopt(options, dry_run=dry_run, yes=yes)


def adopt(options: Options, *, dry_run: bool, yes: bool) -> int:
    """Look, plan, ask, act and report; return the exit status.

    Raises `BerthcareError` before anything is changed.
    """
    progress = sys.stderr if options.as_json else sys.stdout
    console = Console.of(progress, sys.stderr, sys.stdin, os.environ)
    engine = Engine(options.environment, os.environ)
    try:
        made, wish = _planned(engine, options, console, may_ask=not dry_run)
    except KeyboardInterrupt:
        console.say("\nNothing was changed.")
        raise
    show_table(made, console)
    steps = steps_of(made, engine)
    _show(steps, console)
    if dry_run:
        course = Course(open=[step.what for step in steps])
        return _end(options, wish, console, Report(made, course, dry_run=True))
    if steps and not yes and not console.may_go_on(options.typed(wish)):
        console.say("Nothing was changed.")
        return _NOT_DONE
    return _end(options, wish, console, Report(made, take(steps, console)))


def _planned(
    engine: Engine, options: Options, console: Console, *, may_ask: bool
) -> tuple[Plan, Wish]:
    """Look at everything; return a plan and the choices in it."""
    with console.working("the stack, AWS and Twilio are looked at"):
        stack = _stack(engine, options.environment)
        found = _found(stack, options.wish)
    return _decided(stack, found, options, console, may_ask=may_ask)


def _stack(engine: Engine, environment: Environment) -> Stack:
    try:
        settings = settings_of(environment, engine.configuration(), os.environ)
        return Stack.of(settings, engine.export())
    except BerthcareError:
        # Asked only now, as each question takes the engine a second.
        if environment.value in engine.stacks():
            raise
        raise BerthcareError(
            f"There is no stack {environment} yet. Nothing was changed.",
            f"Make and configure it: berthcare setup {environment}",
        ) from None


def _found(stack: Stack, wish: Wish) -> Found:
    account = stack.settings.account
    secrets = SecretReading.as_caller(stack.names).find()
    twilio = TwilioReading(account.sid, account.auth_token, os.environ)
    without_numbers = Found(secrets, account.sid, tuple(twilio.subaccounts()), ())
    sids = sids_to_look_into(stack, without_numbers, wish)
    numbers = tuple(number for sid in sids for number in twilio.numbers(sid))
    return Found(secrets, account.sid, without_numbers.accounts, numbers)


def _decided(
    stack: Stack, found: Found, options: Options, console: Console, *, may_ask: bool
) -> tuple[Plan, Wish]:
    """Ask what nothing decides; no question is left unless none may be asked."""
    wish = options.wish
    made = plan(stack, found, wish)
    if not made.questions or not may_ask:
        return made, wish
    show_table(made, console)
    if not console.interactive:
        told = "; ".join(map(str, made.questions))
        raise BerthcareError(
            f"Nothing was changed: it is for you to choose. {told}.",
            f"Type: {options.typed(wish)} "
            f"{' '.join(f'{one.option} …' for one in made.questions)} --yes",
        )
    while made.questions:
        wish = asked(made.questions[0], wish, console)
        made = plan(stack, found, wish)
    return made, wish


def _show(steps: list[Step], console: Console) -> None:
    if steps:
        console.say("To do:")
    for step in steps:
        console.open(step.what)


def _end(options: Options, wish: Wish, console: Console, report: Report) -> int:
    """Print how it ended and return the exit status."""
    for line in report.lines(options.typed(wish)):
        console.say(line)
    if options.as_json:
        print(report.as_json())
    return report.status
