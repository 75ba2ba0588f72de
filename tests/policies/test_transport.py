"""Whether a document refuses plain HTTP: one Deny, for everybody, on the whole resource."""

from typing import Any

import pytest

from berthcare.documents.alerts import alert_topic_policy
from berthcare.documents.audit import trail_bucket_policy
from berthcare.documents.function import dead_letters_policy
from berthcare.environments import Environment
from berthcare.iam.document import parse_document
from berthcare.names import Names
from policies.iam.transport import denies_plain_http

ACCOUNT = "1" * 12
TOPIC = f"arn:aws:sns:ca-central-1:{ACCOUNT}:alerts"
OTHER_TOPIC = f"{TOPIC}-of-others"
BUCKET = "arn:aws:s3:::trail"
REFUSAL = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "sns:Publish",
    "Resource": TOPIC,
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def denies(*statements: dict[str, Any], action: str = "sns:Publish", on: str | None = None) -> bool:
    return denies_plain_http(parse_document(document(*statements)), action, on=on)


def refusal(**changed: Any) -> dict[str, Any]:
    return {key: value for key, value in {**REFUSAL, **changed}.items() if value is not None}


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"Principal": {"AWS": "*"}},
        {"Principal": {"AWS": [f"arn:aws:iam::{ACCOUNT}:root", "*"]}},
        {"Action": "sns:*"},
        {"Action": "*"},
        {"Action": ["sns:Subscribe", "SNS:publish"]},
        {"Resource": "*"},
        {"Resource": "arn:aws:sns:*:*:*"},
        {"Resource": [OTHER_TOPIC, f"{TOPIC}*"]},
        {"Condition": {"Bool": {"AWS:SecureTransport": False}}},
        {"Condition": {"Bool": {"aws:SecureTransport": ["false"]}}},
        {"Condition": {"BoolIfExists": {"aws:SecureTransport": "False"}}},
    ],
)
def test_a_refusal_may_be_written_in_other_ways(changed: dict[str, Any]) -> None:
    assert denies(refusal(**changed), on=TOPIC)


@pytest.mark.parametrize(
    "changed",
    [
        {"Effect": "Allow"},
        {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}},
        {"Principal": {"Service": "*"}},
        {"Principal": None, "NotPrincipal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}},
        {"Principal": None},
        {"Action": "sns:Subscribe"},
        {"Action": None, "NotAction": "sns:Subscribe"},
        {"Action": "s3:*"},
        {"Resource": OTHER_TOPIC},
        {"Resource": None, "NotResource": OTHER_TOPIC},
        {"Resource": None},
        {"Condition": None},
        {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        {"Condition": {"Bool": {"aws:SecureTransport": []}}},
        {"Condition": {"Bool": {"aws:ViaAWSService": "false"}}},
        {"Condition": {"StringEquals": {"aws:SecureTransport": "false"}}},
        {"Condition": {"ForAllValues:Bool": {"aws:SecureTransport": "false"}}},
        {"Condition": {"Null": {"aws:SecureTransport": "false"}}},
        {"Condition": {"Bool": {"aws:SecureTransport": "false", "aws:ViaAWSService": "false"}}},
        {
            "Condition": {
                "Bool": {"aws:SecureTransport": "false"},
                "StringEquals": {"aws:PrincipalAccount": ACCOUNT},
            }
        },
    ],
)
def test_a_refusal_that_leaves_something_open_is_none(changed: dict[str, Any]) -> None:
    assert not denies(refusal(**changed), on=TOPIC)


def test_no_statement_refuses_nothing() -> None:
    assert not denies_plain_http((), "sns:Publish")


def test_without_an_arn_what_the_document_names_must_be_covered() -> None:
    grant = {"Effect": "Allow", "Principal": "*", "Action": "sns:Publish"}
    assert denies(refusal(), {**grant, "Resource": TOPIC})
    assert denies(refusal(), {**grant, "Resource": "*"})
    assert not denies(refusal(Resource=OTHER_TOPIC), {**grant, "Resource": TOPIC})


def test_two_halves_are_no_whole() -> None:
    halves = [refusal(Action="s3:*", Resource=name) for name in (BUCKET, f"{BUCKET}/*")]
    assert not denies(*halves, action="s3:*", on=BUCKET)


@pytest.mark.parametrize(
    ("resource", "whole"),
    [
        ([BUCKET, f"{BUCKET}/*"], True),
        (f"{BUCKET}*", True),
        ("*", True),
        ("arn:aws:s3:::*", True),
        (BUCKET, False),
        (f"{BUCKET}/*", False),
        ([BUCKET, f"{BUCKET}/AWSLogs/*"], False),
        ([BUCKET, f"{BUCKET}/?*"], False),
    ],
)
def test_a_bucket_is_itself_and_its_objects(resource: Any, *, whole: bool) -> None:
    statement = refusal(Action="s3:*", Resource=resource)
    assert denies(statement, action="s3:*", on=BUCKET) is whole
    assert denies(statement, action="s3:GetObject", on=BUCKET) is whole


@pytest.mark.parametrize("action", ["s3:Get*", "s3:?", "s3:GetObject", "s3:*Object"])
def test_every_action_of_a_service_is_more_than_some(action: str) -> None:
    statement = refusal(Action=action, Resource="*")
    assert not denies(statement, action="s3:*", on=BUCKET)


def test_the_product_refuses_plain_http() -> None:
    names = Names(Environment.PRODUCTION)
    topic = parse_document(alert_topic_policy(names, ACCOUNT))
    bucket = parse_document(trail_bucket_policy(names, ACCOUNT))
    bucket_arn = f"arn:aws:s3:::{names.trail_bucket(ACCOUNT)}"
    topic_arn = f"arn:aws:sns:ca-central-1:{ACCOUNT}:{names.alert_topic}"
    assert denies_plain_http(topic, "sns:Publish", on=topic_arn)
    assert not denies_plain_http(topic, "sns:*", on=topic_arn)
    assert denies_plain_http(bucket, "s3:*", on=bucket_arn)
    for name in (names.watcher_dead_letters, names.rotation_dead_letters):
        queue = parse_document(dead_letters_policy(name, ACCOUNT))
        queue_arn = f"arn:aws:sqs:ca-central-1:{ACCOUNT}:{name}"
        assert denies_plain_http(queue, "sqs:*", on=queue_arn)
