"""`berthcare failover`: another number serves, or the environment's own again."""

import os
import sys

import typer

from berthcare.console import Console
from berthcare.errors import BerthcareError
from berthcare.failover.arguments import (
    HELP,
    BackOption,
    NextOption,
    OnlyOption,
    Options,
    ReportOption,
    ShowOnlyOption,
    ToOption,
)
from berthcare.failover.carrying_out import steps_of, told
from berthcare.failover.owned_number import wanted_settings
from berthcare.failover.plan import Plan, plan
from berthcare.failover.report import Report
from berthcare.failover.twilio_numbers import TwilioNumbers
from berthcare.names import Names
from berthcare.number_pool import NumberPool
from berthcare.parameters import EnvironmentArgument, YesOption
from berthcare.steps import Course, Step, take
from berthcare.stored_secrets import StoredSecrets

_DONE, _NOT_DONE, _INTERRUPTED = 0, 1, 130


def register(app: typer.Typer) -> None:
    """Add `failover` to the command line."""
    app.command("failover", **HELP)(_failover)


def _failover(
    environment: EnvironmentArgument,
    *,
    to: ToOption = None,
    take_next: NextOption = False,
    back: BackOption = False,
    only: OnlyOption = None,
    dry_run: ShowOnlyOption = False,
    yes: YesOption = False,
    as_json: ReportOption = False,
) -> int:
    options = Options(environment, to, take_next, back, only, as_json)
    options.judge()
    return failover(options, dry_run=dry_run, yes=yes)


def failover(options: Options, *, dry_run: bool, yes: bool) -> int:
    """Plan, ask, act and report; return the exit status. Raises `BerthcareError` before acting."""
    names, stack = Names(options.environment), options.environment.value
    progress = sys.stderr if options.as_json else sys.stdout
    console = Console.of(progress, sys.stderr, sys.stdin, os.environ)
    secrets = StoredSecrets.as_caller(names)
    stored = secrets.read()
    console.done(f"Secrets Manager: {names.secret_prefix}* read; serving: {told(stored.pool)}")
    twilio = TwilioNumbers(stored.bundle.account_sid, stored.bundle.auth_token, os.environ)
    owned = twilio.all()
    console.done(f"Twilio: account AC…{stored.bundle.account_sid[-4:]} has {len(owned)} numbers")
    made = plan(stored.pool, options.wish, owned, wanted_settings(stored.bundle.webhooks))
    steps = steps_of(made, twilio, secrets, stored.pool_version)
    if made.changes_nothing:
        return _end(options, console, Report(stack, made, Course(), made.after))
    _show(console, steps)
    if dry_run:
        course = Course(open=[step.what for step in steps])
        report = Report(stack, made, course, made.before, dry_run=True)
        return _end(options, console, report)
    if not yes and not console.may_go_on(options.typed):
        console.say("Nothing was changed.")
        return _NOT_DONE
    course = take(steps, console)
    serving = made.after if course.finished else _in_service(secrets)
    return _end(options, console, Report(stack, made, course, serving))


def _in_service(secrets: StoredSecrets) -> NumberPool | None:
    """Read which numbers serve after a stop: a write may have been done that was not confirmed."""
    try:
        return secrets.read_pool()
    except BerthcareError:
        return None


def _show(console: Console, steps: list[Step]) -> None:
    console.say("To do:")
    for step in steps:
        console.open(step.what)


def _end(options: Options, console: Console, report: Report) -> int:
    """Print how it ended and return the exit status."""
    course = report.course
    if report.dry_run:
        console.say("Dry run: nothing was changed.")
    else:
        if report.plan.changes_nothing:
            console.say(f"Nothing to change: {_as_it_is(report.plan)}.")
        closing = report.lines() if course.finished else report.lines_half_way(options.typed)
        for line in closing:
            console.say(line)
    if options.as_json:
        print(report.as_json())
    if course.interrupted:
        return _INTERRUPTED
    return _NOT_DONE if course.error else _DONE


def _as_it_is(made: Plan) -> str:
    numbers = " and ".join(number.phone_number for number in made.serving)
    return f"{numbers} already serves as asked for, with its webhooks right"
