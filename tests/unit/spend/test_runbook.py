"""The runbook tells commands that exist: what it shows is parsed by the command line itself."""

import shlex

import pytest

from berthcare.cli import application
from berthcare.command_tree import understood
from berthcare.environments import Environment
from berthcare.names import Names
from berthcare.setting_keys import DECLARED
from berthcare.spend.lift import Lift
from tests.unit.runbook_commands import OURS, commands_of

_RUNBOOK = "spend-limit-reached"
_COMMANDS = commands_of(_RUNBOOK)
_NAMES = Names(Environment.STAGING)


@pytest.mark.parametrize("command", [line for line in _COMMANDS if line.startswith(OURS)])
def test_a_command_of_ours_is_understood(command: str) -> None:
    values = understood(application(), shlex.split(command)[1:])
    assert values["environment"] is Environment.STAGING


@pytest.mark.parametrize("command", [line for line in _COMMANDS if " config set " in line])
def test_a_setting_is_one_that_is_declared(command: str) -> None:
    assert shlex.split(command)[3] in DECLARED


def test_calls_under_way_are_listed_by_sid_and_status_alone() -> None:
    (listing,) = [line for line in _COMMANDS if "/Calls.json?" in line]
    assert "for STATUS in queued ringing in-progress; do" in listing
    assert "| jq -r '.calls[] | [.sid, .status] | @tsv'; done" in listing


def test_calls_under_way_can_be_ended() -> None:
    (ending,) = [line for line in _COMMANDS if "/Calls/$CALL.json" in line]
    assert "--data Status=completed" in ending
    assert "--output /dev/null" in ending  # the answer holds both numbers


def test_a_credential_reaches_curl_in_a_file() -> None:
    asking = [line for line in _COMMANDS if "api.twilio.com" in line]
    assert all("twilio " in line for line in asking)
    (helper,) = [line for line in _COMMANDS if "curl" in line]
    assert helper.startswith("twilio() { ")
    assert ' curl --config "$DIR/login" ' in helper


def test_a_lift_that_is_written_by_hand_can_be_read() -> None:
    written = [shlex.split(line)[-1] for line in _COMMANDS if "put-parameter" in line]
    lifts = [Lift.parse(text, _NAMES.spend_lift_parameter) for text in written]
    assert [lift and lift.limit_usd for lift in lifts] == [None, None, 1500]


def test_what_it_names_is_what_is_deployed() -> None:
    text = " ".join(_COMMANDS)
    for name in (
        _NAMES.spend_lift_parameter,
        _NAMES.operations_log_group,
        _NAMES.account_secret,
        _NAMES.budget,
    ):
        assert name in text
    assert f"{_NAMES.environment}/twilio/$ACCOUNT" in text
