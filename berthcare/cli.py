"""The command line `berthcare`: one package a command, one clean message for every error.

Exit status: 0 done, 1 what was asked is not so (a check failed), 2 it could not be asked, 130
interrupted. Without a command the help is printed, and the status is 2: nothing was asked.
"""

import os
import sys
from contextlib import redirect_stdout
from typing import Annotated, TextIO, cast

import typer

from berthcare.adopt import command as adopt
from berthcare.bootstrap import command as bootstrap
from berthcare.command_help import HELP_SETTINGS, Group, keep_texts
from berthcare.cost import command as cost
from berthcare.dashboard import command as dashboard
from berthcare.deploy import command as deploy
from berthcare.drift import command as drift
from berthcare.errors import BerthcareError
from berthcare.evidence import command as evidence
from berthcare.failover import command as failover
from berthcare.keep_alive import command as keep_alive
from berthcare.operations import command as operations
from berthcare.plan import command as plan
from berthcare.preflight import command as preflight
from berthcare.recover import command as recover
from berthcare.rotate import command as rotate
from berthcare.setup import command as setup
from berthcare.spend import command as spend
from berthcare.standard_output import OutputLost, StandardOutput, lead_nowhere
from berthcare.status import command as status
from berthcare.verification import command as verify
from berthcare.version import program_version
from berthcare.wrong_usage import PROGRAM, WrongUsage, wrong_usage

_COMMANDS = (
    bootstrap.register,
    setup.register,
    preflight.register,
    plan.register,
    deploy.register,
    recover.register,
    verify.register,
    cost.register,
    adopt.register,
    drift.register,
    status.register,
    operations.register,
    failover.register,
    keep_alive.register,
    rotate.register,
    spend.register,
    evidence.register,
    dashboard.register,
)
_UNUSABLE, _INTERRUPTED = 2, 130
_COMPLETION = "_BERTHCARE_COMPLETE"
"""Set by the shell that asks how a line may go on (`berthcare --show-completion`)."""
_EXAMPLES = """examples:
  berthcare bootstrap --repository OWNER/NAME
  berthcare setup staging
  berthcare preflight staging
  berthcare plan staging
  berthcare deploy staging
  berthcare verify staging
  berthcare status staging
  berthcare failover staging --next --dry-run
  berthcare spend status staging
  berthcare rotate staging --status
  berthcare verify --help

exit status: 0 done, or all is well; 1 what was asked is not so (a check failed, something wants
attention); 2 it could not be asked (a mistyped command, no credentials); 130 interrupted
"""


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
        lead_nowhere(sys.stdout)
        # Whoever closed the pipe wanted no more, and no message either.
        if not isinstance(lost.reason, BrokenPipeError):
            reason = lost.reason.strerror or lost.reason
            print(f"berthcare: the standard output cannot be written: {reason}.", file=sys.stderr)
        return _UNUSABLE


def _run(arguments: list[str] | None) -> int:
    command = typer.main.get_command(application())
    if os.environ.get(_COMPLETION):
        command.main([], prog_name=PROGRAM)
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        # Not by `command.main`, which ends the process for a pipe that broke elsewhere, and keeps
        # an interrupt to itself.
        with command.make_context(PROGRAM, words) as context:
            status: int = command.invoke(context)
            return status
    except typer.Exit as ended:
        return ended.exit_code
    except typer.TyperException as error:
        return _refused(wrong_usage(error))
    except WrongUsage as error:
        return _refused(error)
    except BerthcareError as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return _UNUSABLE
    except KeyboardInterrupt:
        print(f"{PROGRAM}: interrupted.", file=sys.stderr)
        return _INTERRUPTED


def _refused(error: WrongUsage) -> int:
    print(f"{error.command}: {error}", file=sys.stderr)
    return _UNUSABLE


def _tell_version(*, asked: bool) -> None:
    """Print the version and end."""
    if asked:
        print(f"{PROGRAM} {program_version()}")
        raise typer.Exit


def application() -> typer.Typer:
    """Return the whole command line; nothing is asked or done by making it."""
    app = typer.Typer(
        name=PROGRAM,
        cls=Group,
        help="Operates the BerthCare communications stacks (Twilio voice and SMS on AWS).",
        epilog=_EXAMPLES,
        add_completion=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings=HELP_SETTINGS,
        subcommand_metavar="COMMAND",
    )
    app.callback()(_before_a_command)
    for register in _COMMANDS:
        register(app)
    return keep_texts(app)


def _before_a_command(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="print it")
    ] = False,
) -> None:
    """Take what stands before the command."""
