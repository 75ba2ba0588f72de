"""`python -m localcloud.diagrams` makes the diagrams and tables of docs/architecture.md anew.

They are made from what the program registers. The pictures of docs/diagrams are rendered where
their source has changed, by mermaid-cli.
"""

import argparse
import sys
from pathlib import Path

from berthcare.errors import BerthcareError
from berthcare.names import Names
from localcloud.diagrams.drawing import diagrams_of, tables_of
from localcloud.diagrams.page import with_parts
from localcloud.diagrams.picture import is_current, render
from localcloud.diagrams.recording import ACCOUNT, DEPLOYER, ENVIRONMENT, recorded

_ROOT = Path(__file__).parents[2]
_PAGE = _ROOT / "docs" / "architecture.md"
_PICTURES = _ROOT / "docs" / "diagrams"
_DONE, _STALE, _UNUSABLE = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Draw or check, and return the exit status."""
    check: bool = _parser().parse_args(arguments).check
    try:
        return _run(check=check)
    except BerthcareError as error:
        print(f"localcloud.diagrams: {error}", file=sys.stderr)
        return _UNUSABLE


def _run(*, check: bool) -> int:
    graph = recorded()
    diagrams = diagrams_of(graph, Names(ENVIRONMENT), ACCOUNT, (DEPLOYER,))
    tables = tables_of(graph, ACCOUNT, (DEPLOYER,))
    text = _PAGE.read_text("utf-8")
    page = with_parts(text, [*diagrams.values(), *tables.values()])
    stale = [one for one in diagrams.values() if not is_current(one, _PICTURES)]
    if check:
        for what in [_PAGE.name] * (page != text) + [f"{one.name}.svg" for one in stale]:
            print(f"{what} is out of date. Type: python -m localcloud.diagrams")
        return _STALE if stale or page != text else _DONE
    _PAGE.write_text(page, "utf-8")
    for one in stale:
        render(one, _PICTURES)
        print(f"docs/diagrams/{one.name}.svg is drawn.")
    print("docs/architecture.md is up to date.")
    return _DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m localcloud.diagrams",
        description="Make the diagrams and tables of docs/architecture.md from what the program "
        "registers, and render each diagram whose source has changed (needs mermaid-cli: mmdc).",
        epilog="exit status: 0 up to date, 1 out of date (with --check), 2 they cannot be drawn",
    )
    parser.add_argument("--check", action="store_true", help="write nothing, tell what is stale")
    return parser


if __name__ == "__main__":
    sys.exit(main())
