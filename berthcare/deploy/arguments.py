"""The command line of `berthcare deploy`: its words and their help."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from berthcare.environments import Environment

_COMMAND = "berthcare deploy"
_EXAMPLES = """examples:
  berthcare deploy staging
  berthcare deploy production --plan plans/production --yes   (without a terminal)

Only a plan of this environment is applied, of the commit that this clone is at (without changes to
the program), by the engine that made it, and while the state is the one it was made from. The
engine runs the program again and stops at the first step that the plan does not have.

Ctrl-C (or SIGTERM, or a closed terminal) interrupts the engine once; what it began is finished, and
what is left is told. An output that nobody reads any more (a closed pipe) ends nothing: the rest is
told on the standard error.

exit status: 0 deployed; 1 the plan may not be applied, or not all of it is done; 2 it could not be
begun and nothing was changed; 130 interrupted

environment: what pulumi needs for an update (AWS credentials of a deployer, Twilio credentials from
the stack's configuration or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN); git; NO_COLOR switches
colour off. Run it in the project's folder.

What to do after an interruption: docs/runbooks/interrupted-deployment.md
"""
HELP: dict[str, Any] = {
    "help": "Apply a plan that berthcare plan has made: shows it, asks, and does it under the "
    "policy pack.",
    "short_help": "apply a plan, and nothing else",
    "epilog": _EXAMPLES,
}

PlanOption = Annotated[
    Path | None,
    typer.Option("--plan", metavar="FOLDER", help="the plan's folder   [default: .delivery/ENV]"),
]


@dataclass(frozen=True)
class Options:
    """What was typed after `berthcare deploy`, but `--dry-run` and `--yes`."""

    environment: Environment
    plan: Path | None = None

    @property
    def typed(self) -> str:
        """The command, without --dry-run and --yes."""
        words = [*_COMMAND.split(), self.environment.value]
        words += [] if self.plan is None else ["--plan", str(self.plan)]
        return shlex.join(words)
