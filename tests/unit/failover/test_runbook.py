"""The runbook tells commands that exist: what it shows is parsed by the command line itself."""

import shlex

import pytest

from berthcare.cli import application, main
from berthcare.command_tree import understood
from berthcare.environments import Environment
from berthcare.setting_keys import DECLARED
from tests.unit.runbook_commands import OURS, commands_of

_COMMANDS = commands_of("number-failover")


@pytest.mark.parametrize("command", [line for line in _COMMANDS if line.startswith(OURS)])
def test_a_command_of_ours_is_understood(command: str) -> None:
    values = understood(application(), shlex.split(command)[1:])
    assert values["environment"] is Environment.STAGING


@pytest.mark.parametrize("command", [line for line in _COMMANDS if " config set " in line])
def test_a_setting_is_one_that_is_declared(command: str) -> None:
    assert shlex.split(command)[3] in DECLARED


def test_every_command_is_known_to_some_program() -> None:
    setting, *commands = _COMMANDS
    assert setting == "ENV=staging"
    assert {line.split()[0] for line in commands} == {"aws", OURS.strip(), "pulumi"}


def test_the_help_names_the_runbook(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["failover", "--help"]) == 0
    assert "docs/runbooks/number-failover.md" in capsys.readouterr().out
