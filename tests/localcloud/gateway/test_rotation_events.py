"""Rotation of secrets by a function, and the events that CloudTrail gets of it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.gateway.fixture import RunningAws
from tests.localcloud.gateway.rotating import (
    Record,
    Records,
    make_rotation_function,
    make_secret,
    names,
    rotate,
    rotation_events,
    value,
)

pytestmark = pytest.mark.cloud

AsRole = Callable[..., Callable[[str], Any]]


@pytest.fixture(scope="module")
def function_arn(aws: RunningAws) -> str:
    """A function that Secrets Manager may invoke for this account."""
    return make_rotation_function(aws, "rotator")


@pytest.fixture
def events(records: Records) -> Callable[..., list[Record]]:
    """Wait until a secret has this last event, and return all of its rotation."""
    return partial(rotation_events, records)


def code_of(call: Callable[..., object], **parameters: object) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    error = refused.value.response["Error"]
    return str(error["Code"]), str(error["Message"])


def test_a_good_function_rotates(
    aws: RunningAws, function_arn: str, events: Callable[..., list[Record]]
) -> None:
    secret = make_secret(aws, "rotated/good")

    version = rotate(aws, secret, function_arn)

    found = events(secret, "RotationSucceeded")
    assert names(found) == ["RotationStarted", "RotationSucceeded"]
    assert {one["eventType"] for one in found} == {"AwsServiceEvent"}
    assert all(one["requestParameters"] is None for one in found)
    assert value(aws, secret) == "new"
    told = aws.client("secretsmanager").describe_secret(SecretId=secret)
    assert "AWSCURRENT" in told["VersionIdsToStages"][version]
    assert told["RotationLambdaARN"] == function_arn
    assert told["RotationRules"] == {"AutomaticallyAfterDays": 90}
    assert told["LastRotatedDate"] >= told["CreatedDate"]


def test_a_rotation_that_failed_stays_pending_and_is_made_again(
    aws: RunningAws, function_arn: str, events: Callable[..., list[Record]]
) -> None:
    secrets = aws.client("secretsmanager")
    secret = make_secret(aws, "rotated/failing", fails="setSecret")
    version = rotate(aws, secret, function_arn)
    failed = events(secret, "RotationFailed")
    still = value(aws, secret)

    secrets.untag_resource(SecretId=secret, TagKeys=["fails"])
    refused = code_of(secrets.rotate_secret, SecretId=secret)

    assert failed[-1]["errorMessage"] == (
        f"Error when executing lambda {function_arn} during setSecret step"
    )
    assert still == "old"
    assert refused == (
        "InvalidRequestException",
        "A previous rotation isn't complete. That rotation will be reattempted.",
    )
    assert names(events(secret, "RotationSucceeded"))[2:] == [
        "RotationStarted",
        "RotationSucceeded",
    ]
    assert secrets.get_secret_value(SecretId=secret)["VersionId"] == version


def test_a_value_that_is_written_meanwhile_abandons_the_rotation(
    aws: RunningAws, function_arn: str, events: Callable[..., list[Record]]
) -> None:
    secret = make_secret(aws, "rotated/abandoned", fails="createSecret")
    version = rotate(aws, secret, function_arn)
    events(secret, "RotationFailed")

    aws.client("secretsmanager").put_secret_value(SecretId=secret, SecretString="by hand")

    assert names(events(secret, "RotationAbandoned"))[-1] == "RotationAbandoned"
    told = aws.client("secretsmanager").describe_secret(SecretId=secret)
    assert version not in told["VersionIdsToStages"]
    assert value(aws, secret) == "by hand"


def test_without_rotating_at_once_the_function_is_only_tested(
    aws: RunningAws, function_arn: str, events: Callable[..., list[Record]]
) -> None:
    secret = make_secret(aws, "rotated/tested", fails="createSecret")

    version = rotate(aws, secret, function_arn, RotateImmediately=False)

    found = events(secret, "TestRotationSucceeded")
    assert names(found) == ["TestRotationStarted", "TestRotationSucceeded"]
    told = aws.client("secretsmanager").describe_secret(SecretId=secret)
    assert version not in told["VersionIdsToStages"]
    assert value(aws, secret) == "old"


def test_a_cancelled_rotation_is_off_and_remembers_its_function(
    aws: RunningAws, function_arn: str, events: Callable[..., list[Record]]
) -> None:
    secrets = aws.client("secretsmanager")
    secret = make_secret(aws, "rotated/cancelled")
    rotate(aws, secret, function_arn)
    events(secret, "RotationSucceeded")

    secrets.cancel_rotate_secret(SecretId=secret)

    told = secrets.describe_secret(SecretId=secret)
    assert told["RotationEnabled"] is False
    assert told["RotationLambdaARN"] == function_arn
    assert "LastRotatedDate" not in told


def test_a_function_that_is_closed_to_secrets_manager_changes_nothing(
    aws: RunningAws,
) -> None:
    closed = make_rotation_function(aws, "closed-rotator", lets_in=False)
    secret = make_secret(aws, "rotated/closed")

    code, message = code_of(rotate, aws=aws, secret=secret, function_arn=closed)

    assert code == "AccessDeniedException"
    assert "function policy grants access to the principal secretsmanager" in message
    told = aws.client("secretsmanager").describe_secret(SecretId=secret)
    assert "RotationLambdaARN" not in told
    assert list(told["VersionIdsToStages"].values()) == [["AWSCURRENT"]]


def test_who_rotates_needs_leave_to_invoke_the_function(
    aws: RunningAws, as_role: AsRole, function_arn: str
) -> None:
    secret = make_secret(aws, "rotated/by-another")
    may = {"Effect": "Allow", "Action": "secretsmanager:RotateSecret", "Resource": secret}
    caller = as_role("rotates-secrets", may)("secretsmanager")

    code, message = code_of(caller.rotate_secret, SecretId=secret, RotationLambdaARN=function_arn)

    assert code == "AccessDeniedException"
    assert "not authorized to perform: lambda:InvokeFunction" in message


def test_a_secret_without_a_function_is_not_rotated(aws: RunningAws) -> None:
    secret = make_secret(aws, "rotated/none")

    code, _ = code_of(aws.client("secretsmanager").rotate_secret, SecretId=secret)

    assert code == "InvalidRequestException"
    assert value(aws, secret) == "old"
