"""Which audit line tells of a version."""

import json

import boto3
import pytest
from botocore.stub import Stubber

from berthcare.rotate.told_versions import ToldVersions, tells_of
from tests.unit.rotate.conftest import NAMES, NOW

LINE = {
    "command": "berthcare rotate --now",
    "outcome": "account: version v-1 in force, none before it",
}


def test_a_line_of_this_command_about_the_version_does() -> None:
    assert tells_of(json.dumps(LINE), "v-1")
    assert tells_of(json.dumps({**LINE, "command": "berthcare rotate"}), "v-1")


@pytest.mark.parametrize(
    "differs",
    [
        {"command": "berthcare failover"},
        {"outcome": "account: version v-2 in force"},
        {"outcome": "begun, not finished: account: version v-1 in force, settled"},
    ],
)
def test_another_line_does_not(differs: dict[str, str]) -> None:
    assert not tells_of(json.dumps({**LINE, **differs}), "v-1")


@pytest.mark.parametrize("line", ["", "{", "[]", "{}", "null"])
def test_what_is_no_line_does_not(line: str) -> None:
    assert not tells_of(line, "v-1")


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "AccessDeniedException"])
def test_of_a_log_that_cannot_be_read_nothing_is_known(code: str) -> None:
    logs = boto3.client(
        "logs",
        region_name="ca-central-1",
        aws_access_key_id="fake",
        aws_secret_access_key="fake",
    )
    with Stubber(logs) as stubber:
        stubber.add_client_error("filter_log_events", code)
        assert not ToldVersions(logs, NAMES).tell_of("v-1", NOW)
