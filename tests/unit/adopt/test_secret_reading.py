"""Finding the secrets of an environment, with boto3's own double."""

import json
from collections.abc import Iterator
from datetime import datetime, timezone

import boto3
import pytest
from botocore.stub import ANY, Stubber

from berthcare.adopt.secret_reading import SecretReading
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.names import Names

PREFIX = "staging/twilio/"
VALUE = {"account_sid": "AC" + "0" * 32, "auth_token": "3d" * 16}


@pytest.fixture
def stubbed() -> Iterator[tuple[SecretReading, Stubber]]:
    client = boto3.client(
        "secretsmanager",
        region_name="ca-central-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    with Stubber(client) as stubber:
        yield SecretReading(client, Names(Environment.STAGING)), stubber


def listed(stubber: Stubber, *entries: dict[str, object]) -> None:
    asked = {"Filters": [{"Key": "name", "Values": [PREFIX]}], "IncludePlannedDeletion": True}
    answer = {"SecretList": [{"ARN": "arn:aws:secretsmanager:x", **entry} for entry in entries]}
    stubber.add_response("list_secrets", answer, asked)


def holds(stubber: Stubber, text: str) -> None:
    stubber.add_response("get_secret_value", {"SecretString": text}, {"SecretId": ANY})


def test_a_secret_is_found_with_its_key_and_its_content(
    stubbed: tuple[SecretReading, Stubber],
) -> None:
    reading, stubber = stubbed
    listed(stubber, {"Name": f"{PREFIX}account", "KmsKeyId": "key", "RotationEnabled": True})
    holds(stubber, json.dumps(VALUE))

    found = reading.find()[f"{PREFIX}account"]

    assert (found.kms_key, found.rotates, found.content) == ("key", True, VALUE)
    assert VALUE["auth_token"] not in repr(found)


def test_the_default_key_has_no_name(stubbed: tuple[SecretReading, Stubber]) -> None:
    reading, stubber = stubbed
    alias = "arn:aws:kms:ca-central-1:1:alias/aws/secretsmanager"
    listed(stubber, {"Name": f"{PREFIX}parent", "KmsKeyId": alias})

    assert reading.find()[f"{PREFIX}parent"].kms_key is None


def test_one_that_is_going_is_found_and_not_read(stubbed: tuple[SecretReading, Stubber]) -> None:
    reading, stubber = stubbed
    going = datetime(2027, 1, 5, tzinfo=timezone.utc)
    listed(stubber, {"Name": f"{PREFIX}account", "DeletedDate": going})

    found = reading.find()[f"{PREFIX}account"]

    assert found.deleted_on == going.date()
    stubber.assert_no_pending_responses()


def test_another_environment_s_secret_that_the_filter_lets_through_is_not_found(
    stubbed: tuple[SecretReading, Stubber],
) -> None:
    reading, stubber = stubbed
    listed(stubber, {"Name": "Staging/Twilio/account"}, {"Name": "staging/twilio-old"})

    assert reading.find() == {}


@pytest.mark.parametrize("text", ["no JSON", "[]", '"text"'])
def test_what_is_no_object_has_a_value_and_no_content(
    stubbed: tuple[SecretReading, Stubber], text: str
) -> None:
    reading, stubber = stubbed
    listed(stubber, {"Name": f"{PREFIX}webhooks"})
    holds(stubber, text)

    found = reading.find()[f"{PREFIX}webhooks"]

    assert found.has_value
    assert found.content is None


def test_a_secret_without_a_value_is_found(stubbed: tuple[SecretReading, Stubber]) -> None:
    reading, stubber = stubbed
    listed(stubber, {"Name": f"{PREFIX}webhooks"})
    stubber.add_client_error("get_secret_value", "ResourceNotFoundException")

    assert not reading.find()[f"{PREFIX}webhooks"].has_value


@pytest.mark.parametrize("call", ["list_secrets", "get_secret_value"])
def test_a_refusal_is_told(stubbed: tuple[SecretReading, Stubber], call: str) -> None:
    reading, stubber = stubbed
    if call == "get_secret_value":
        listed(stubber, {"Name": f"{PREFIX}webhooks"})
    stubber.add_client_error(call, "AccessDeniedException", "not you")

    with pytest.raises(BerthcareError, match="AccessDenied"):
        reading.find()
