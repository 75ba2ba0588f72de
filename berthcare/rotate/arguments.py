"""The command line of `berthcare rotate`: its words, their help, and what is refused at once."""

import argparse
from collections.abc import Callable

from berthcare.argument_types import judged
from berthcare.errors import BerthcareError
from berthcare.reason import problem_with_reason
from berthcare.rotate.plan import RUNBOOK
from berthcare.rotate.report import FOLLOWS
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.waiting import PATIENCE_SECONDS

_EXAMPLES = f"""examples:
  berthcare rotate --stack staging --status
  berthcare rotate --stack staging --status --json | jq .secrets.account.phase
  berthcare rotate --stack staging --reason 'drill of November' --dry-run
  berthcare rotate --stack staging --reason 'drill of November'
  berthcare rotate --stack production --reason 'left on a lost laptop' --now
  berthcare rotate --stack production --reason '…' --now --yes   (without a terminal)

Without --now Secrets Manager rotates as it does every 90 days, only today: both tokens are accepted
until the new one has spread. The command ends once the new version is current, or after
{PATIENCE_SECONDS // 60} minutes without that. Promotion and retirement follow by themselves within
{FOLLOWS}.

--now is for a token that a stranger may have: it completes an earlier rotation, rotates, completes
at once, and proves that Twilio refuses every stored token from before. Webhooks and calls by those
fail until the backend has read the new one. API keys (SK…) are not touched: list and delete them by
the runbook. A secret that it does not rotate is not completed either.

Typed again after a stop it goes on: a version that an unfinished run of it began within the last
hour is not replaced a second time. Who did it, and why, is written into the operations' log, after
a stop too.

exit status of --status: 0 settled and the token accepted, 1 something is under way, half-done or
switched off, or the token is refused, 2 it could not be told; else: 0 it is done, 1 it was not
done, or only in part, 2 it could not be begun and nothing was changed; 130 interrupted

environment: AWS credentials as for the AWS CLI (a deployer's); TWILIO_BASE_URL leads to a Twilio on
this machine; NO_COLOR switches colour off.

The whole procedure: {RUNBOOK}
"""

Run = Callable[[argparse.Namespace], int]
"""What the command does; returns the exit status."""


def add_rotate(
    subcommands: "argparse._SubParsersAction[argparse.ArgumentParser]", run: Run
) -> None:
    """Add `rotate` to the command line."""
    parser = subcommands.add_parser(
        "rotate",
        help="replace the Twilio auth token and the webhook token, or see where that stands",
        description="Replace the Twilio auth token and the webhook token of an environment, by the "
        "function that does it every 90 days; or see where their rotation stands.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", required=True, help="staging or production")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--status", action="store_true", help="see where it stands; change nothing")
    what.add_argument(
        "--reason",
        type=judged(problem_with_reason, "--reason"),
        help="rotate, and why, for the audit; no personal data: no phone number, no e-mail address",
    )
    parser.add_argument(
        "--secret",
        action="append",
        choices=[one.value for one in Rotatable],
        help="this one alone; may be given twice (default: those that are rotated by themselves)",
    )
    parser.add_argument(
        "--now", action="store_true", help="compromised: revoke the tokens from before at once"
    )
    parser.add_argument("--dry-run", action="store_true", help="show the steps, take none")
    parser.add_argument("--yes", action="store_true", help="do not ask; needed without a terminal")
    parser.add_argument("--json", action="store_true", help="with --status: print JSON")
    parser.set_defaults(run=run)


def judge(options: argparse.Namespace) -> None:
    """Raise `BerthcareError` for options that do not go together."""
    typed = {
        "--secret": options.secret,
        "--now": options.now,
        "--dry-run": options.dry_run,
        "--yes": options.yes,
    }
    wrong = [name for name, given in typed.items() if given]
    if options.status and wrong:
        raise BerthcareError(
            f"{wrong[0]} does not go with --status, which changes nothing.",
            f"Type: berthcare rotate --stack {options.stack} --status",
        )
    if options.json and not options.status:
        raise BerthcareError(
            "--json goes with --status alone; nothing was changed.",
            f"Type: berthcare rotate --stack {options.stack} --status --json",
        )
