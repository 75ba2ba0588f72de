"""Rotation of secrets by a function, and the events that CloudTrail gets of it."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws

pytestmark = pytest.mark.cloud

AsRole = Callable[..., Callable[[str], Any]]
Records = Callable[[str], list[dict[str, Any]]]
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:"
# It fails in the step that the secret's tag `fails` names, which a test can change meanwhile.
SOURCE = """
import boto3

def handler(event, context):
    secrets = boto3.client("secretsmanager")
    arn, token = event["SecretId"], event["ClientRequestToken"]
    told = secrets.describe_secret(SecretId=arn)
    assert told["RotationEnabled"] and "AWSPENDING" in told["VersionIdsToStages"][token]
    if {"Key": "fails", "Value": event["Step"]} in told["Tags"]:
        raise RuntimeError("as the test wants")
    if event["Step"] == "createSecret":
        try:
            secrets.get_secret_value(SecretId=arn, VersionId=token, VersionStage="AWSPENDING")
        except secrets.exceptions.ResourceNotFoundException:
            secrets.put_secret_value(
                SecretId=arn, ClientRequestToken=token, SecretString="new",
                VersionStages=["AWSPENDING"],
            )
    if event["Step"] == "finishSecret":
        stages = told["VersionIdsToStages"].items()
        current = next(version for version, labels in stages if "AWSCURRENT" in labels)
        secrets.update_secret_version_stage(
            SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token,
            RemoveFromVersionId=current,
        )
"""


def document(statement: dict[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture(scope="module")
def make_function(aws: RunningAws) -> Callable[[str], str]:
    trusted = {"Service": "lambda.amazonaws.com"}
    trust: dict[str, object] = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": trusted,
    }
    may: dict[str, object] = {"Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*"}
    iam = aws.client("iam")
    role = iam.create_role(RoleName="rotator", AssumeRolePolicyDocument=document(trust))["Role"]
    iam.put_role_policy(RoleName="rotator", PolicyName="rotate", PolicyDocument=document(may))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("main.py", SOURCE)

    def make(name: str) -> str:
        aws.client("lambda").create_function(
            FunctionName=name,
            Role=role["Arn"],
            Runtime="python3.12",
            Handler="main.handler",
            Code={"ZipFile": archive.getvalue()},
            Timeout=30,
        )
        return f"{FUNCTION}{name}"

    return make


@pytest.fixture(scope="module")
def function_arn(aws: RunningAws, make_function: Callable[[str], str]) -> str:
    """A function that Secrets Manager may invoke for this account."""
    arn = make_function("rotator")
    aws.client("lambda").add_permission(
        FunctionName="rotator",
        StatementId="rotation",
        Action="lambda:InvokeFunction",
        Principal="secretsmanager.amazonaws.com",
        SourceAccount=ACCOUNT_ID,
    )
    return arn


def make_secret(aws: RunningAws, name: str, fails: str = "") -> str:
    tags = [{"Key": "fails", "Value": fails}] if fails else []
    made = aws.client("secretsmanager").create_secret(Name=name, SecretString="old", Tags=tags)
    return str(made["ARN"])


def rotate(aws: RunningAws, secret: str, function_arn: str, **other: object) -> str:
    rotated = aws.client("secretsmanager").rotate_secret(
        SecretId=secret,
        RotationLambdaARN=function_arn,
        RotationRules={"AutomaticallyAfterDays": 90},
        **other,
    )
    return str(rotated["VersionId"])


def value(aws: RunningAws, secret: str) -> str:
    return str(aws.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"])


@pytest.fixture
def events(records: Records) -> Callable[..., list[dict[str, Any]]]:
    """Wait until a secret has this last event, and return all of its rotation."""

    def wait(secret: str, last: str) -> list[dict[str, Any]]:
        deadline = time.monotonic() + 30
        while True:
            found = [
                one
                for one in records("secretsmanager.amazonaws.com")
                if one.get("additionalEventData") == {"SecretId": secret}
            ]
            if (found and found[-1]["eventName"] == last) or time.monotonic() > deadline:
                return found
            time.sleep(0.1)

    return wait


def names(found: list[dict[str, Any]]) -> list[str]:
    return [str(one["eventName"]) for one in found]


def code_of(call: Callable[..., object], **parameters: object) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    error = refused.value.response["Error"]
    return str(error["Code"]), str(error["Message"])


def test_a_good_function_rotates(
    aws: RunningAws, function_arn: str, events: Callable[..., list[dict[str, Any]]]
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
    aws: RunningAws, function_arn: str, events: Callable[..., list[dict[str, Any]]]
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
    aws: RunningAws, function_arn: str, events: Callable[..., list[dict[str, Any]]]
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
    aws: RunningAws, function_arn: str, events: Callable[..., list[dict[str, Any]]]
) -> None:
    secret = make_secret(aws, "rotated/tested", fails="createSecret")

    version = rotate(aws, secret, function_arn, RotateImmediately=False)

    found = events(secret, "TestRotationSucceeded")
    assert names(found) == ["TestRotationStarted", "TestRotationSucceeded"]
    told = aws.client("secretsmanager").describe_secret(SecretId=secret)
    assert version not in told["VersionIdsToStages"]
    assert value(aws, secret) == "old"


def test_a_cancelled_rotation_is_off_and_remembers_its_function(
    aws: RunningAws, function_arn: str, events: Callable[..., list[dict[str, Any]]]
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
    aws: RunningAws, make_function: Callable[[str], str]
) -> None:
    closed = make_function("closed-rotator")
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
