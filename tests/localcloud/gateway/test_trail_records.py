"""CloudTrail records of calls, and what keeps a trail from delivering them."""

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

import pytest

from localcloud.gateway.actions import Access
from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.authorizer import AccessRefused
from localcloud.gateway.aws_error import access_denied
from localcloud.gateway.callers import Session
from localcloud.gateway.exchange import Exchange
from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws
from localcloud.gateway.reply import Reply
from localcloud.gateway.trail.record import Record, records_of
from localcloud.gateway.trail.trails import Trail

CANARY = "do-not-record"
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
SESSION = Session("KEY", f"arn:aws:iam::{ACCOUNT_ID}:role/team/reader", "AROA0", "tester", MOMENT)


def exchange(
    service: str,
    operation: str,
    parameters: Mapping[str, Any],
    body: bytes = b"{}",
    **other: Any,
) -> Exchange:
    call = ApiCall(service, operation, REGION, "json", parameters)
    reply = Reply(200, {"x-amzn-RequestId": "r"}, body)
    return Exchange(call, SESSION, "127.0.0.1", "agent", reply, time=MOMENT, **other)


def test_a_read_is_recorded_with_who_when_and_what() -> None:
    (record,) = records_of(exchange("secretsmanager", "GetSecretValue", {"SecretId": "s"}))

    assert record["eventSource"] == "secretsmanager.amazonaws.com"
    assert record["eventTime"] == "2026-01-02T03:04:05Z"
    assert record["readOnly"] is True
    assert record["requestParameters"] == {"secretId": "s"}
    assert record["responseElements"] is None
    assert "errorCode" not in record
    identity = record["userIdentity"]
    assert identity["type"] == "AssumedRole"
    assert identity["principalId"] == "AROA0:tester"
    assert identity["arn"] == f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/reader/tester"
    assert identity["sessionContext"]["sessionIssuer"] == {
        "type": "Role",
        "principalId": "AROA0",
        "arn": SESSION.role_arn,
        "accountId": ACCOUNT_ID,
        "userName": "reader",
    }


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "body"),
    [
        ("secretsmanager", "PutSecretValue", {"SecretId": "s", "SecretString": CANARY}, b"{}"),
        ("secretsmanager", "CreateSecret", {"Name": "s", "SecretBinary": CANARY}, b"{}"),
        ("kms", "Encrypt", {"KeyId": "k", "Plaintext": CANARY}, b"{}"),
        ("kms", "Decrypt", {"CiphertextBlob": CANARY}, json.dumps({"Plaintext": CANARY}).encode()),
        ("lambda", "CreateFunction", {"Environment": {"Variables": {"A": CANARY}}}, b"{}"),
    ],
)
def test_no_secret_is_recorded(
    service: str, operation: str, parameters: dict[str, Any], body: bytes
) -> None:
    records = records_of(exchange(service, operation, parameters, body))

    assert len(records) == 1
    assert CANARY not in json.dumps(records)


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("s3", "PutObject", {"Bucket": "b", "Key": "k"}),
        ("s3", "ListObjectsV2", {"Bucket": "b"}),
        ("logs", "PutLogEvents", {}),
        ("cloudwatch", "PutMetricData", {}),
        ("sqs", "SendMessage", {}),
        ("lambda", "Invoke", {}),
    ],
)
def test_data_events_are_not_recorded(
    service: str, operation: str, parameters: dict[str, Any]
) -> None:
    assert records_of(exchange(service, operation, parameters)) == []


def test_the_use_of_a_key_through_secrets_manager_is_recorded_apart() -> None:
    context = {"kms:EncryptionContext:SecretARN": "a", "kms:EncryptionContext:SecretVersionId": "v"}
    access = Access("kms:Decrypt", "key-arn", context, via="secretsmanager.amazonaws.com")

    key, own = records_of(
        exchange("secretsmanager", "GetSecretValue", {"SecretId": "s"}, accesses=[access])
    )

    assert (key["eventName"], own["eventName"]) == ("Decrypt", "GetSecretValue")
    assert key["userIdentity"]["invokedBy"] == "secretsmanager.amazonaws.com"
    assert key["requestParameters"]["encryptionContext"] == {
        "SecretARN": "a",
        "SecretVersionId": "v",
    }


def test_a_refusal_names_the_secret_in_its_message_only() -> None:
    refused = AccessRefused(access_denied("secretsmanager", "json", "no, not s"), Access("a", "s"))

    (record,) = records_of(
        exchange("secretsmanager", "GetSecretValue", {"SecretId": "s"}, error=refused)
    )

    assert record["errorCode"] == "AccessDenied"
    assert record["errorMessage"] == "no, not s"
    assert record["requestParameters"] is None


def batch(body: bytes = b"{}", **other: Any) -> list[Record]:
    names = {"SecretIdList": ["one", "two"]}
    return records_of(exchange("secretsmanager", "BatchGetSecretValue", names, body, **other))


def test_a_batch_is_recorded_beside_a_read_of_each_of_its_secrets() -> None:
    assert [(one["eventName"], one["requestParameters"]) for one in batch()] == [
        ("GetSecretValue", {"secretId": "one"}),
        ("GetSecretValue", {"secretId": "two"}),
        ("BatchGetSecretValue", {"secretIdList": ["one", "two"]}),
    ]


def test_what_a_batch_could_not_read_is_recorded_as_an_error() -> None:
    error = {"SecretId": "two", "ErrorCode": "ResourceNotFoundException", "Message": "none"}

    records = batch(json.dumps({"SecretValues": [], "Errors": [error]}).encode())

    errors = [record.get("errorCode") for record in records]
    assert errors == [None, "ResourceNotFoundException", None]


@pytest.mark.parametrize(
    ("action", "recorded"),
    [
        ("secretsmanager:GetSecretValue", ["GetSecretValue", "BatchGetSecretValue"]),
        ("secretsmanager:BatchGetSecretValue", ["BatchGetSecretValue"]),
    ],
)
def test_a_refused_batch_tells_which_read_was_refused(action: str, recorded: list[str]) -> None:
    denied = access_denied("secretsmanager", "json", "no")

    records = batch(error=AccessRefused(denied, Access(action, "two")))

    assert [record["eventName"] for record in records] == recorded
    assert {record["errorCode"] for record in records} == {"AccessDenied"}


def trail(**settings: Any) -> Trail:
    arn = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT_ID}:trail/t"
    defaults = {"is_multi_region": False, "includes_global": False}
    return Trail(arn, REGION, log_group="g", role_arn="r", **{**defaults, **settings})


def record_in(region: str, source: str = "kms", *, read_only: bool = False) -> Record:
    return {
        "awsRegion": region,
        "eventSource": f"{source}.amazonaws.com",
        "readOnly": read_only,
    }


def test_a_trail_of_one_region_wants_that_region_only() -> None:
    assert trail().wants(record_in(REGION))
    assert not trail().wants(record_in("us-west-2"))
    assert trail(is_multi_region=True).wants(record_in("us-west-2"))


def test_global_services_are_wanted_where_the_trail_includes_them() -> None:
    assert not trail().wants(record_in("us-east-1", "iam"))
    assert trail(includes_global=True).wants(record_in("us-east-1", "iam"))


def test_event_selectors_choose_among_reads_writes_and_sources() -> None:
    writes = trail(selectors=[{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}])
    no_keys = trail(selectors=[{"ExcludeManagementEventSources": ["kms.amazonaws.com"]}])

    assert writes.wants(record_in(REGION))
    assert not writes.wants(record_in(REGION, read_only=True))
    assert not no_keys.wants(record_in(REGION))
    assert no_keys.wants(record_in(REGION, "secretsmanager"))


@pytest.mark.cloud
def test_a_trail_whose_role_may_not_write_delivers_nothing_and_says_why(aws: RunningAws) -> None:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "cloudtrail.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}},
            }
        ],
    }
    role = aws.client("iam").create_role(
        RoleName="mute-trail", AssumeRolePolicyDocument=json.dumps(trust)
    )["Role"]
    aws.client("logs").create_log_group(logGroupName="mute")
    aws.client("s3").create_bucket(
        Bucket="mute-trail", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    cloudtrail = aws.client("cloudtrail")
    created = cloudtrail.create_trail(
        Name="mute",
        S3BucketName="mute-trail",
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:mute:*",
        CloudWatchLogsRoleArn=role["Arn"],
    )
    cloudtrail.start_logging(Name="mute")
    aws.client("secretsmanager").list_secrets()

    report = aws.trail_report()[created["TrailARN"]]

    assert report["delivered"] == 0
    assert "may not logs:CreateLogStream" in report["obstacle"]
