"""Every command that a page names exists: of ours, of make, of AWS and of pulumi; so do settings.

Those in shell blocks are run by tests/stack/walks, too; this also reads what stands in tables and
sentences. AWS's commands are held against botocore's models, pulumi's against its own help.
"""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from berthcare.cli import application
from berthcare.command_tree import ListedCommand, commands_of, understood
from berthcare.environments import Environment
from berthcare.setting_keys import CONFIDENTIAL, CREDENTIALS, DECLARED
from localcloud.engine import Engine
from tests.unit.documents_pages.pages import ROOT, pages
from tests.unit.documents_pages.programs import (
    OF_THE_AWS_CLI,
    aws_commands,
    commands,
    options,
)

OURS = commands_of(application())
GROUPS = {command.words[:1] for command in OURS if len(command.words) > 1}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
SETTINGS = {*DECLARED, *CREDENTIALS, *CONFIDENTIAL}
_RECORDED = yaml.safe_load(Path(__file__).with_name("pulumi_commands.yaml").read_text())
PULUMI = _RECORDED["commands"]
"""Each command that may be named, with its options."""
UNTOLD = _RECORDED["untold"]
"""Options that a command takes, and its help does not tell."""

_PLACEHOLDERS = {"COMMAND", "COMMAND:", "KEY", "X"}
_STAND_INS = {"ENV": "staging", "PERIOD": "daily", "USD": "2000", "…": "why"}
_STAND_INS |= dict.fromkeys(("$NUMBER", "+1…", "+1NNNNNNNNNN"), "+14165550123")


def cases(program: str) -> list[object]:
    """Return each different command of a program in the pages, as a test's parameter."""
    found = {
        tuple(_STAND_INS.get(word, word) for word in words): page.stem
        for page in pages()
        for words in commands(page, program)
        if words and not _PLACEHOLDERS.intersection(words)
    }
    return [
        pytest.param(words, id=f"{name}: {shlex.join(words)[:60]}") for words, name in found.items()
    ]


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
        assert options(words) - {"--help"} <= spelled


@pytest.mark.parametrize("words", cases("make"))
def test_a_target_of_make_exists(words: tuple[str, ...]) -> None:
    assert words[0] in TARGETS


@pytest.mark.parametrize("words", cases("aws"))
def test_a_command_of_aws_exists_with_its_options(words: tuple[str, ...]) -> None:
    if words == ("--version",):
        return
    service, *named = words[:2]

    known = aws_commands(service)
    assert set(named) <= set(known)
    if named:  # else the service alone is told
        assert options(words) <= known[named[0]] | OF_THE_AWS_CLI


@pytest.mark.parametrize("words", cases("pulumi"))
def test_a_command_of_pulumi_exists_with_its_options(words: tuple[str, ...]) -> None:
    command = next((" ".join(words[:n]) for n in (2, 1) if " ".join(words[:n]) in PULUMI), None)

    assert command is not None
    short = {word for word in words if re.fullmatch(r"-\w", word)}
    assert options(words) | short <= {*PULUMI[command], *UNTOLD.get(command, ())}


@pytest.mark.engine
@pytest.mark.parametrize("command", PULUMI)
def test_what_is_recorded_of_pulumi_is_what_it_tells(command: str, engine: Engine) -> None:
    told = subprocess.run(
        [engine.path, *command.split(), "--help"], capture_output=True, text=True, check=True
    ).stdout

    assert set(PULUMI[command]) <= set(re.findall(r"(?<![\w-])--?[\w-]+", told))


def test_no_page_has_anybody_destroy_a_stack() -> None:
    """It is named where it is said to be refused, and nowhere without a question asked."""
    destroying = {
        words
        for page in pages()
        for words in commands(page, "pulumi")
        if words[:1] == ("destroy",) or words[:2] == ("state", "delete")
    }

    assert destroying <= {("destroy",), ("destroy", "--exclude-protected")}


@pytest.mark.parametrize("words", cases("pulumi"))
def test_a_setting_that_is_set_is_declared(words: tuple[str, ...]) -> None:
    if words[:2] not in {("config", "set"), ("config", "rm"), ("config", "get")}:
        return
    key = next((word for word in words[2:] if not word.startswith("-")), None)
    name = re.split(r"[.\[]", key)[0] if key else None

    assert name is None or name in SETTINGS or name.startswith("aws:")
