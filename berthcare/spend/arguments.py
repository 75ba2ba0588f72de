"""The command line of `berthcare spend`: its words, their help, and what is refused at once."""

import shlex
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from berthcare.environments import Environment
from berthcare.parameters import judged
from berthcare.reason import problem_with_reason
from berthcare.spend.carrying_out import COMMAND
from berthcare.spend.lift import problem_with_limit
from berthcare.spend.plan import Wish
from berthcare.spend.report import RUNBOOK
from berthcare.spend.second_look import PAUSES_SECONDS

_LOOKED_SECONDS = sum(PAUSES_SECONDS)
_ENVIRONMENT = f"""environment: AWS credentials as for the AWS CLI (a deployer's); TWILIO_BASE_URL
leads to a Twilio on this machine; NO_COLOR switches colour off.

The whole procedure: {RUNBOOK}
"""
_STATUS_EXAMPLES = f"""examples:
  berthcare spend status production
  berthcare spend status staging --json | jq .spent_usd

exit status: 0 below the limit, 1 the limit is reached or the account is stopped, 2 it could not be
told or the spend is unknown, 130 interrupted

{_ENVIRONMENT}"""
_RESUME_EXAMPLES = f"""examples:
  berthcare spend resume staging --reason 'storm day, confirmed' --limit 1500 --dry-run
  berthcare spend resume production --reason 'storm day, confirmed' --limit 1500
  berthcare spend resume production --reason '…' --limit 1500 --yes   (without a terminal)

It lifts the limit of this month (UTC) for the watcher, then lets the subaccount be used again, then
writes down who did it and why. For {_LOOKED_SECONDS} seconds it looks whether that lasts: a run
of the watcher that read the old limit may suspend once more, and is undone. Typed again it does
what is not done yet; a lift to the same limit is not written twice. Where Twilio does not tell the
month's spend, it says so and goes on.

exit status: 0 it is done, 1 it was not done, only in part or did not last, 2 it could not be begun
and nothing was changed, 130 interrupted

{_ENVIRONMENT}"""

HELP: dict[str, Any] = {
    "help": "Show what an environment has spent at Twilio this month, and let it go on after the "
    "hard limit has suspended it.",
    "short_help": "show the month's spend, or go on after its limit suspended an environment",
    "epilog": _ENVIRONMENT,
}
STATUS_HELP: dict[str, Any] = {
    "help": "Show spend, limit, lift and whether Twilio lets the account be used.",
    "short_help": "spend, limit, lift and whether Twilio lets the account be used",
    "epilog": _STATUS_EXAMPLES,
}
RESUME_HELP: dict[str, Any] = {
    "help": "Lift this month's limit and let the subaccount be used again.",
    "short_help": "lift this month's limit and let the subaccount be used again",
    "epilog": _RESUME_EXAMPLES,
}

ReasonOption = Annotated[
    str,
    typer.Option(
        "--reason",
        metavar="REASON",
        parser=judged(problem_with_reason, "--reason"),
        help="why, for the audit; no personal data: no phone number, no e-mail address",
        show_default=False,
    ),
]
LimitOption = Annotated[
    str,
    typer.Option(
        "--limit",
        metavar="USD",
        parser=judged(problem_with_limit, "--limit"),
        help="this month's new limit in whole US dollars, above what is spent",
        show_default=False,
    ),
]
NoWaitOption = Annotated[
    bool, typer.Option("--no-wait", help="do not look again whether it is suspended once more")
]


@dataclass(frozen=True)
class Resumption:
    """What was typed after `berthcare spend resume`, but `--dry-run` and `--yes`."""

    environment: Environment
    reason: str
    limit: str
    no_wait: bool

    @property
    def wish(self) -> Wish:
        """The new limit, and why."""
        return Wish(int(self.limit), self.reason)

    @property
    def typed(self) -> str:
        """The command as it was typed, without --dry-run and --yes."""
        words = [*COMMAND.split(), self.environment.value, "--reason", self.reason]
        return shlex.join([*words, "--limit", self.limit])
