"""Secrets that are rotated by a deployed function, and what the trail hears of it."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from localcloud.gateway.fixture import ACCOUNT_ID, RunningAws
from tests.localcloud.gateway.functions import arn_of, make_role
from tests.localcloud.gateway.waiting import eventually

Record = dict[str, Any]
Records = Callable[[str], list[Record]]
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


def make_rotation_function(aws: RunningAws, name: str, *, lets_in: bool = True) -> str:
    """Make a function that rotates, let Secrets Manager in if wanted, and return its ARN."""
    may = {"Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*"}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("main.py", SOURCE)
    aws.client("lambda").create_function(
        FunctionName=name,
        Role=make_role(aws, name, may),
        Runtime="python3.12",
        Handler="main.handler",
        Code={"ZipFile": archive.getvalue()},
        Timeout=30,
    )
    if lets_in:
        aws.client("lambda").add_permission(
            FunctionName=name,
            StatementId="rotation",
            Action="lambda:InvokeFunction",
            Principal="secretsmanager.amazonaws.com",
            SourceAccount=ACCOUNT_ID,
        )
    return arn_of(name)


def make_secret(aws: RunningAws, name: str, fails: str = "") -> str:
    """Make a secret whose rotation fails in this step, if any, and return its ARN."""
    tags = [{"Key": "fails", "Value": fails}] if fails else []
    made = aws.client("secretsmanager").create_secret(Name=name, SecretString="old", Tags=tags)
    return str(made["ARN"])


def rotate(aws: RunningAws, secret: str, function_arn: str, **other: object) -> str:
    """Rotate a secret, and every 90 days from now on; return the id of the new version."""
    rotated = aws.client("secretsmanager").rotate_secret(
        SecretId=secret,
        RotationLambdaARN=function_arn,
        RotationRules={"AutomaticallyAfterDays": 90},
        **other,
    )
    return str(rotated["VersionId"])


def value(aws: RunningAws, secret: str) -> str:
    """Return a secret's current value."""
    return str(aws.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"])


def rotation_events(records: Records, secret: str, last: str) -> list[Record]:
    """Wait until a secret has this last event, and return all of its rotation."""
    found: list[Record] = []

    def has_last() -> bool:
        found[:] = [
            one
            for one in records("secretsmanager.amazonaws.com")
            if one.get("additionalEventData") == {"SecretId": secret}
        ]
        return bool(found) and found[-1]["eventName"] == last

    eventually(has_last, seconds=30)
    return found


def names(found: list[Record]) -> list[str]:
    """Return the names of events."""
    return [str(one["eventName"]) for one in found]
