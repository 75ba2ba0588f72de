"""`berthcare spend`: the month's spend, its limit, and the way on after a suspension."""

import os
import sys
import time
from datetime import datetime, timezone

import typer

from berthcare.audit_line import AuditLog
from berthcare.console import Console
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.parameters import DryRunOption, EnvironmentArgument, JsonOption, YesOption
from berthcare.spend.arguments import (
    HELP,
    RESUME_HELP,
    STATUS_HELP,
    LimitOption,
    NoWaitOption,
    ReasonOption,
    Resumption,
)
from berthcare.spend.carrying_out import AUDIT_STEP, Means, steps_of
from berthcare.spend.plan import Plan, plan
from berthcare.spend.reading import read
from berthcare.spend.report import as_json as document_of
from berthcare.spend.report import (
    exit_status,
    show,
    show_lifted,
    show_next_step,
    show_unknown_spend,
)
from berthcare.spend.second_look import look_again
from berthcare.spend.standing import Standing
from berthcare.spend.stored_spend import StoredSpend
from berthcare.spend.twilio_account import TwilioAccount
from berthcare.spend.written_lines import WrittenLines
from berthcare.steps import Step, take

_DONE, _NOT_DONE, _INTERRUPTED = 0, 1, 130


def register(app: typer.Typer) -> None:
    """Add `spend status` and `spend resume` to the command line."""
    spend = typer.Typer(**HELP)
    spend.command("status", **STATUS_HELP)(spend_status)
    spend.command("resume", **RESUME_HELP)(_spend_resume)
    app.add_typer(spend, name="spend")


def spend_status(environment: EnvironmentArgument, *, as_json: JsonOption = False) -> int:
    """Read, tell, and return the exit status. Raises `BerthcareError`."""
    names = Names(environment)
    standing = read(StoredSpend.as_caller(names), names, os.environ, _now()).standing
    if as_json:
        print(document_of(environment, standing))
    else:
        console = Console.of(sys.stdout, sys.stderr, sys.stdin, os.environ)
        show(console, environment, standing)
        show_next_step(console, environment, standing)
    return exit_status(standing)


def _spend_resume(
    environment: EnvironmentArgument,
    *,
    reason: ReasonOption,
    limit: LimitOption,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    no_wait: NoWaitOption = False,
) -> int:
    options = Resumption(environment, reason, limit, no_wait)
    return spend_resume(options, dry_run=dry_run, yes=yes)


def spend_resume(options: Resumption, *, dry_run: bool, yes: bool) -> int:
    """Plan, ask, act and report; return the exit status. Raises `BerthcareError` before acting."""
    names = Names(options.environment)
    console = Console.of(sys.stdout, sys.stderr, sys.stdin, os.environ)
    stored, audit = StoredSpend.as_caller(names), AuditLog.as_caller(names)
    now = _now()
    standing, account = read(stored, names, os.environ, now)
    caller = audit.caller()
    show(console, names.environment, standing)
    made = plan(names.environment, standing, options.wish, caller.who, now)
    means = Means(
        names=names,
        stored=stored,
        account=account,
        audit=audit,
        caller=caller,
        clock=_now,
        wait=_wait,
    )
    if _nothing_to_do(made, standing, console, names):
        return _DONE
    steps = steps_of(made, standing.account, means)
    if standing.spent_usd is None:
        show_unknown_spend(console, options.wish.limit_usd)
    console.say("To do:")
    for step in steps:
        console.open(step.what)
    if dry_run:
        console.say("Dry run: nothing was changed.")
        return _DONE
    if not yes and not console.may_go_on(options.typed):
        console.say("Nothing was changed.")
        return _NOT_DONE
    return _resumed(options, console, made, steps, means)


def _nothing_to_do(made: Plan, standing: Standing, console: Console, names: Names) -> bool:
    """Say what is done already, and tell whether that is all, the audit line too."""
    lift = standing.lift_in_force
    if made.lifts or lift is None:
        return False
    show_lifted(console, lift)
    if made.activates or not WrittenLines.as_caller(names).tell_of(lift, made.lift.reason):
        return False
    console.say("Nothing to do: the subaccount is active, and the audit line is written.")
    return True


def _resumed(
    options: Resumption, console: Console, made: Plan, steps: list[Step], means: Means
) -> int:
    """Take the steps, say how it ended, and return the exit status of that."""
    course = take(steps, console)
    without_line = (course.uncertain or "").startswith(AUDIT_STEP)
    if course.finished or without_line:
        console.say(_after(made))
    else:
        console.say(f"Stopped half-way. The account is {_status(means.account)}.")
        console.say(f"Go on: {options.typed}")
    if course.finished:
        return _lasting(options, console, made, means)
    if without_line:
        console.failed(
            "The AUDIT LINE IS MISSING: no log tells who did this and why. Write it now:"
        )
        console.say(f"  {options.typed} --yes")
    return _INTERRUPTED if course.interrupted else _NOT_DONE


def _lasting(options: Resumption, console: Console, made: Plan, means: Means) -> int:
    """See whether what is done lasts, and return the exit status of that."""
    look = f"Look again in two minutes: berthcare spend status {options.environment}"
    if options.no_wait:
        console.say("A run of the watcher that read the old limit may suspend once more.")
        console.say(look)
        return _DONE
    try:
        look_again(made.lift, means, console)
    except KeyboardInterrupt:
        console.say(f"\nIt is done, and was not looked at to the end. {look}")
        return _INTERRUPTED
    except BerthcareError as problem:
        console.failed(str(problem))
        console.say(f"The account is {_status(means.account)}. {look}")
        return _NOT_DONE
    return _DONE


def _after(made: Plan) -> str:
    if not made.activates:
        return "The limit is lifted. The subaccount was active."
    return (
        "Calls and texts go out again. What was refused meanwhile is lost: Twilio sends none of\n"
        "it again, so tell the coordinators since when."
    )


def _status(account: TwilioAccount) -> str:
    """Ask for the status after a stop: a request may have been done that was not answered."""
    try:
        return account.fetch().status
    except BerthcareError:
        return "in a state that cannot be read now"


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _wait(seconds: float) -> None:
    time.sleep(seconds)
