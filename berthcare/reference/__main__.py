"""`python -m berthcare.reference` writes docs/quick-reference.md anew, in the project's folder."""

import argparse
import sys
from pathlib import Path

from berthcare.cli import application
from berthcare.command_tree import commands_of
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.reference.page import with_reference
from berthcare.status.runbooks import signals_by_alarm

_PAGE = Path("docs/quick-reference.md")
_DONE, _UNUSABLE = 0, 2


def main(arguments: list[str] | None = None) -> int:
    """Write the page and return the exit status."""
    page: Path = _parser().parse_args(arguments).page
    try:
        page.write_text(current(page.read_text()))
    except (BerthcareError, OSError) as error:
        print(f"berthcare.reference: {error}", file=sys.stderr)
        return _UNUSABLE
    print(f"{page} is up to date.")
    return _DONE


def current(page: str) -> str:
    """Return the page as today's commands and signals have it. Raises `BerthcareError`."""
    signals = signals_by_alarm(Names(Environment.STAGING)).values()
    return with_reference(page, commands_of(application()), tuple(signals))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m berthcare.reference",
        description="Write the list of commands and alarms anew, between a page's two markers.",
        epilog="exit status: 0 written, 2 the page cannot be read or written, or has no markers",
    )
    parser.add_argument(
        "page",
        nargs="?",
        type=Path,
        default=_PAGE,
        metavar="PAGE",
        help=f"the page to write (default {_PAGE}, in the project's folder)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
