"""The command line of `berthcare recover`: its words and their help."""

import shlex
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from berthcare.environments import Environment

_COMMAND = "berthcare recover"
_EXAMPLES = """examples:
  berthcare recover staging --dry-run
  berthcare recover staging
  berthcare recover production --holder-is-gone --yes   (without a terminal)

A run that was killed leaves a lock, and creations of which nobody knows whether they were done. The
lock is taken off where its run is gone: on this machine that is looked up, of another machine you
are asked, or say --holder-is-gone. In a CI's job (CI=true) it must always be said. Each creation is
looked up at AWS by the name that it was begun with: what exists and is this stack's is taken over
into the state, what does not exist is made by the next deployment. Phone numbers are found again by
their mark, and not bought twice. Nothing is made, changed or deleted at AWS and Twilio.

exit status: 0 the stack is fit for a deployment; 1 something is left for you, and is told; 2 it
could not be begun and nothing was changed; 130 interrupted

environment: AWS credentials as for the AWS CLI (a deployer's); NO_COLOR switches colour off. Run it
in the project's folder.

The whole procedure: docs/runbooks/interrupted-deployment.md
"""
HELP: dict[str, Any] = {
    "help": "Make a stack fit for the next deployment after one that was killed or interrupted: "
    "take its lock off, and settle what it left open. Shows what it found, then asks.",
    "short_help": "go on after a deployment that was killed",
    "epilog": _EXAMPLES,
}

HolderIsGoneOption = Annotated[
    bool,
    typer.Option("--holder-is-gone", help="the run that holds the lock is over: I looked"),
]


@dataclass(frozen=True)
class Options:
    """What was typed after `berthcare recover`, but `--dry-run` and `--yes`."""

    environment: Environment
    holder_is_gone: bool = False
    as_json: bool = False

    def typed(self, *, holder_is_gone: bool = False) -> str:
        """Return the command, without --dry-run and --yes."""
        words = [*_COMMAND.split(), self.environment.value]
        words += ["--holder-is-gone"] if self.holder_is_gone or holder_is_gone else []
        words += ["--json"] if self.as_json else []
        return shlex.join(words)
