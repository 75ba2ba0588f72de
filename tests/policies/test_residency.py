"""Residency: what leaves ca-central-1 is refused, and nothing else is."""

import json
from typing import Any

import pytest

from policies.rules import residency

TOPIC = residency.RULES
REGION = "ca-central-1"
PROVIDER = "pulumi:providers:aws"
BUCKET = "aws:s3/bucket:Bucket"
KEY = "aws:kms/key:Key"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
LAMBDA_US = "arn:aws:lambda:us-east-1:111111111111:function:rotate"
GOOD: dict[str, dict[str, Any]] = {
    PROVIDER: {"region": REGION, "skipRegionValidation": "true"},
    "pulumi:providers:pulumi-python": {"__internal": None},
    "pulumi:pulumi:Stack": {},
    BUCKET: {"bucket": "berthcare-x"},
    KEY: {"enableKeyRotation": True},
    SUBSCRIPTION: {"protocol": "sqs", "endpoint": f"arn:aws:sqs:{REGION}:111111111111:q"},
    "aws:iam/role:Role": {"name": "r"},
    "aws:kms/replicaKey:ReplicaKey": {},
}


def policy(effect: str, resource: str) -> str:
    statement = {"Effect": effect, "Action": "s3:GetObject", "Resource": [resource]}
    return json.dumps({"Statement": [statement]})


PASSING = [
    ("a provider in the region", PROVIDER, {}),
    ("a provider of another package", "pulumi:providers:pulumi-python", {}),
    ("the stack itself", "pulumi:pulumi:Stack", {}),
    ("a resource that leaves the region to its provider", BUCKET, {}),
    ("a resource that names the region", BUCKET, {"region": REGION}),
    ("a single-region key", KEY, {"multiRegion": False}),
    ("a subscription in the region", SUBSCRIPTION, {}),
    ("an ARN without a region", BUCKET, {"tags": {"a": "arn:aws:iam::111111111111:role/r"}}),
    ("an AWS managed policy", BUCKET, {"tags": {"a": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}),
    ("an ARN with an open region", BUCKET, {"tags": {"a": "arn:aws:sns:*:111111111111:t"}}),
    ("a Deny of another region", BUCKET, {"tags": {"a": policy("Deny", LAMBDA_US)}}),
    ("an AWS host in the region", BUCKET, {"tags": {"a": f"https://sqs.{REGION}.amazonaws.com/"}}),
    ("prose that names another region", BUCKET, {"tags": {"a": "not in us-east-1."}}),
    ("a global type", "aws:iam/role:Role", {}),
]
FAILING = [
    ("another region", PROVIDER, {"region": "us-east-1"}, "residency-provider-region"),
    ("no region", PROVIDER, {"region": None}, "residency-provider-region"),
    (
        "a Canadian region that is not ours",
        PROVIDER,
        {"region": "ca-west-1"},
        "residency-provider-region",
    ),
    (
        "another region on the resource",
        BUCKET,
        {"region": "us-west-2"},
        "residency-resource-region",
    ),
    ("an ARN elsewhere", SUBSCRIPTION, {"endpoint": LAMBDA_US}, "residency-arn-region"),
    ("an ARN in a list", BUCKET, {"tags": [{"a": [LAMBDA_US]}]}, "residency-arn-region"),
    (
        "an ARN in a policy",
        BUCKET,
        {"tags": {"a": policy("Allow", LAMBDA_US)}},
        "residency-arn-region",
    ),
    (
        "a host elsewhere",
        SUBSCRIPTION,
        {"endpoint": "https://sqs.us-east-1.amazonaws.com/1/q"},
        "residency-arn-region",
    ),
    (
        "an old S3 host elsewhere",
        BUCKET,
        {"tags": {"a": "https://s3-us-west-2.amazonaws.com/b"}},
        "residency-arn-region",
    ),
    ("a multi-region key", KEY, {"multiRegion": True}, "residency-kms-single-region"),
    ("a replica key", "aws:kms/replicaKey:ReplicaKey", {}, "residency-kms-single-region"),
]
UNKNOWN = [
    ("a provider's region", PROVIDER, "region", "residency-provider-region"),
    ("a resource's region", BUCKET, "region", "residency-resource-region"),
    ("a subscription's endpoint", SUBSCRIPTION, "endpoint", "residency-arn-region"),
    ("whether a key is multi-region", KEY, "multiRegion", "residency-kms-single-region"),
]


@pytest.mark.parametrize(("sentence", "type_", "change"), PASSING, ids=[one[0] for one in PASSING])
def test_what_stays_in_the_region_passes(
    judge: Any, sentence: str, type_: str, change: dict[str, Any]
) -> None:
    assert judge(type_, {**GOOD[type_], **change}) == {}, sentence


@pytest.mark.parametrize(
    ("sentence", "type_", "change", "rule"), FAILING, ids=[one[0] for one in FAILING]
)
def test_what_leaves_the_region_is_refused_by_its_rule_alone(
    judge: Any, sentence: str, type_: str, change: dict[str, Any], rule: str
) -> None:
    assert list(judge(type_, {**GOOD[type_], **change})) == [rule], sentence


@pytest.mark.parametrize(
    ("type_", "key", "rule"), [pytest.param(*row, id=sentence) for sentence, *row in UNKNOWN]
)
def test_what_is_not_known_yet_waits(
    judge: Any, unknown: str, type_: str, key: str, rule: str
) -> None:
    found = judge(type_, {**GOOD[type_], key: unknown})
    assert found == {}
    assert key in found.unknown[rule]


@pytest.mark.parametrize(
    ("provider", "reason"),
    [
        ({}, "region is named neither by the resource nor by its provider."),
        ({"region": "eu-west-1"}, "the provider's region is 'eu-west-1', not 'ca-central-1'."),
    ],
)
def test_a_resource_without_a_region_is_judged_by_its_provider(
    judge: Any, provider: dict[str, str], reason: str
) -> None:
    found = judge(BUCKET, GOOD[BUCKET], provider=provider)
    (message,) = found["residency-resource-region"]
    assert reason in message


def test_a_provider_whose_region_is_unknown_judges_nothing(judge: Any, unknown: str) -> None:
    assert judge(BUCKET, GOOD[BUCKET], provider={"region": unknown}) == {}


def test_the_message_names_the_resource_the_property_and_the_remedy(judge: Any) -> None:
    (message,) = judge(BUCKET, {"region": "us-west-2"})["residency-resource-region"]
    assert message == (
        "subject (aws:s3/bucket:Bucket): region is 'us-west-2', not 'ca-central-1'. "
        "Leave `region` out, and let the provider name ca-central-1. "
        "(finding region[us-west-2] of aws:s3/bucket:Bucket::subject)"
    )
