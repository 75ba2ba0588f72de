"""The command line `berthcare`: one module a subcommand, one clean message for every error.

Exit status: 0 done, 1 what was asked is not so (a check failed), 2 it could not be asked.
"""

import argparse
import os
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout, suppress
from importlib import metadata
from pathlib import Path
from typing import Any, TextIO, cast

from berthcare.dashboard import command as dashboard
from berthcare.errors import BerthcareError
from berthcare.evidence import command as evidence
from berthcare.failover import command as failover
from berthcare.keep_alive import command as keep_alive
from berthcare.rotate import command as rotate
from berthcare.spend import command as spend
from berthcare.verification import command as verify

_DISTRIBUTION = "berthcare-communications"
_COMMANDS = (
    verify.register,
    failover.register,
    keep_alive.register,
    evidence.register,
    spend.register,
    rotate.register,
    dashboard.register,
)
_UNUSABLE = 2
_INTERRUPTED = 130
_EXAMPLES = """examples:
  berthcare verify --stack staging
  berthcare failover --stack staging --next --dry-run
  berthcare keep-alive --stack staging --dry-run
  berthcare evidence --stack staging
  berthcare spend status --stack staging
  berthcare rotate --stack staging --status
  berthcare dashboard --stack staging
  berthcare verify --help
"""


class OutputLost(Exception):
    """The standard output takes no more; `reason` is what the system says."""

    def __init__(self, reason: OSError) -> None:
        super().__init__(reason)
        self.reason = reason


class StandardOutput:
    """The standard output, whose failures no subcommand can take for one of its own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write as the stream does. Raises `OutputLost`."""
        try:
            return self._stream.write(text)
        except OSError as reason:
            raise OutputLost(reason) from None

    def writelines(self, texts: Iterable[str]) -> None:
        """Write one text after the other. Raises `OutputLost`."""
        for text in texts:
            self.write(text)

    def flush(self) -> None:
        """Flush as the stream does. Raises `OutputLost`."""
        try:
            self._stream.flush()
        except OSError as reason:
            raise OutputLost(reason) from None


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand and return the exit status."""
    output = StandardOutput(sys.stdout)
    try:
        with redirect_stdout(cast("TextIO", output)):
            try:
                return _run(arguments)
            finally:
                output.flush()
    except OutputLost as lost:
        _discard_output()
        # Whoever closed the pipe wanted no more, and no message either.
        if not isinstance(lost.reason, BrokenPipeError):
            reason = lost.reason.strerror or lost.reason
            print(f"berthcare: the standard output cannot be written: {reason}.", file=sys.stderr)
        return _UNUSABLE


def _run(arguments: list[str] | None) -> int:
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except BerthcareError as error:
        print(f"berthcare: {error}", file=sys.stderr)
        return _UNUSABLE
    except KeyboardInterrupt:
        print("berthcare: interrupted.", file=sys.stderr)
        return _INTERRUPTED
    return status


def _discard_output() -> None:
    """Lead the standard output nowhere, so that the interpreter's last flush does not fail."""
    with suppress(OSError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="berthcare",
        description="Operates the BerthCare communications stacks (Twilio voice and SMS on AWS).",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    version = metadata.version(_DISTRIBUTION)
    parser.add_argument("--version", action="version", version=f"berthcare {version}")
    subcommands = parser.add_subparsers(title="subcommands", metavar="COMMAND", required=True)
    for register in _COMMANDS:
        register(subcommands)
    return parser
