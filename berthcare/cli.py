"""The command line `berthcare`: one module a subcommand, one clean message for every error.

Exit status: 0 done, 1 what was asked is not so (a check failed), 2 it could not be asked.
"""

import argparse
import sys
from importlib import metadata

from berthcare.errors import BerthcareError
from berthcare.evidence import command as evidence
from berthcare.failover import command as failover
from berthcare.keep_alive import command as keep_alive
from berthcare.verification import command as verify

_DISTRIBUTION = "berthcare-communications"
_COMMANDS = (verify.register, failover.register, keep_alive.register, evidence.register)
_UNUSABLE = 2
_INTERRUPTED = 130
_EXAMPLES = """examples:
  berthcare verify --stack staging
  berthcare failover --stack staging --next --dry-run
  berthcare keep-alive --stack staging --dry-run
  berthcare evidence --stack staging
  berthcare verify --help
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand and return the exit status."""
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
