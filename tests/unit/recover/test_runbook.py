"""The runbook tells commands that exist: what it shows is parsed by the command line itself."""

import shlex

import pytest

from berthcare.cli import application, main
from berthcare.command_tree import understood
from berthcare.environments import Environment
from tests.unit.runbook_commands import OURS, commands_of

_COMMANDS = [line.strip() for line in commands_of("interrupted-deployment")]


@pytest.mark.parametrize("command", [line for line in _COMMANDS if line.startswith(OURS)])
def test_a_command_of_ours_is_understood(command: str) -> None:
    values = understood(application(), shlex.split(command)[1:])
    assert values["environment"] is Environment.STAGING


def test_the_way_on_is_recover_plan_deploy_verify() -> None:
    ours = [line.split()[1] for line in _COMMANDS if line.startswith(OURS)]
    assert ours == ["recover", "recover", "plan", "deploy", "verify"]


@pytest.mark.parametrize("command", ["recover", "deploy"])
def test_the_help_names_the_runbook(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert "docs/runbooks/interrupted-deployment.md" in capsys.readouterr().out
