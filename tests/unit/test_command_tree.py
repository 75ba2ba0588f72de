"""The command line as a list, and what every command of it has in common."""

import subprocess
import sys

import pytest

from berthcare.cli import application, main
from berthcare.command_tree import ListedCommand, commands_of, understood
from berthcare.environments import Environment
from berthcare.wrong_usage import WrongUsage

COMMANDS = commands_of(application())
BY_PATH = {command.path: command for command in COMMANDS}
OF_THE_ACCOUNT = {"berthcare bootstrap"}
"""What is typed once an account, whatever its environments."""
every_command = pytest.mark.parametrize("command", COMMANDS, ids=BY_PATH)


def test_a_command_is_listed_with_its_parameters_as_they_are_typed() -> None:
    resume = BY_PATH["berthcare spend resume"]

    assert resume.words == ("spend", "resume")
    assert [(one.name, one.value, one.required) for one in resume.parameters] == [
        ("ENV", "ENV", True),
        ("--reason", "REASON", True),
        ("--limit", "USD", True),
        ("--dry-run", "", False),
        ("--yes", "", False),
        ("--no-wait", "", False),
    ]


def test_a_choice_is_listed_with_its_values() -> None:
    (only,) = [one for one in BY_PATH["berthcare failover"].parameters if one.name == "--only"]

    assert only.value == "voice|sms"


@every_command
def test_the_environment_is_an_argument_of_every_command_but_the_account_s(
    command: ListedCommand,
) -> None:
    arguments = [one.name for one in command.parameters if not one.is_option]

    assert ("ENV" in arguments) is (command.path not in OF_THE_ACCOUNT)


@every_command
def test_every_parameter_has_a_help_and_every_command_a_line(command: ListedCommand) -> None:
    assert command.summary
    assert [one.name for one in command.parameters if not one.help] == []


@every_command
def test_every_help_has_examples_an_exit_status_and_an_environment_as_they_were_typed(
    command: ListedCommand, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    assert main([*command.words, "--help"]) == 0
    printed = capsys.readouterr().out
    assert printed.endswith(f"\n\n{command.epilog.strip()}\n")
    assert f"examples:\n  {command.path} " in printed
    assert "exit status" in printed
    assert "environment: " in printed


def test_what_a_command_would_be_called_with_is_told_and_nothing_is_run() -> None:
    words = ["rotate", "production", "--reason", "drill", "--now"]

    values = understood(application(), words)

    assert values["environment"] is Environment.PRODUCTION
    assert (values["reason"], values["now"], values["yes"]) == ("drill", True, False)


@pytest.mark.parametrize(
    "words", [["rotat", "staging"], ["spend"], ["verify", "stagin"], ["verify", "staging", "--x"]]
)
def test_what_the_command_line_refuses_is_not_understood(words: list[str]) -> None:
    with pytest.raises(WrongUsage):
        understood(application(), words)


@pytest.mark.parametrize("slow", ["rich.console", "matplotlib", "numpy", "questionary", "pulumi"])
def test_what_takes_long_to_import_is_imported_by_the_command_that_needs_it(slow: str) -> None:
    program = f"import sys, berthcare.cli; sys.exit({slow!r} in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], timeout=60, check=False)

    assert done.returncode == 0
