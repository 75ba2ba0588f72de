"""`berthcare spend`: the month's spend, its limit, and the way on after a suspension."""

import argparse
import os
import shlex
import sys
import time
from collections.abc import Callable
from datetime import datetime, timezone

from berthcare.audit_line import AuditLog
from berthcare.console import Console
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.problems import Problem
from berthcare.spend.carrying_out import AUDIT_STEP, COMMAND, Means, steps_of
from berthcare.spend.lift import problem_with_limit, problem_with_reason
from berthcare.spend.plan import Plan, Wish, plan
from berthcare.spend.reading import read
from berthcare.spend.report import as_json, exit_status, show, show_unknown_spend
from berthcare.spend.second_look import PAUSES_SECONDS, look_again
from berthcare.spend.stored_spend import StoredSpend
from berthcare.spend.twilio_account import TwilioAccount
from berthcare.stack_name import environment_of
from berthcare.steps import Step, take

_DONE, _NOT_DONE, _INTERRUPTED = 0, 1, 130
_LOOKED_SECONDS = sum(PAUSES_SECONDS)
_ENVIRONMENT = """environment: AWS credentials as for the AWS CLI (a deployer's); TWILIO_BASE_URL
leads to a Twilio on this machine; NO_COLOR switches colour off.

The whole procedure: docs/runbooks/spend-limit-reached.md
"""
_STATUS_EXAMPLES = f"""examples:
  berthcare spend status --stack production
  berthcare spend status --stack staging --json | jq .spent_usd

exit status: 0 below the limit, 1 the limit is reached or the account is stopped, 2 it could not be
told or the spend is unknown, 130 interrupted

{_ENVIRONMENT}"""
_RESUME_EXAMPLES = f"""examples:
  berthcare spend resume --stack staging --reason 'storm day, confirmed' --limit 1500 --dry-run
  berthcare spend resume --stack production --reason 'storm day, confirmed' --limit 1500
  berthcare spend resume --stack production --reason '…' --limit 1500 --yes   (without a terminal)

It lifts the limit of this month (UTC) for the watcher, then lets the subaccount be used again, then
writes down who did it and why. For {_LOOKED_SECONDS} seconds it looks whether that lasts: a run
of the watcher that read the old limit may suspend once more, and is undone. Typed again it does
what is not done yet. Where Twilio does not tell the month's spend, it says so and goes on.

exit status: 0 it is done, 1 it was not done, only in part or did not last, 2 it could not be begun
and nothing was changed, 130 interrupted

{_ENVIRONMENT}"""


def register(subcommands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `spend status` and `spend resume` to the command line."""
    parser = subcommands.add_parser(
        "spend",
        help="show the month's spend, or go on after its limit suspended an environment",
        description="Show what an environment has spent at Twilio this month, and let it go on "
        "after the hard limit has suspended it.",
        epilog=_ENVIRONMENT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(title="subcommands", metavar="COMMAND", required=True)
    status = actions.add_parser(
        "status",
        help="spend, limit, lift and whether Twilio lets the account be used",
        epilog=_STATUS_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    status.add_argument("--stack", required=True, help="staging or production")
    status.add_argument("--json", action="store_true", help="print JSON")
    status.set_defaults(run=spend_status)
    resume = actions.add_parser(
        "resume",
        help="lift this month's limit and let the subaccount be used again",
        epilog=_RESUME_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    resume.add_argument("--stack", required=True, help="staging or production")
    resume.add_argument(
        "--reason",
        required=True,
        type=_judged(problem_with_reason, "--reason"),
        help="why, for the audit; no personal data",
    )
    resume.add_argument(
        "--limit",
        required=True,
        metavar="USD",
        type=_judged(problem_with_limit, "--limit"),
        help="this month's new limit in whole US dollars, above what is spent",
    )
    resume.add_argument("--dry-run", action="store_true", help="show the steps, take none")
    resume.add_argument("--yes", action="store_true", help="do not ask; needed without a terminal")
    resume.add_argument(
        "--no-wait", action="store_true", help="do not look again whether it is suspended once more"
    )
    resume.set_defaults(run=spend_resume)


def spend_status(options: argparse.Namespace) -> int:
    """Read, tell, and return the exit status. Raises `BerthcareError`."""
    names = Names(environment_of(options.stack, "spend status"))
    standing = read(StoredSpend.as_caller(names), names, os.environ, _now()).standing
    if options.json:
        print(as_json(names.environment, standing))
    else:
        console = Console.of(sys.stdout, sys.stderr, sys.stdin, os.environ)
        show(console, names.environment, standing)
    return exit_status(standing)


def spend_resume(options: argparse.Namespace) -> int:
    """Plan, ask, act and report; return the exit status. Raises `BerthcareError` before acting."""
    names = Names(environment_of(options.stack, "spend resume"))
    console = Console.of(sys.stdout, sys.stderr, sys.stdin, os.environ)
    stored, audit = StoredSpend.as_caller(names), AuditLog.as_caller(names)
    caller = audit.caller()
    now = _now()
    standing, account = read(stored, names, os.environ, now)
    show(console, names.environment, standing)
    wish = Wish(int(options.limit), options.reason)
    made = plan(names.environment, standing, wish, caller.who, now)
    means = Means(
        names=names,
        stored=stored,
        account=account,
        audit=audit,
        caller=caller,
        clock=_now,
        wait=_wait,
    )
    steps = steps_of(made, standing.account, means)
    if standing.spent_usd is None:
        show_unknown_spend(console, wish.limit_usd)
    console.say("To do:")
    for step in steps:
        console.open(step.what)
    if options.dry_run:
        console.say("Dry run: nothing was changed.")
        return _DONE
    if not _agreed(options, console):
        console.say("Nothing was changed.")
        return _NOT_DONE
    return _resumed(options, console, made, steps, means)


def _resumed(
    options: argparse.Namespace, console: Console, made: Plan, steps: list[Step], means: Means
) -> int:
    """Take the steps, say how it ended, and return the exit status of that."""
    course = take(steps, console)
    without_line = (course.uncertain or "").startswith(AUDIT_STEP)
    if course.finished or without_line:
        console.say(_after(made))
    else:
        console.say(f"Stopped half-way. The account is {_status(means.account)}.")
        console.say(f"Go on: {_typed(options)}")
    if course.finished:
        return _lasting(options, console, made, means)
    if without_line:
        console.failed(
            "The AUDIT LINE IS MISSING: no log tells who did this and why. Write it now:"
        )
        console.say(f"  {_typed(options)} --yes")
    return _INTERRUPTED if course.interrupted else _NOT_DONE


def _lasting(options: argparse.Namespace, console: Console, made: Plan, means: Means) -> int:
    """See whether what is done lasts, and return the exit status of that."""
    look = f"Look again in two minutes: berthcare spend status --stack {options.stack}"
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


def _agreed(options: argparse.Namespace, console: Console) -> bool:
    """Tell whether the person agrees. Raises `BerthcareError` where there is nobody to ask."""
    if options.yes:
        return True
    if not console.interactive:
        raise BerthcareError(
            "Nothing was changed: there is no terminal to ask on.",
            f"Type: {_typed(options)} --yes",
        )
    try:
        return console.confirm("Go on?")
    except KeyboardInterrupt:
        console.say("\nNothing was changed.")
        raise


def _typed(options: argparse.Namespace) -> str:
    """Return the command as it was typed, without --dry-run and --yes."""
    words = [*COMMAND.split(), "--stack", options.stack, "--reason", options.reason]
    return shlex.join([*words, "--limit", options.limit])


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _wait(seconds: float) -> None:
    time.sleep(seconds)


def _judged(judge: Callable[[str, str], Problem | None], field: str) -> Callable[[str], str]:
    """Return an argument's type that refuses what `judge` finds a problem with."""

    def accepted(text: str) -> str:
        problem = judge(field, text)
        if problem is not None:
            raise argparse.ArgumentTypeError(f"{text!r} must {problem.rule}. {problem.remedy}")
        return text

    return accepted
