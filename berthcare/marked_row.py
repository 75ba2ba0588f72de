"""A row of a report: a mark, a name, what was found, and below it what to do."""

import textwrap
from dataclasses import dataclass

from berthcare.console import Console

GREEN, RED, YELLOW = "\033[32m", "\033[31m", "\033[33m"
_OFF = "\033[0m"
_PLAIN_WIDTH = 4
_NARROWEST_TEXT = 30


@dataclass(frozen=True)
class Mark:
    """How something ended, at one glance."""

    sign: str
    """One character."""
    plain: str
    """At most four, for a terminal without Unicode."""
    colour: str
    """The terminal's sequence that switches it on."""


def marked_row(mark: Mark, name: str, what: str, remedy: str | None, console: Console) -> str:
    """Return the lines of a row; texts are wrapped between words, under themselves.

    `name` is padded to the width of its column.
    """
    width = 1 if console.unicode else _PLAIN_WIDTH
    sign = (mark.sign if console.unicode else mark.plain).ljust(width)
    shown = f"{mark.colour}{sign}{_OFF}" if console.colour else sign
    margin = " " * (width + len(name) + 4)
    left = max(_NARROWEST_TEXT, console.width - len(margin))
    lines = _wrapped(what, left) + (_wrapped(f"-> {remedy}", left) if remedy else [])
    head = f"{shown}  {name}  "
    return "\n".join([head + lines[0], *(margin + line for line in lines[1:])])


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]
