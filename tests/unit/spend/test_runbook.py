"""The runbook tells commands that exist: what it shows is parsed by the command line itself."""

import re
import shlex
from pathlib import Path

import pytest

from berthcare.cli import _parser
from berthcare.environments import Environment
from berthcare.names import Names
from berthcare.setting_keys import DECLARED
from berthcare.spend.lift import Lift

_TEXT = (Path(__file__).parents[3] / "docs" / "runbooks" / "spend-limit-reached.md").read_text()
_COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", _TEXT, re.DOTALL)
    for line in block.splitlines()
]
_NAMES = Names(Environment.STAGING)


@pytest.mark.parametrize("command", [line for line in _COMMANDS if line.startswith("berthcare ")])
def test_a_command_of_ours_is_understood(command: str) -> None:
    options = _parser().parse_args(shlex.split(command)[1:])
    assert options.stack == "staging"


@pytest.mark.parametrize("command", [line for line in _COMMANDS if " config set " in line])
def test_a_setting_is_one_that_is_declared(command: str) -> None:
    assert shlex.split(command)[3] in DECLARED


def test_every_command_is_known_to_some_program() -> None:
    assert {line.split()[0] for line in _COMMANDS} == {"aws", "berthcare", "pulumi"}


def test_a_lift_that_is_written_by_hand_can_be_read() -> None:
    written = [shlex.split(line)[-1] for line in _COMMANDS if "put-parameter" in line]
    lifts = [Lift.parse(text, _NAMES.spend_lift_parameter) for text in written]
    assert [lift and lift.limit_usd for lift in lifts] == [None, 1500]


def test_what_it_names_is_what_is_deployed() -> None:
    text = " ".join(_COMMANDS)
    for name in (
        _NAMES.spend_lift_parameter,
        _NAMES.operations_log_group,
        _NAMES.account_secret,
        _NAMES.parent_secret,
    ):
        assert name in text
