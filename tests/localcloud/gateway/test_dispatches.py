"""What alarms and rules send arrives only where the policies let the service in."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws
from tests.localcloud.gateway.topics import KEY_ACTIONS, let_in, make_key, make_topic, subscribe

pytestmark = pytest.mark.cloud

HERE = f"{REGION}:{ACCOUNT_ID}"


def from_alarm(name: str) -> dict[str, Mapping[str, str]]:
    source = f"arn:aws:cloudwatch:{HERE}:alarm:{name}"
    return {"ArnLike": {"aws:SourceArn": source}, "StringEquals": {"aws:SourceAccount": ACCOUNT_ID}}


def ring(aws: RunningAws, alarm: str, topic: str) -> dict[str, Any]:
    """Make an alarm, ring it, and return what became of its message."""
    cloudwatch = aws.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName=alarm,
        Namespace="Nothing",
        MetricName=alarm,
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="ignore",
        AlarmActions=[topic],
    )
    cloudwatch.set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason="a test")
    return aws.dispatch_report()[f"arn:aws:cloudwatch:{HERE}:alarm:{alarm} -> {topic}"]


def test_an_alarm_reaches_a_topic_and_a_key_that_let_it_in(aws: RunningAws) -> None:
    key = make_key(aws, let_in("cloudwatch", KEY_ACTIONS, **from_alarm("let-in")))
    topic = make_topic(
        aws, "let-in", let_in("cloudwatch", "sns:Publish", **from_alarm("let-in")), key=key
    )
    heard = subscribe(aws, topic)

    assert ring(aws, "let-in", topic)["delivered"] == 1
    [message] = heard()
    assert json.loads(message["Body"])["Subject"].startswith('ALARM: "let-in"')


def test_an_alarm_reaches_a_topic_with_the_policy_that_sns_gives_it(aws: RunningAws) -> None:
    assert ring(aws, "plain", make_topic(aws, "plain"))["obstacle"] == ""


@pytest.mark.parametrize(
    ("name", "topic_lets_in", "key_lets_in", "what"),
    [
        ("other-alarm", let_in("cloudwatch", "sns:Publish", **from_alarm("another")), None, "sns:"),
        ("other-service", let_in("events", "sns:Publish"), None, "sns:Publish"),
        ("key-shut", None, let_in("events", KEY_ACTIONS), "kms:GenerateDataKey"),
        ("key-half", None, let_in("cloudwatch", "kms:GenerateDataKey*"), "kms:Decrypt"),
    ],
)
def test_an_alarm_that_is_not_let_in_rings_unheard(
    aws: RunningAws,
    name: str,
    topic_lets_in: Mapping[str, object] | None,
    key_lets_in: Mapping[str, object] | None,
    what: str,
) -> None:
    policy = topic_lets_in or let_in("cloudwatch", "sns:Publish")
    key = make_key(aws, key_lets_in) if key_lets_in else ""

    became = ring(aws, name, make_topic(aws, name, policy, key=key))

    assert became["delivered"] == 0
    assert f"cloudwatch.amazonaws.com may not {what}" in became["obstacle"]
    described = aws.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"][0]
    assert described["StateValue"] == "ALARM"


def test_the_key_of_aws_itself_lets_no_alarm_in(aws: RunningAws) -> None:
    became = ring(aws, "aws-key", make_topic(aws, "aws-key", key="alias/aws/sns"))

    assert "alias/aws/sns" in became["obstacle"]
    assert became["delivered"] == 0
