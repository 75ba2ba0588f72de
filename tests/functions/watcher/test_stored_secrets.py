"""How old a credential is: by its rotation where there was one, else by its latest version."""

from datetime import datetime, timezone

import boto3
from botocore.stub import Stubber

from functions.watcher.stored_secrets import last_rotated

ROTATED = datetime(2026, 9, 1, tzinfo=timezone.utc)


def described(answer: dict[str, object]) -> datetime | None:
    client = boto3.client(
        "secretsmanager",
        region_name="ca-central-1",
        aws_access_key_id="nobody",
        aws_secret_access_key="nothing",
    )
    with Stubber(client) as stub:
        stub.add_response("describe_secret", answer, {"SecretId": "staging/twilio/account"})
        return last_rotated(client, "staging/twilio/account")


def test_a_rotated_secret_is_as_old_as_its_rotation() -> None:
    assert described({"LastRotatedDate": ROTATED}) == ROTATED


def test_a_secret_that_never_was_rotated_says_so() -> None:
    assert described({"CreatedDate": ROTATED}) is None
