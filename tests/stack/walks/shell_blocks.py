"""The commands that a page shows: those in its shell blocks, in the order of the page."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.unit.documents_pages.pages import ROOT
from tests.unit.documents_pages.pages import pages as every_page

_HEADING = re.compile(r"^#{1,4} (.+)$")
_FENCE = re.compile(r"^( *)```(\w*)$")
_PROMPT = "$ "


@dataclass(frozen=True)
class Command:
    """One command as a person pastes it: a line, or the lines that belong together."""

    page: str
    heading: str
    text: str


def pages() -> list[str]:
    """Return every page of the repository that people read, by its path from the root."""
    return sorted(str(page.relative_to(ROOT)) for page in every_page())


@cache
def commands_of(page: str) -> tuple[Command, ...]:
    """Return the commands in the page's `sh` and `console` blocks."""
    return tuple(_commands(page, (ROOT / page).read_text()))


def _commands(page: str, text: str) -> Iterator[Command]:
    heading, language, block = "", None, list[str]()
    indent = ""
    for line in text.splitlines():
        fence = _FENCE.match(line)
        if language is None and (found := _HEADING.match(line)):
            heading = found[1]
        elif fence and language is None:
            indent, language, block = fence[1], fence[2], []
        elif fence:
            for command in _typed(block, language or ""):
                yield Command(page, heading, command)
            language = None
        elif language is not None:
            block.append(line.removeprefix(indent))


def _typed(block: list[str], language: str) -> Iterator[str]:
    """Yield what a person types of a block; in `console` blocks the rest is what is answered."""
    if language == "console":
        yield from _joined(_without_answers(block))
    elif language == "sh":
        yield from _joined(block)


def _without_answers(block: list[str]) -> list[str]:
    kept, continued = [], False
    for line in block:
        if continued or line.startswith(_PROMPT):
            kept.append(line.removeprefix(_PROMPT))
        continued = (continued or line.startswith(_PROMPT)) and line.endswith("\\")
    return kept


def _joined(lines: list[str]) -> Iterator[str]:
    """Yield the lines, those of one command together, as the shell would read on."""
    waiting: list[str] = []
    for line in lines:
        if not waiting and (not line.strip() or line.lstrip().startswith("#")):
            continue
        waiting.append(line)
        text = "\n".join(waiting)
        if _is_whole(text):
            yield text
            waiting = []
    if waiting:
        raise AssertionError(f"a block ends within a command: {waiting[0]}")


def _is_whole(text: str) -> bool:
    if text.endswith("\\"):
        return False
    if not re.search(r"[{(\"'`<]|\b(?:for|while|if|case)\b", text):
        return True
    read = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, check=False)
    return read.returncode == 0 and "here-document" not in read.stderr
