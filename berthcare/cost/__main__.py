"""`python -m berthcare.cost` writes the tables of docs/cost.md anew, in the project's folder.

`python -m berthcare.cost PAGE` writes those of another page.
"""

import sys
from pathlib import Path

from berthcare.cost.page import with_estimate
from berthcare.errors import BerthcareError

_PAGE = "docs/cost.md"
_UNUSABLE = 2


def main(arguments: list[str]) -> int:
    """Write the page and return the exit status."""
    page = Path(arguments[0] if arguments else _PAGE)
    try:
        page.write_text(with_estimate(page.read_text()))
    except (BerthcareError, OSError) as error:
        print(f"berthcare.cost: {error}", file=sys.stderr)
        return _UNUSABLE
    print(f"{page} is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
