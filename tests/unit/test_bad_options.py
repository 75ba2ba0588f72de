"""A bad value of an option or an argument is refused by its name, before anything is asked.

Every command's own list says what takes a value, so a new option cannot be forgotten here.
"""

import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from berthcare.cli import application, main
from berthcare.command_tree import ListedCommand, ListedParameter, commands_of
from berthcare.verification import command as verification

ROOT = Path(__file__).parents[2]
NOWHERE = "/nowhere/at-all.json"
BAD = {
    "ENV": ("stagin", "Staging", ""),
    "PERIOD": ("hourly", ""),
    "--voice-number": ("4165550100", "+12125551234", ""),
    "--sms-number": ("4165550100", "+1416555010", ""),
    "--subaccount": ("AC1", "SK" + "0" * 32, ""),
    "--to": ("4165550100", "next", ""),
    "--only": ("fax", "Voice", ""),
    "--reason": ("", " ", "call 4165550100", "told by a@example.ca", "two\nlines", "f" * 32),
    "--secret": ("parent", ""),
    "--hours": ("0", "361", "soon", "1.5", "-1", ""),
    "--png": ("/etc", "dashboard.svg", ""),
    "--limit": ("0", "100001", "-5", "ten", "1e3", "99.50", "\u0661\u0660\u0660\u0660", ""),
    "--alarm-timeout": ("0", "3601", "-1", "soon", ""),
    "--repository": ("owner", "owner/*", "owner/name/more", "-o/name", "owner@1/name", ""),
    "--environment": ("stagin", "Staging", ""),
    "--administrator": ("administrator", "role/", "arn:aws:iam::000000000000:role/a", ""),
    "--oidc-provider": ("github", "arn:aws:iam::000000000000:oidc-provider/example.ca", ""),
}
"""What each argument and option refuses at once, wherever a command has it."""
HERE = "tests/unit/test_bad_options.py"
OF_SETUP = "tests/unit/setup/test_bad_answers.py"
JUDGED_LATER = {
    # Against who asks, and what the stack's file holds: as the same answer at a prompt.
    **{
        ("berthcare setup", flag): (
            OF_SETUP,
            "test_a_bad_flag_is_refused_by_its_name_and_nothing_is_stored",
        )
        for flag in (
            *("--deployer", "--base-url", "--voice-number", "--sms-number", "--backup-numbers"),
            *("--alert-email", "--spend-limit", "--hard-limit"),
        )
    },
    ("berthcare bootstrap", "--workspace"): (
        "tests/unit/bootstrap/test_workspace.py",
        "test_a_file_in_the_place_of_the_folder_is_told",
    ),
    ("berthcare plan", "--to"): (
        "tests/unit/plan/test_saved_plan.py",
        "test_a_folder_that_is_a_file_is_refused",
    ),
    ("berthcare plan", "--against"): (
        "tests/unit/plan/test_command_line.py",
        "test_a_commit_that_is_not_there_is_told",
    ),
    ("berthcare deploy", "--plan"): (
        "tests/unit/plan/test_saved_plan.py",
        "test_without_a_plan_it_is_said_how_to_make_one",
    ),
    # A file is looked at where it is read or written.
    ("berthcare verify", "--outputs"): (HERE, "test_a_file_that_is_not_there_is_told"),
    ("berthcare verify", "--state"): (HERE, "test_a_file_that_is_not_there_is_told"),
    ("berthcare operations", "--output"): (
        __file__,
        "test_a_report_that_finds_no_place_is_told",
    ),
    ("berthcare evidence", "--state"): (HERE, "test_a_file_that_is_not_there_is_told"),
    ("berthcare evidence", "--exceptions"): (
        "tests/unit/evidence/test_evidence_command.py",
        "test_exceptions_that_are_not_known_end_with_2_and_a_remedy",
    ),
    ("berthcare evidence", "--output"): (
        "tests/unit/evidence/test_files.py",
        "test_a_folder_that_is_none_is_told_with_a_remedy",
    ),
    # Only git knows its commits.
    ("berthcare cost", "--against"): (HERE, "test_a_commit_that_is_not_there_is_told"),
}
"""What is judged after something was asked, and the test that gives it a bad value."""
ANY_IS_GOOD = {
    ("berthcare verify", "--receiver"): "any address may be a receiver's; the checks tell one that "
    "does not answer",
}
GOOD = {
    "ENV": "staging",
    "PERIOD": "daily",
    "--reason": "storm day",
    "--limit": "1500",
    "--repository": "owner/name",
    "--environment": "staging",
}

EVERY = [
    (command, one)
    for command in commands_of(application())
    for one in command.parameters
    if one.value
]
FLAGS = [
    (command, one)
    for command in commands_of(application())
    for one in command.parameters
    if one.is_option and not one.value
]


def typed(command: ListedCommand, bad: ListedParameter | None, value: str) -> list[str]:
    """Return a command line on which one parameter alone has a bad value."""
    values = {one.name: GOOD[one.name] for one in command.parameters if one.required}
    if bad:
        values[bad.name] = value
    words = list(command.words)
    for name, text in values.items():
        words.append(f"{name}={text}" if name.startswith("-") else text)
    return words


def cases() -> list[object]:
    return [
        pytest.param(command, one, value, id=f"{command.path} {one.name} {value!r}")
        for command, one in EVERY
        if (command.path, one.name) not in {*JUDGED_LATER, *ANY_IS_GOOD}
        for value in BAD[one.name]
    ]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whatever a command asks, of the network or of another program, is noted and fails."""
    noted: list[str] = []

    def refusing(what: str) -> Callable[..., object]:
        def refuse(*_: object, **__: object) -> object:
            noted.append(what)
            raise OSError(what)

        return refuse

    monkeypatch.setattr(socket, "getaddrinfo", refusing("a host"))
    monkeypatch.setattr(socket.socket, "connect", refusing("an address"))
    monkeypatch.setattr(subprocess, "Popen", refusing("a program"))
    return noted


@pytest.mark.parametrize(("command", "one", "value"), cases())
def test_a_bad_value_is_refused_by_its_name_and_nothing_is_asked(
    command: ListedCommand,
    one: ListedParameter,
    value: str,
    asked: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(typed(command, one, value)) == 2

    printed = capsys.readouterr()
    assert one.name in printed.err
    assert (printed.out, asked) == ("", [])


@pytest.mark.parametrize(
    ("command", "one"), FLAGS, ids=[f"{command.path} {one.name}" for command, one in FLAGS]
)
def test_a_flag_takes_no_value(
    command: ListedCommand,
    one: ListedParameter,
    asked: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*typed(command, None, ""), f"{one.name}=perhaps"]) == 2

    assert one.name in capsys.readouterr().err
    assert asked == []


def test_whatever_takes_a_value_is_listed() -> None:
    listed = {*JUDGED_LATER, *ANY_IS_GOOD}

    assert listed <= {(command.path, one.name) for command, one in EVERY}
    at_once = {one.name for command, one in EVERY if (command.path, one.name) not in listed}
    assert at_once == set(BAD)


@pytest.mark.parametrize(("file", "test"), sorted(set(JUDGED_LATER.values())))
def test_what_is_judged_later_has_its_test(file: str, test: str) -> None:
    assert f"def {test}(" in (ROOT / file).read_text()


@pytest.mark.parametrize(
    "words",
    [
        ["verify", "staging", "--yes", f"--outputs={NOWHERE}"],
        ["verify", "staging", "--yes", f"--state={NOWHERE}"],
        ["evidence", "staging", f"--state={NOWHERE}"],
    ],
    ids=" ".join,
)
def test_a_file_that_is_not_there_is_told(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "_aws", MagicMock)  # AWS knows who asks

    assert main(words) == 2
    assert f"{NOWHERE} cannot be read" in capsys.readouterr().err


@pytest.mark.usefixtures("asked")
def test_a_report_that_finds_no_place_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["operations", "daily", "staging", f"--output={NOWHERE}"]) == 2
    assert f"--output: {NOWHERE} cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("commit", ["no-such-commit", "--output=x", ""])
def test_a_commit_that_is_not_there_is_told(
    commit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cost", "staging", f"--against={commit}"]) == 2
    assert "--against" in capsys.readouterr().err
