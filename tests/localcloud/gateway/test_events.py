"""How a CloudTrail record becomes an event, and which rules get to see it."""

import json

import pytest

from localcloud.gateway.inside.rules import is_read_only
from localcloud.gateway.trail.event_bus import entry_of

RECORD = {
    "eventSource": "secretsmanager.amazonaws.com",
    "eventName": "GetSecretValue",
    "eventType": "AwsApiCall",
}


def test_the_event_is_of_the_service_and_holds_the_record() -> None:
    assert entry_of(RECORD) == {
        "Source": "aws.secretsmanager",
        "DetailType": "AWS API Call via CloudTrail",
        "Detail": json.dumps(RECORD),
    }


@pytest.mark.parametrize(
    ("event_type", "detail_type"),
    [
        ("AwsConsoleSignIn", "AWS Console Sign In via CloudTrail"),
        ("AwsServiceEvent", "AWS Service Event via CloudTrail"),
    ],
)
def test_what_is_no_call_has_a_type_of_its_own(event_type: str, detail_type: str) -> None:
    assert entry_of({**RECORD, "eventType": event_type})["DetailType"] == detail_type


@pytest.mark.parametrize(
    ("name", "read_only"),
    [
        ("GetSecretValue", True),
        ("ListSecrets", True),
        ("DescribeSecret", True),
        ("GetSessionToken", False),
        ("AssumeRole", False),
        ("PutSecretValue", False),
    ],
)
def test_a_call_is_a_reading_one_by_its_name(name: str, read_only: bool) -> None:
    assert is_read_only(entry_of({**RECORD, "eventName": name})) is read_only


def test_a_sign_in_is_no_reading_event() -> None:
    assert not is_read_only(entry_of({**RECORD, "eventType": "AwsConsoleSignIn"}))
