"""Markdown for GitHub around texts of strangers, who can mention, link and embed nothing with them.

In a code span or a fenced block GitHub makes no mention, link, reference or HTML of a text (GitHub
Flavored Markdown Spec, "Code spans", "Fenced code blocks"), so all that is not ours goes into one.
"""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from berthcare.evidence.markdown import code

MOST_CHARACTERS = 65_000
"""Below the 65,536 characters at which GitHub refuses a body ("body is too long", 422)."""
_NAME, _BLOCK = 120, 2_000
_SHARES = (300, 100, 30, 10, 3, 1, 0)
_T = TypeVar("_T")


def span(text: str, most: int = _NAME) -> str:
    """Return a text as a code span of at most `most` characters, for a line or a table's cell."""
    return code(text if len(text) <= most else f"{text[: most - 1]}…")


def block(text: str) -> list[str]:
    """Return a text as the lines of a fenced block; one that is too long is cut, and says so."""
    cut = (
        text
        if len(text) <= _BLOCK
        else f"{text[:_BLOCK]}\n… and {len(text) - _BLOCK} characters more"
    )
    told = [_printable(line) for line in re.split(r"\r\n|\r|\n", cut.strip())]
    longest = max((len(run) for line in told for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", *told, fence]


def entries(values: Sequence[_T], most: int, tell: Callable[[_T], str]) -> list[str]:
    """Tell the first of many, and how many more there are, if any."""
    more = len(values) - most
    told = [tell(value) for value in values[:most]]
    return [*told, f"- … and {more:,} more"] if more > 0 else told


def fitting(lines: Callable[[int], Sequence[str]]) -> str:
    """Return the longest text that GitHub takes; `lines` is given how many entries a list tells."""
    text = ""
    for most in _SHARES:
        text = "\n".join(lines(most)).rstrip() + "\n"
        if len(text) <= MOST_CHARACTERS:
            break
    return text


def folded(summary: str, lines: Sequence[str]) -> list[str]:
    """Return lines that are opened by a click; the summary is ours, and plain."""
    # Markdown is read again only after a blank line.
    return ["<details>", f"<summary>{summary}</summary>", "", *lines, "", "</details>", ""]


def _printable(line: str) -> str:
    return "".join(char if char.isprintable() else " " for char in line)
