import json
from collections.abc import Callable
from typing import Any

import pytest

from berthcare.engine.exported_state import ExportedState
from berthcare.verification.checks.region import REGION_KEPT, strays
from berthcare.verification.context import Context
from berthcare.verification.outcome import Verdict

ARN = "arn:aws:{}:{}:000000000000:name"


def state_of(*resources: dict[str, Any], **rest: Any) -> ExportedState:
    numbered = [{"urn": f"urn:pulumi:s::p::t::r{n}", **r} for n, r in enumerate(resources)]
    return ExportedState.parse(json.dumps({"deployment": {"resources": numbered, **rest}}), "state")


@pytest.mark.parametrize(
    "resource",
    [
        {"type": "aws:sns/topic:Topic", "outputs": {"region": "ca-central-1"}},
        {"type": "aws:sns/topic:Topic", "outputs": {"arn": ARN.format("sns", "ca-central-1")}},
        {"type": "aws:iam/role:Role", "outputs": {"arn": "arn:aws:iam::000000000000:role/backend"}},
        {"type": "aws:s3/bucket:Bucket", "outputs": {"arn": "arn:aws:s3:::trail"}},
        {"type": "aws:secretsmanager/secret:Secret", "outputs": {"replicas": []}},
        {"type": "aws:kms/key:Key", "outputs": {"multiRegion": False}},
        {
            "type": "aws:kms/key:Key",
            "inputs": {"policy": "secretsmanager.ca-central-1.amazonaws.com"},
        },
        {"type": "aws:iam/policy:Policy", "inputs": {"policy": "logs.amazonaws.com"}},
        {"type": "pulumi:providers:aws", "inputs": {"region": "ca-central-1"}},
        {"type": "pulumi-python:dynamic/twilio:PhoneNumber", "outputs": {"region": "ON"}},
    ],
)
def test_what_is_in_canada_or_global_passes(resource: dict[str, Any]) -> None:
    assert list(strays(state_of(resource))) == []


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (
            {"type": "aws:sns/topic:Topic", "outputs": {"region": "us-east-1"}},
            "is in us-east-1",
        ),
        (
            {"type": "aws:sns/topic:Topic", "outputs": {"arn": ARN.format("sns", "ca-west-1")}},
            "names ca-west-1",
        ),
        (
            {
                "type": "aws:sns/topicSubscription:TopicSubscription",
                "inputs": {"endpoint": "https://x.execute-api.us-gov-west-1.amazonaws.com/y"},
            },
            "names us-gov-west-1",
        ),
        (
            {
                "type": "aws:secretsmanager/secret:Secret",
                "outputs": {"replicas": [{"region": "x"}]},
            },
            "is replicated elsewhere",
        ),
        ({"type": "aws:kms/key:Key", "outputs": {"multiRegion": True}}, "is a multi-Region key"),
        ({"type": "pulumi:providers:aws", "inputs": {"region": "eu-west-3"}}, "is in eu-west-3"),
        ({"type": "pulumi:providers:aws", "inputs": {}}, "is a provider without a region"),
        (
            {
                "type": "pulumi-python:dynamic/twilio:PhoneNumber",
                "inputs": {"voiceUrl": "https://lambda.us-east-2.amazonaws.com/v1"},
            },
            "names us-east-2",
        ),
    ],
)
def test_what_is_elsewhere_is_told(resource: dict[str, Any], reason: str) -> None:
    assert list(strays(state_of(resource))) == [f"{resource['type']} r0: {reason}"]


def test_a_state_that_is_encrypted_elsewhere_is_told() -> None:
    url = "awskms://alias/state?region=us-west-2"
    state = state_of(secrets_providers={"type": "cloud", "state": {"url": url}})
    assert list(strays(state)) == ["the state's own settings name us-west-2"]


def test_an_empty_stack_proves_nothing(make_context: Callable[..., Context]) -> None:
    outcome = REGION_KEPT.run(make_context(state=state_of({"type": "pulumi:pulumi:Stack"})))
    assert outcome.verdict is Verdict.FAILED
    assert "no AWS resource" in outcome.detail


def test_a_stack_at_home_passes_with_its_size(make_context: Callable[..., Context]) -> None:
    topic = {"type": "aws:sns/topic:Topic", "outputs": {"region": "ca-central-1"}}
    outcome = REGION_KEPT.run(make_context(state=state_of(topic, topic)))
    assert outcome.verdict is Verdict.PASSED
    assert outcome.detail == "2 AWS resources, all in ca-central-1 or global"
