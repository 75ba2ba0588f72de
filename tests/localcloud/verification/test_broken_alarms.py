"""The alarm checks fail where a link between a refusal and on-call is broken, and say which."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from berthcare.documents import audit
from berthcare.verification.alarm_subscriber import AlarmSubscriber
from berthcare.verification.check import Check
from berthcare.verification.checks.alarm_publishing import ALARM_PUBLISHING
from berthcare.verification.checks.refusal_alarm import REFUSAL_ALARM
from berthcare.verification.checks.silence_alarm import SILENCE_ALARM
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome, Verdict
from berthcare.verification.runner import run_one
from localcloud.gateway.fixture import ACCOUNT_ID
from tests.localcloud.verification.small_stack import DEPLOYER, NAMES, DeployedStack, make_key

pytestmark = pytest.mark.cloud

ALARM = NAMES.unauthorized_access
ALARM_PARAMETERS = [
    "AlarmName",
    "Namespace",
    "MetricName",
    "Dimensions",
    "Statistic",
    "ComparisonOperator",
    "Threshold",
    "Period",
    "EvaluationPeriods",
    "TreatMissingData",
    "AlarmActions",
    "OKActions",
]


def failure(check: Check, context: Context) -> Outcome:
    outcome = run_one(check, context).outcome
    assert outcome.verdict is Verdict.FAILED, outcome
    assert outcome.remedy
    return outcome


@contextmanager
def changed_alarm(stack: DeployedStack, name: str, **changes: Any) -> Iterator[None]:
    """Define an alarm otherwise for the block."""
    cloudwatch = stack.aws.client("cloudwatch")
    (found,) = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    parameters = {key: found[key] for key in ALARM_PARAMETERS}
    cloudwatch.put_metric_alarm(**{**parameters, **changes})
    try:
        yield
    finally:
        cloudwatch.put_metric_alarm(**parameters)


@contextmanager
def alarm_on_a_filter_of_its_own(
    stack: DeployedStack, context: Context, pattern: str, value: str
) -> Iterator[Context]:
    """Give a context whose alarm hangs on another metric, so the real one's count stays true."""
    logs, cloudwatch = stack.aws.client("logs"), stack.aws.client("cloudwatch")
    name = "berthcare-another"
    logs.put_metric_filter(
        logGroupName=NAMES.trail_log_group,
        filterName=name,
        filterPattern=pattern,
        metricTransformations=[
            {"metricName": name, "metricNamespace": NAMES.metric_namespace, "metricValue": value}
        ],
    )
    (found,) = cloudwatch.describe_alarms(AlarmNames=[ALARM])["MetricAlarms"]
    parameters = {key: found[key] for key in ALARM_PARAMETERS}
    cloudwatch.put_metric_alarm(**{**parameters, "AlarmName": name, "MetricName": name})
    try:
        outputs = replace(context.outputs, unauthorized_access_alarm=name)
        yield replace(context, outputs=outputs)
    finally:
        cloudwatch.delete_alarms(AlarmNames=[name])
        logs.delete_metric_filter(logGroupName=NAMES.trail_log_group, filterName=name)


def test_what_is_proven_of_its_own_refusal_is_told(context: Context) -> None:
    outcome = run_one(REFUSAL_ALARM, context).outcome
    assert outcome.verdict is Verdict.PASSED, outcome
    assert "refusal of berthcare-verify-outsider-" in outcome.detail
    assert "which is in the trail's log group and in the metric" in outcome.detail


def test_an_alarm_that_tells_nobody_is_told(stack: DeployedStack, context: Context) -> None:
    cloudwatch = stack.aws.client("cloudwatch")
    cloudwatch.disable_alarm_actions(AlarmNames=[ALARM])
    try:
        told = failure(REFUSAL_ALARM, replace(context, alarm_seconds=1)).detail
    finally:
        cloudwatch.enable_alarm_actions(AlarmNames=[ALARM])
    assert f"{ALARM} rose, but a subscriber of its topic heard nothing within 1 s" in told


def test_a_metric_that_nothing_feeds_is_told(stack: DeployedStack, context: Context) -> None:
    with changed_alarm(stack, ALARM, MetricName="misspelt"):
        told = failure(REFUSAL_ALARM, context).detail
    assert told == f"No metric filter of {NAMES.trail_log_group} feeds the metric of {ALARM}."


def test_a_filter_that_does_not_match_is_told(stack: DeployedStack, context: Context) -> None:
    pattern = '{ $.errorCode = "SomethingElse" }'
    with alarm_on_a_filter_of_its_own(stack, context, pattern, value="1") as broken:
        told = failure(REFUSAL_ALARM, broken).detail
    assert told == (
        f"a refused read is in {NAMES.trail_log_group}, but the metric filter of "
        "berthcare-another does not match it"
    )


def test_a_refusal_that_is_not_counted_is_told(stack: DeployedStack, context: Context) -> None:
    pattern = '{ $.errorCode = "AccessDenied*" }'
    with alarm_on_a_filter_of_its_own(stack, context, pattern, value="0") as broken:
        told = failure(REFUSAL_ALARM, replace(broken, alarm_seconds=1)).detail
    assert "of berthcare-another did not count a refused read within 1 s: it counts 0 since" in told


def test_the_refusals_of_others_are_not_taken_for_its_own(
    stack: DeployedStack, context: Context
) -> None:
    cloudtrail = stack.aws.client("cloudtrail")
    cloudtrail.stop_logging(Name=NAMES.trail)
    others = OthersAreRefused(stack)
    try:
        told = failure(REFUSAL_ALARM, replace(context, alarm_seconds=1, stopping=others)).detail
    finally:
        cloudtrail.start_logging(Name=NAMES.trail)
    assert others.refused > 0
    assert told == (
        f"the record of a refused read did not reach {NAMES.trail_log_group} within 1 s"
    )


class OthersAreRefused(threading.Event):
    """While the check pauses, records of somebody else's refusals come to the log group."""

    def __init__(self, stack: DeployedStack) -> None:
        super().__init__()
        self.refused = 0
        self._logs = stack.aws.client("logs")
        self._stream = {"logGroupName": NAMES.trail_log_group, "logStreamName": "others"}
        self._logs.create_log_stream(**self._stream)

    def wait(self, timeout: float | None = None) -> bool:
        record = {
            "eventSource": "secretsmanager.amazonaws.com",
            "eventName": "GetSecretValue",
            "errorCode": "AccessDenied",
            "errorMessage": f"not authorized on {NAMES.account_secret}",
            "userIdentity": {"arn": f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/other/other"},
        }
        event = {"timestamp": int(time.time() * 1000), "message": json.dumps(record)}
        self._logs.put_log_events(**self._stream, logEvents=[event])
        self.refused += 1
        return super().wait(timeout)


def test_an_alarm_that_never_rises_is_told(stack: DeployedStack, context: Context) -> None:
    with changed_alarm(stack, ALARM, Threshold=1_000_000):
        told = failure(REFUSAL_ALARM, replace(context, alarm_seconds=1)).detail
    assert f"a refused read was counted, but {ALARM} did not rise within 1 s" in told


def test_a_missing_alarm_is_told(context: Context) -> None:
    outputs = replace(context.outputs, unauthorized_access_alarm="no-such-alarm")
    told = failure(REFUSAL_ALARM, replace(context, outputs=outputs)).detail
    assert told == "There is no alarm no-such-alarm."


def test_a_missing_silence_alarm_is_told(context: Context) -> None:
    outcome = failure(SILENCE_ALARM, replace(context, stack="production"))
    assert outcome.detail == "There is no alarm berthcare-trail-silent-production."
    assert outcome.remedy == "Deploy it: pulumi up --refresh --stack production"


def test_a_silence_alarm_that_takes_silence_for_peace_is_told(
    stack: DeployedStack, context: Context
) -> None:
    with changed_alarm(stack, NAMES.trail_silent_alarm, TreatMissingData="notBreaching"):
        told = failure(SILENCE_ALARM, context).detail
    assert told == f"{NAMES.trail_silent_alarm} treats missing data as notBreaching, not breaching"


@pytest.mark.parametrize("before", ["OK", "ALARM"])
def test_the_silence_alarm_is_heard_and_put_back_from_any_state(
    before: str, stack: DeployedStack, context: Context
) -> None:
    cloudwatch = stack.aws.client("cloudwatch")
    # With a threshold that every count, or none, is below, the state stays what it is.
    threshold = 0 if before == "OK" else 1_000_000
    with changed_alarm(stack, NAMES.trail_silent_alarm, Threshold=threshold):
        cloudwatch.set_alarm_state(
            AlarmName=NAMES.trail_silent_alarm, StateValue=before, StateReason="test"
        )
        outcome = run_one(SILENCE_ALARM, context).outcome
        (found,) = cloudwatch.describe_alarms(AlarmNames=[NAMES.trail_silent_alarm])["MetricAlarms"]
    assert outcome.verdict is Verdict.PASSED, outcome
    assert ("it was up already" in outcome.detail) is (before == "ALARM")
    assert found["StateValue"] == before


def test_a_silence_alarm_that_nobody_hears_is_told(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AlarmSubscriber, "heard_alarm", lambda *_: None)
    told = failure(SILENCE_ALARM, replace(context, alarm_seconds=0.1)).detail
    assert "was set to ALARM, but a subscriber of its topic heard nothing" in told


@pytest.mark.parametrize(
    ("key", "told"),
    [("", "is not encrypted"), ("alias/aws/sns", "alarms cannot use alias/aws/sns, the key of")],
    ids=["none", "managed by AWS"],
)
def test_a_topic_without_a_customer_managed_key_is_told(
    key: str, told: str, stack: DeployedStack, context: Context
) -> None:
    with topic_with_key(stack, context, key) as broken:
        assert told in failure(ALARM_PUBLISHING, broken).detail


def test_a_key_that_leaves_alarms_out_is_told(stack: DeployedStack, context: Context) -> None:
    document: Any = audit.audit_key_policy(NAMES, ACCOUNT_ID, [DEPLOYER])
    policy = {
        **document,
        "Statement": [one for one in document["Statement"] if one["Sid"].startswith("Trail")],
    }
    administration = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    policy["Statement"].append(administration)
    with topic_with_key(stack, context, make_key(stack.aws, policy)) as broken:
        told = failure(ALARM_PUBLISHING, broken).detail
    assert f"cloudwatch.amazonaws.com may not kms:GenerateDataKey for {ALARM}" in told
    assert "may not sns:Publish" not in told


def test_a_key_that_is_disabled_is_told(stack: DeployedStack, context: Context) -> None:
    key = make_key(stack.aws, audit.audit_key_policy(NAMES, ACCOUNT_ID, [DEPLOYER]))
    stack.aws.client("kms").disable_key(KeyId=key)
    with topic_with_key(stack, context, key) as broken:
        assert failure(ALARM_PUBLISHING, broken).detail == (
            "the topic's key is not enabled: Disabled"
        )


@contextmanager
def topic_with_key(stack: DeployedStack, context: Context, key: str) -> Iterator[Context]:
    """Give the alert topic another key, or none, for the block."""
    sns, topic = stack.aws.client("sns"), context.outputs.alert_topic_arn
    name = "KmsMasterKeyId"
    before = sns.get_topic_attributes(TopicArn=topic)["Attributes"][name]
    sns.set_topic_attributes(TopicArn=topic, AttributeName=name, AttributeValue=key)
    try:
        yield context
    finally:
        sns.set_topic_attributes(TopicArn=topic, AttributeName=name, AttributeValue=before)
