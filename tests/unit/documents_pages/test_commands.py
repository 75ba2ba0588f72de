"""Every command that a page names exists: of `berthcare`, of `make`, and each setting's key.

The runbooks' commands are held by tests/unit/signals/test_runbooks.py, and those in shell blocks
are run by tests/stack/walks; this one also reads what stands in tables and sentences.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from berthcare.cli import application
from berthcare.command_tree import ListedCommand, commands_of, understood
from berthcare.environments import Environment
from berthcare.setting_keys import CONFIDENTIAL, CREDENTIALS, DECLARED
from tests.unit.documents_pages.pages import DOCS, ROOT, pages

RUNBOOKS = DOCS / "runbooks"
PAGES = [page for page in pages() if page.parent != RUNBOOKS]
OURS = commands_of(application())
GROUPS = {command.words[:1] for command in OURS if len(command.words) > 1}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
SETTINGS = {*DECLARED, *CREDENTIALS, *CONFIDENTIAL}

_BLOCK = re.compile(r"^ *```(sh|console)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")
_SUBSTITUTED = re.compile(r'"?\$\([^)]*\)"?')
_PLACEHOLDERS = {"COMMAND", "COMMAND:", "KEY"}
_STAND_INS = {"$ENV": "staging", "ENV": "staging", "PERIOD": "daily", "USD": "2000"}


def snippets(page: Path) -> Iterator[str]:
    """Yield each line of the shell blocks, and each inline piece of code."""
    text = page.read_text()
    for language, block in _BLOCK.findall(text):
        prompt = "$ " if language == "console" else ""
        lines = (line.strip() for line in block.splitlines())
        yield from (line.removeprefix(prompt) for line in lines if line.startswith(prompt))
    yield from _INLINE.findall(_FENCE.sub("", text))


def typed(page: Path, program: str) -> Iterator[tuple[str, ...]]:
    """Yield the words after a program, where a piece of code begins with it."""
    for snippet in snippets(page):
        plain = _SUBSTITUTED.sub("value", snippet)
        command = re.match(rf"(?:\.venv/bin/)?{program} ([^|;<>&#(]+)", plain)
        if command and "\\" not in snippet:
            words = shlex.split(command[1].replace("'…'", "'why'"))
            if not _PLACEHOLDERS.intersection(words):
                yield tuple(_STAND_INS.get(word, word) for word in words)


def cases(program: str) -> list[object]:
    found = {words: page.name for page in PAGES for words in typed(page, program) if words}
    return [pytest.param(words, id=f"{name}: {' '.join(words)}") for words, name in found.items()]


def command_of(words: tuple[str, ...]) -> ListedCommand | None:
    return next((one for one in OURS if one.words == words[: len(one.words)]), None)


@pytest.mark.parametrize("words", cases("berthcare"))
def test_a_command_of_ours_is_understood(words: tuple[str, ...]) -> None:
    command = command_of(words)
    if command is None:  # a group that is named alone, or an option of `berthcare` itself
        assert words in GROUPS or words[0] in {"--help", "--version", "--install-completion"}
    elif words[-1] != "--help" and set(words) & set(Environment):
        understood(application(), words)
    else:  # only its name is told, or its name with an option
        spelled = {spelling for one in command.parameters for spelling in one.spellings}
        given = {word for word in words if word.startswith("--")}
        assert given - {"--help"} <= spelled


@pytest.mark.parametrize("words", cases("make"))
def test_a_target_of_make_exists(words: tuple[str, ...]) -> None:
    assert words[0] in TARGETS


@pytest.mark.parametrize("words", cases("pulumi"))
def test_a_setting_that_is_set_is_declared(words: tuple[str, ...]) -> None:
    if words[:2] not in {("config", "set"), ("config", "rm")}:
        return
    key = next((word for word in words[2:] if not word.startswith("-")), None)
    name = re.split(r"[.\[]", key)[0] if key else None

    assert name is None or name in SETTINGS or name.startswith("aws:")
