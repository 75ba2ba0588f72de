"""EventBridge: calls become events where a trail logs, and targets are reached as policies let."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws
from tests.localcloud.gateway.functions import LOGS, arn_of, make_function
from tests.localcloud.gateway.topics import KEY_ACTIONS, let_in, make_key, make_topic, subscribe
from tests.localcloud.gateway.waiting import eventually, sum_of

pytestmark = pytest.mark.cloud

FOR_ALL = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
TRANSFORMER = {
    "InputPathsMap": {"call": "$.detail.eventName", "who": "$.detail.userIdentity.arn"},
    "InputTemplate": '"<call> by <who>"',
}


def rule_arn(name: str) -> str:
    return f"arn:aws:events:{REGION}:{ACCOUNT_ID}:rule/{name}"


def make_rule(
    aws: RunningAws,
    name: str,
    target: Mapping[str, object],
    *,
    state: str = "ENABLED",
    **detail: Any,
) -> None:
    """Make a rule for calls of Secrets Manager whose records have these details."""
    pattern: dict[str, object] = {
        "source": ["aws.secretsmanager"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {key: [value] for key, value in detail.items()},
    }
    events = aws.client("events")
    events.put_rule(Name=name, EventPattern=json.dumps(pattern), State=state)
    events.put_targets(Rule=name, Targets=[{"Id": "one", **target}])


def read_a_secret(aws: RunningAws) -> None:
    aws.client("secretsmanager").get_secret_value(SecretId="rules")
    settle(aws)


def change_a_secret(aws: RunningAws) -> None:
    aws.client("secretsmanager").update_secret(SecretId="rules", Description="changed")
    settle(aws)


def invocations(aws: RunningAws, function: str) -> float | None:
    return sum_of(aws, "AWS/Lambda", "Invocations", FunctionName=function)


def settle(aws: RunningAws) -> None:
    """Wait until records are events, and events have gone where they go."""
    aws.trail_report()
    aws.dispatch_report()


@pytest.fixture(scope="module", autouse=True)
def secret(aws: RunningAws, records: object) -> None:
    """A secret to call for, while a trail logs."""
    aws.client("secretsmanager").create_secret(Name="rules", SecretString="placeholder")


@pytest.fixture(scope="module")
def heard(aws: RunningAws) -> Callable[[], list[str]]:
    """Return what a topic hears of reads by two rules, and of changes by one."""
    topic = make_topic(aws, "rules", let_in("events", "sns:Publish"))
    messages = subscribe(aws, topic)
    target = {"Arn": topic, "InputTransformer": TRANSFORMER}
    make_rule(aws, "all", target, state=FOR_ALL, eventName="GetSecretValue")
    make_rule(aws, "plain", target, readOnly=True)
    make_rule(aws, "changes", target, eventName="UpdateSecret")
    return lambda: [json.loads(one["Body"])["Message"] for one in messages()]


def test_a_read_reaches_only_a_rule_that_asks_for_all_events(
    aws: RunningAws, heard: Callable[[], list[str]]
) -> None:
    read_a_secret(aws)

    caller = f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/berthcare-deployer/deployer"
    assert heard() == [f'"GetSecretValue by {caller}"']


def test_a_change_reaches_a_rule_that_is_just_enabled(
    aws: RunningAws, heard: Callable[[], list[str]]
) -> None:
    change_a_secret(aws)

    assert [message.split()[0] for message in heard()] == ['"UpdateSecret']


def test_without_a_trail_that_logs_a_call_is_no_event(
    aws: RunningAws, heard: Callable[[], list[str]]
) -> None:
    cloudtrail = aws.client("cloudtrail")
    trails = [trail["Name"] for trail in cloudtrail.describe_trails()["trailList"]]
    try:
        for name in trails:
            cloudtrail.stop_logging(Name=name)
        settle(aws)

        change_a_secret(aws)

        assert heard() == []
    finally:
        for name in trails:
            cloudtrail.start_logging(Name=name)


def test_a_caller_may_not_pass_for_aws(aws: RunningAws) -> None:
    entry = {"Source": "aws.secretsmanager", "DetailType": "x", "Detail": "{}"}

    answer = aws.client("events").put_events(Entries=[entry])

    assert answer["Entries"][0]["ErrorCode"] == "NotAuthorizedForSourceException"


def test_a_rule_does_not_reach_a_topic_with_the_policy_that_sns_gives_it(aws: RunningAws) -> None:
    topic = make_topic(aws, "rules-default")
    make_rule(aws, "rules-default", {"Arn": topic}, eventName="UpdateSecret")

    change_a_secret(aws)

    became = aws.dispatch_report()[f"{rule_arn('rules-default')} -> {topic}"]
    assert became["delivered"] == 0
    assert "events.amazonaws.com may not sns:Publish" in became["obstacle"]


@pytest.mark.parametrize(
    ("name", "conditions", "delivered"),
    [
        ("rules-key", {}, 1),
        ("rules-key-by-source", {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}}, 0),
    ],
)
def test_a_key_lets_a_rule_in_only_without_a_condition_on_its_source(
    aws: RunningAws, name: str, conditions: dict[str, object], delivered: int
) -> None:
    key = make_key(aws, let_in("events", KEY_ACTIONS, **conditions))
    topic = make_topic(aws, name, let_in("events", "sns:Publish"), key=key)
    make_rule(aws, name, {"Arn": topic}, eventName="UpdateSecret")

    change_a_secret(aws)

    assert aws.dispatch_report()[f"{rule_arn(name)} -> {topic}"]["delivered"] == delivered


@pytest.mark.parametrize(
    ("name", "conditions"),
    [
        ("rules-topic-by-source", {"ArnEquals": {"aws:SourceArn": rule_arn("*")}}),
        ("rules-topic-by-account", {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}}),
    ],
)
def test_a_topic_lets_no_rule_in_on_a_condition_on_its_source(
    aws: RunningAws, name: str, conditions: dict[str, object]
) -> None:
    topic = make_topic(aws, name, let_in("events", "sns:Publish", **conditions))
    make_rule(aws, name, {"Arn": topic}, eventName="UpdateSecret")

    change_a_secret(aws)

    became = aws.dispatch_report()[f"{rule_arn(name)} -> {topic}"]
    assert became["delivered"] == 0
    assert "events.amazonaws.com may not sns:Publish" in became["obstacle"]


def test_a_rule_invokes_a_function_only_where_the_functions_policy_names_it_and_no_account(
    aws: RunningAws,
) -> None:
    for name in ("invoked", "by-account", "closed"):
        make_function(aws, name, LOGS)
        make_rule(aws, name, {"Arn": arn_of(name)}, eventName="UpdateSecret")
    for name, account in (("invoked", {}), ("by-account", {"SourceAccount": ACCOUNT_ID})):
        aws.client("lambda").add_permission(
            FunctionName=name,
            StatementId="rule",
            Action="lambda:InvokeFunction",
            Principal="events.amazonaws.com",
            SourceArn=rule_arn(name),
            **account,
        )

    change_a_secret(aws)

    report = aws.dispatch_report()
    assert report[f"{rule_arn('invoked')} -> {arn_of('invoked')}"]["delivered"] == 1
    assert report[f"{rule_arn('by-account')} -> {arn_of('by-account')}"]["delivered"] == 0
    assert report[f"{rule_arn('closed')} -> {arn_of('closed')}"]["delivered"] == 0
    assert eventually(lambda: invocations(aws, "invoked")) == 1.0
    assert invocations(aws, "closed") is None


def test_nothing_goes_to_an_api_destination(aws: RunningAws) -> None:
    events = aws.client("events")
    connection = events.create_connection(
        Name="rules",
        AuthorizationType="API_KEY",
        AuthParameters={
            "ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "placeholder"}
        },
    )
    destination = events.create_api_destination(
        Name="rules",
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint="https://hooks.example/alarm",
        HttpMethod="POST",
    )["ApiDestinationArn"]
    make_rule(aws, "rules-elsewhere", {"Arn": destination}, eventName="UpdateSecret")

    change_a_secret(aws)

    became = aws.dispatch_report()[f"{rule_arn('rules-elsewhere')} -> {destination}"]
    assert became["delivered"] == 0
    assert "nothing is sent elsewhere from here" in became["obstacle"]
