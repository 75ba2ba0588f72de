"""The runbook tells commands that exist: what it shows is parsed by the command line itself."""

import shlex

import pytest

from berthcare.cli import _parser
from berthcare.setting_keys import DECLARED
from tests.unit.runbook_commands import OURS, commands_of

_COMMANDS = commands_of("number-failover")


@pytest.mark.parametrize("command", [line for line in _COMMANDS if line.startswith(OURS)])
def test_a_command_of_ours_is_understood(command: str) -> None:
    options = _parser().parse_args(shlex.split(command)[1:])
    assert options.stack == "staging"


@pytest.mark.parametrize("command", [line for line in _COMMANDS if " config set " in line])
def test_a_setting_is_one_that_is_declared(command: str) -> None:
    assert shlex.split(command)[3] in DECLARED


def test_every_command_is_known_to_some_program() -> None:
    setting, *commands = _COMMANDS
    assert setting == "ENV=staging"
    assert {line.split()[0] for line in commands} == {"aws", OURS.strip(), "pulumi"}


def test_the_help_names_the_runbook(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _parser().parse_args(["failover", "--help"])
    assert "docs/runbooks/number-failover.md" in capsys.readouterr().out
