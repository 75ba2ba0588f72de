"""Markdown from texts that are not ours: names, ARNs and reasons cannot break out of their cell.

Source: GitHub Flavored Markdown Spec, "Code spans" and "Tables" (a pipe in a cell is escaped even
in a code span).
"""

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")
_BREAK = "<br>"


def code(text: str) -> str:
    """Return a text as a code span, for a table's cell or a line."""
    flat = " ".join(_printable(text).split()) or " "
    longest = max((len(run) for run in re.findall("`+", flat)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{pad}{flat}{pad}{fence}".replace("|", r"\|")


def plain(text: str) -> str:
    """Return a text as words on one line, none of its characters being markup."""
    return _SPECIAL.sub(r"\\\1", " ".join(_printable(text).split()))


def lines(texts: Iterable[str]) -> str:
    """Join Markdown texts, each on a line of its own within a cell."""
    return _BREAK.join(texts)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table; the cells are Markdown already."""
    return [
        _row(head),
        _row(["---"] * len(head)),
        *(_row(row) for row in rows),
    ]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
