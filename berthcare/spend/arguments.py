"""The command line of `berthcare spend`: its words, their help, and what is refused at once."""

import argparse
from collections.abc import Callable

from berthcare.argument_types import judged
from berthcare.reason import problem_with_reason
from berthcare.spend.lift import problem_with_limit
from berthcare.spend.report import RUNBOOK
from berthcare.spend.second_look import PAUSES_SECONDS

_LOOKED_SECONDS = sum(PAUSES_SECONDS)
_ENVIRONMENT = f"""environment: AWS credentials as for the AWS CLI (a deployer's); TWILIO_BASE_URL
leads to a Twilio on this machine; NO_COLOR switches colour off.

The whole procedure: {RUNBOOK}
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
what is not done yet; a lift to the same limit is not written twice. Where Twilio does not tell the
month's spend, it says so and goes on.

exit status: 0 it is done, 1 it was not done, only in part or did not last, 2 it could not be begun
and nothing was changed, 130 interrupted

{_ENVIRONMENT}"""


Run = Callable[[argparse.Namespace], int]
"""What a subcommand does; returns the exit status."""


def add_spend(
    subcommands: "argparse._SubParsersAction[argparse.ArgumentParser]", *, status: Run, resume: Run
) -> None:
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
    _add_status(actions).set_defaults(run=status)
    _add_resume(actions).set_defaults(run=resume)


def _add_status(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> argparse.ArgumentParser:
    parser = actions.add_parser(
        "status",
        help="spend, limit, lift and whether Twilio lets the account be used",
        epilog=_STATUS_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", required=True, help="staging or production")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _add_resume(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> argparse.ArgumentParser:
    parser = actions.add_parser(
        "resume",
        help="lift this month's limit and let the subaccount be used again",
        epilog=_RESUME_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", required=True, help="staging or production")
    parser.add_argument(
        "--reason",
        required=True,
        type=judged(problem_with_reason, "--reason"),
        help="why, for the audit; no personal data: no phone number, no e-mail address",
    )
    parser.add_argument(
        "--limit",
        required=True,
        metavar="USD",
        type=judged(problem_with_limit, "--limit"),
        help="this month's new limit in whole US dollars, above what is spent",
    )
    parser.add_argument("--dry-run", action="store_true", help="show the steps, take none")
    parser.add_argument("--yes", action="store_true", help="do not ask; needed without a terminal")
    parser.add_argument(
        "--no-wait", action="store_true", help="do not look again whether it is suspended once more"
    )
    return parser
