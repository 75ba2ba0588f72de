"""`python -m berthcare.cost` writes the tables of docs/cost.md anew, in the project's folder."""

import argparse
import sys
from pathlib import Path

from berthcare.cost.estimate import Overview
from berthcare.cost.page import with_estimate
from berthcare.errors import BerthcareError

_PAGE = Path("docs/cost.md")
_UNUSABLE = 2


def main(arguments: list[str] | None = None) -> int:
    """Write the page and return the exit status."""
    page: Path = _parser().parse_args(arguments).page
    try:
        page.write_text(with_estimate(page.read_text(), Overview.load()))
    except (BerthcareError, OSError) as error:
        print(f"berthcare.cost: {error}", file=sys.stderr)
        return _UNUSABLE
    print(f"{page} is up to date.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m berthcare.cost",
        description="Write the tables of the monthly estimate anew, between a page's two markers, "
        "from the stacks' files of the folder it is typed in.",
        epilog="exit status: 0 written, 2 the page or a stack's file cannot be read, or the "
        "page has no markers",
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
