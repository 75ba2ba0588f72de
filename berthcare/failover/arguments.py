"""The command line of `berthcare failover`: its words, their help, and what is refused at once."""

import shlex
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from berthcare import numbering
from berthcare.environments import Environment
from berthcare.failover.plan import Wish
from berthcare.number_pool import BOTH, Purpose
from berthcare.parameters import judged, require_one

_COMMAND = "berthcare failover"
_EXAMPLES = """examples:
  berthcare failover staging --next --dry-run
  berthcare failover staging --next
  berthcare failover staging --to +16045550110 --only sms
  berthcare failover production --back
  berthcare failover production --next --yes --json   (without a terminal)

exit status: 0 it is as asked for (also where it was so before), 1 it was not done or only in part,
2 it could not be begun and nothing was changed, 130 interrupted

--next keeps a backup that serves already and is usable; name another one with --to.

environment: AWS credentials as for the AWS CLI (a deployer's); TWILIO_BASE_URL leads to a Twilio
on this machine; NO_COLOR switches colour off.

The whole procedure: docs/runbooks/number-failover.md
"""
HELP: dict[str, Any] = {
    "help": "Let a backup number serve calls, texts or both, or lead them back to the "
    "environment's own numbers: configure the number at Twilio, then write the secret that the "
    "backend reads.",
    "short_help": "let a backup number serve, or the environment's own again",
    "epilog": _EXAMPLES,
}

ToOption = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="NUMBER",
        parser=judged(numbering.problem_with_number, "--to"),
        help="this backup, E.164",
    ),
]
NextOption = Annotated[bool, typer.Option("--next", help="the first usable backup of the pool")]
BackOption = Annotated[bool, typer.Option("--back", help="the environment's own numbers again")]
OnlyOption = Annotated[
    Purpose | None, typer.Option("--only", help="calls or texts alone (default: both)")
]
ShowOnlyOption = Annotated[bool, typer.Option("--dry-run", help="show the change, make none")]
ReportOption = Annotated[bool, typer.Option("--json", help="print JSON; progress goes to stderr")]


@dataclass(frozen=True)
class Options:
    """What was typed after `berthcare failover`, but `--dry-run` and `--yes`."""

    environment: Environment
    to: str | None = None
    next: bool = False
    back: bool = False
    only: Purpose | None = None
    as_json: bool = False

    def judge(self) -> None:
        """Raise `WrongUsage` unless exactly one target was given."""
        given = {"--to": self.to, "--next": self.next, "--back": self.back}
        require_one(_COMMAND, given)

    @property
    def wish(self) -> Wish:
        """What shall serve."""
        return Wish((self.only,) if self.only else BOTH, self.to, self.back)

    @property
    def typed(self) -> str:
        """The command as it was typed, without --dry-run and --yes."""
        words = [*_COMMAND.split(), self.environment.value]
        words += ["--to", self.to] if self.to else ["--back" if self.back else "--next"]
        words += ["--only", self.only.value] if self.only else []
        words += ["--json"] if self.as_json else []
        return shlex.join(words)
