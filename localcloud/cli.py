"""Arguments of `python -m localcloud`, and the exit status of each command."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from localcloud.supervisor.cloud import Cloud
from localcloud.supervisor.commands import Commands
from localcloud.supervisor.console import Console
from localcloud.supervisor.directory import REPOSITORY, CloudDirectory

_INTERRUPTED = 130  # 128 + SIGINT, as shells report it
_EXAMPLES = """\
examples:
  python -m localcloud up                     deploy staging on the embedded cloud and verify it
  python -m localcloud preview --stack production
  python -m localcloud start --port gateway=4566
  python -m localcloud start --bare           an empty account, to rehearse `berthcare bootstrap`
  . .localcloud/env && pulumi preview         any tool of yours on the embedded cloud
  python -m localcloud down                   stop it and remove what it made
"""


def main(arguments: Sequence[str]) -> int:
    """Run one command; return its exit status (0 done, 1 failed with a message)."""
    options = _parser().parse_args(arguments)
    console = Console(sys.stdout)
    commands = Commands(Cloud(CloudDirectory(options.directory.absolute()), console), console)
    try:
        return _run(commands, options)
    except BerthcareError as error:
        console.failure(str(error))
        return 1
    except KeyboardInterrupt:
        again = "`make up`" if options.command == "up" else "the same command"
        console.note(f"stopped by you; type {again} again: what is done already is kept.")
        return _INTERRUPTED


def _run(commands: Commands, options: argparse.Namespace) -> int:
    match options.command:
        case "start":
            return commands.start(dict(options.port), bare=options.bare)
        case "up":
            return commands.up(options.stack, dict(options.port))
        case "preview":
            return commands.preview(options.stack, dict(options.port))
        case "down":
            return commands.down()
        case "status":
            return commands.status()
        case _:
            return commands.env()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m localcloud",
        description="The embedded cloud: AWS, Twilio and a webhook receiver on 127.0.0.1, where "
        "the program that deploys production is rehearsed whole.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    every = argparse.ArgumentParser(add_help=False)
    every.add_argument(
        "--directory",
        type=Path,
        default=REPOSITORY / ".localcloud",
        metavar="DIR",
        help="where the cloud keeps its files (default: .localcloud of the repository)",
    )
    starting = argparse.ArgumentParser(add_help=False)
    starting.add_argument(
        "--port",
        type=_pinned_port,
        action="append",
        default=[],
        metavar="NAME=PORT",
        help="port of one process, named as `status` does (default: a free one)",
    )
    emptied = argparse.ArgumentParser(add_help=False)
    emptied.add_argument(
        "--bare",
        action="store_true",
        help="as a new account is, for `berthcare bootstrap`: no state store, no deployer; the "
        "env file is the administrator's, until the next start without it",
    )
    staged = argparse.ArgumentParser(add_help=False)
    staged.add_argument(
        "--stack",
        choices=[environment.value for environment in Environment],
        default=Environment.STAGING.value,
        help="stack to work on (default: %(default)s)",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, parents, text in (
        ("start", [every, starting, emptied], "start the cloud, deploy nothing"),
        ("up", [every, starting, staged], "start it, deploy the stack with the policies, verify"),
        ("preview", [every, starting, staged], "start it and preview the stack"),
        ("down", [every], "stop its own processes and remove what they made"),
        ("status", [every], "show its processes (status 1 unless all answer)"),
        ("env", [every], "say how to lead a shell to it"),
    ):
        commands.add_parser(name, parents=parents, help=text, description=text)
    return parser


def _pinned_port(text: str) -> tuple[str, int]:
    name, _, port = text.partition("=")
    if not name or not port.isdecimal() or not 0 < int(port) < 65536:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no NAME=PORT with a port of 1 to 65535, as in gateway=4566"
        )
    return name, int(port)
