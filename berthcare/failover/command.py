"""`berthcare failover`: another number serves, or the environment's own again."""

import argparse
import os
import shlex
import sys

from berthcare import numbering
from berthcare.console import Console
from berthcare.errors import BerthcareError
from berthcare.failover.carrying_out import steps_of, told
from berthcare.failover.owned_number import wanted_settings
from berthcare.failover.plan import Plan, Wish, plan
from berthcare.failover.report import Report
from berthcare.failover.twilio_numbers import TwilioNumbers
from berthcare.names import Names
from berthcare.number_pool import BOTH, NumberPool, Purpose
from berthcare.stack_name import environment_of
from berthcare.steps import Course, Step, take
from berthcare.stored_secrets import StoredSecrets

_DONE, _NOT_DONE, _INTERRUPTED = 0, 1, 130
_EXAMPLES = """examples:
  berthcare failover --stack staging --next --dry-run
  berthcare failover --stack staging --next
  berthcare failover --stack staging --to +16045550110 --only sms
  berthcare failover --stack production --back
  berthcare failover --stack production --next --yes --json   (without a terminal)

exit status: 0 it is as asked for (also where it was so before), 1 it was not done or only in part,
2 it could not be begun and nothing was changed, 130 interrupted

--next keeps a backup that serves already and is usable; name another one with --to.

environment: AWS credentials as for the AWS CLI (a deployer's); TWILIO_BASE_URL leads to a Twilio
on this machine; NO_COLOR switches colour off.

The whole procedure: docs/runbooks/number-failover.md
"""


def register(subcommands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `failover` to the command line."""
    parser = subcommands.add_parser(
        "failover",
        help="let a backup number serve, or the environment's own again",
        description="Let a backup number serve calls, texts or both, or lead them back to the "
        "environment's own numbers: configure the number at Twilio, then write the secret that "
        "the backend reads.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", required=True, help="staging or production")
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--to", metavar="NUMBER", type=_number, help="this backup, E.164")
    target.add_argument("--next", action="store_true", help="the first usable backup of the pool")
    target.add_argument("--back", action="store_true", help="the environment's own numbers again")
    parser.add_argument(
        "--only",
        choices=[purpose.value for purpose in Purpose],
        help="calls or texts alone (default: both)",
    )
    parser.add_argument("--dry-run", action="store_true", help="show the change, make none")
    parser.add_argument("--yes", action="store_true", help="do not ask; needed without a terminal")
    parser.add_argument("--json", action="store_true", help="print JSON; progress goes to stderr")
    parser.set_defaults(run=failover)


def failover(options: argparse.Namespace) -> int:
    """Plan, ask, act and report; return the exit status. Raises `BerthcareError` before acting."""
    names = Names(environment_of(options.stack, "failover"))
    progress = sys.stderr if options.json else sys.stdout
    console = Console.of(progress, sys.stderr, sys.stdin, os.environ)
    secrets = StoredSecrets.as_caller(names)
    stored = secrets.read()
    console.done(f"Secrets Manager: {names.secret_prefix}* read; serving: {told(stored.pool)}")
    twilio = TwilioNumbers(stored.bundle.account_sid, stored.bundle.auth_token, os.environ)
    owned = twilio.all()
    console.done(f"Twilio: account AC…{stored.bundle.account_sid[-4:]} has {len(owned)} numbers")
    made = plan(stored.pool, _wish(options), owned, wanted_settings(stored.bundle.webhooks))
    steps = steps_of(made, twilio, secrets, stored.pool_version)
    if made.changes_nothing:
        return _end(options, console, Report(options.stack, made, Course(), made.after))
    _show(console, steps)
    if options.dry_run:
        course = Course(open=[step.what for step in steps])
        report = Report(options.stack, made, course, made.before, dry_run=True)
        return _end(options, console, report)
    if not options.yes and not console.may_go_on(_typed(options)):
        console.say("Nothing was changed.")
        return _NOT_DONE
    course = take(steps, console)
    serving = made.after if course.finished else _in_service(secrets)
    return _end(options, console, Report(options.stack, made, course, serving))


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


def _end(options: argparse.Namespace, console: Console, report: Report) -> int:
    """Print how it ended and return the exit status."""
    course = report.course
    if report.dry_run:
        console.say("Dry run: nothing was changed.")
    else:
        if report.plan.changes_nothing:
            console.say(f"Nothing to change: {_as_it_is(report.plan)}.")
        closing = report.lines() if course.finished else report.lines_half_way(_typed(options))
        for line in closing:
            console.say(line)
    if options.json:
        print(report.as_json())
    if course.interrupted:
        return _INTERRUPTED
    return _NOT_DONE if course.error else _DONE


def _as_it_is(made: Plan) -> str:
    numbers = " and ".join(number.phone_number for number in made.serving)
    return f"{numbers} already serves as asked for, with its webhooks right"


def _wish(options: argparse.Namespace) -> Wish:
    purposes = (Purpose(options.only),) if options.only else BOTH
    return Wish(purposes, options.to, options.back)


def _typed(options: argparse.Namespace) -> str:
    """Return the command as it was typed, without --dry-run and --yes."""
    words = ["berthcare", "failover", "--stack", options.stack]
    words += ["--to", options.to] if options.to else ["--back" if options.back else "--next"]
    words += ["--only", options.only] if options.only else []
    words += ["--json"] if options.json else []
    return shlex.join(words)


def _number(text: str) -> str:
    problem = numbering.problem_with_number("--to", text)
    if problem is not None:
        raise argparse.ArgumentTypeError(f"{text!r} must {problem.rule}. {problem.remedy}")
    return text
