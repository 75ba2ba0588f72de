"""AWS Budgets: which alerts a month's cost sets off, and whom they reach."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any
from urllib.request import urlopen

import pytest

from localcloud.gateway.budgets_alert import (
    Alert,
    Cost,
    CostError,
    Notification,
    passed,
    read_cost,
    unjudged,
)
from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws

BUDGET = {
    "BudgetName": "team",
    "BudgetType": "COST",
    "TimeUnit": "MONTHLY",
    "BudgetLimit": {"Amount": "200", "Unit": "USD"},
}


def notification(
    threshold: float,
    *,
    kind: str = "ACTUAL",
    comparison: str = "GREATER_THAN",
    unit: str = "ABSOLUTE_VALUE",
) -> dict[str, Any]:
    return {
        "NotificationType": kind,
        "ComparisonOperator": comparison,
        "Threshold": threshold,
        "ThresholdType": unit,
    }


@pytest.mark.parametrize(
    ("given", "cost", "expected"),
    [
        (notification(100), Cost(Decimal("100.01")), True),
        (notification(100), Cost(Decimal(100)), False),
        (notification(80, unit="PERCENTAGE"), Cost(Decimal("160.01")), True),
        (notification(80, unit="PERCENTAGE"), Cost(Decimal(160)), False),
        (notification(5, comparison="LESS_THAN"), Cost(Decimal(4)), True),
        (notification(5, comparison="EQUAL_TO"), Cost(Decimal(5)), True),
        (notification(100, kind="FORECASTED"), Cost(Decimal(1), Decimal(101)), True),
        (notification(100, kind="FORECASTED"), Cost(Decimal(101), Decimal(99)), False),
        (notification(100, kind="FORECASTED"), Cost(Decimal(101)), None),
    ],
)
def test_a_threshold_is_passed(given: dict[str, Any], cost: Cost, *, expected: bool | None) -> None:
    one = Notification.read(given, is_new_month=False)

    assert passed(one, Decimal(200), cost) is expected


def test_a_new_month_forgets_what_was_passed() -> None:
    given = {**notification(100), "NotificationState": "ALARM"}

    assert Notification.read(given, is_new_month=False).in_alarm
    assert not Notification.read(given, is_new_month=True).in_alarm


def test_the_message_reads_as_one_of_aws() -> None:
    moment = datetime(2022, 9, 26, tzinfo=timezone.utc)
    one = Notification.read(notification(80, unit="PERCENTAGE"), is_new_month=False)

    message = Alert(BUDGET, one, Cost(Decimal("1234.5")), moment).message("1" * 12)

    assert message.startswith(f"AWS Budget Notification September 26, 2022\nAWS Account {'1' * 12}")
    assert (
        "alert you when the ACTUAL Cost associated with your team budget is greater than $160.00 "
        "for the current month. The ACTUAL Cost associated with this budget is $1,234.50."
    ) in message
    assert "Alert Threshold: > $160.00\nACTUAL Amount: $1,234.50\n" in message


@pytest.mark.parametrize(
    "other",
    [
        {"TimeUnit": "DAILY"},
        {"BudgetType": "USAGE"},
        {"CostFilters": {"Service": ["AWS Lambda"]}},
        {"BudgetLimit": {"Amount": "1", "Unit": "CAD"}},
    ],
)
def test_a_budget_of_something_else_is_not_judged(other: dict[str, Any]) -> None:
    assert unjudged(BUDGET) == ""
    assert unjudged({**BUDGET, **other})


@pytest.mark.parametrize("body", [None, {}, {"usd": 5}, {"usd": "-1"}, {"usd": "NaN"}])
def test_a_body_that_tells_no_cost_is_refused(body: object) -> None:
    with pytest.raises(CostError):
        read_cost(body)


def tell_cost(aws: RunningAws, **body: str) -> dict[str, Any]:
    url, sent = f"{aws.endpoint_url}/_gateway/aws-cost", json.dumps(body).encode()
    with urlopen(url, sent, timeout=10) as answer:  # noqa: S310 - our own loopback address
        result: dict[str, Any] = json.load(answer)
        return result


def lets_in(actions: list[str], resource: str) -> dict[str, object]:
    """Return the statement of AWS's page for budgets and topics."""
    return {
        "Effect": "Allow",
        "Principal": {"Service": "budgets.amazonaws.com"},
        "Action": actions,
        "Resource": resource,
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ACCOUNT_ID},
            "ArnLike": {"aws:SourceArn": f"arn:aws:budgets::{ACCOUNT_ID}:*"},
        },
    }


def policy(*statements: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.fixture
def budget(aws: RunningAws) -> Any:
    """Make a budget with these notifications for a topic of its name; it goes with the test."""
    made: list[str] = []
    budgets = aws.client("budgets")

    def make(name: str, *notifications: dict[str, Any]) -> None:
        subscriber = {
            "SubscriptionType": "SNS",
            "Address": f"arn:aws:sns:{REGION}:{ACCOUNT_ID}:{name}",
        }
        budgets.create_budget(
            AccountId=ACCOUNT_ID,
            Budget={**BUDGET, "BudgetName": name},
            NotificationsWithSubscribers=[
                {"Notification": one, "Subscribers": [subscriber]} for one in notifications
            ],
        )
        made.append(name)

    yield make
    for name in made:
        budgets.delete_budget(AccountId=ACCOUNT_ID, BudgetName=name)


def make_topic(aws: RunningAws, name: str, *, key_statements: tuple[dict[str, object], ...]) -> str:
    """Make a topic that lets Budgets in, under a key of its own, and return its queue's URL."""
    account = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    key = aws.client("kms").create_key(Policy=policy(account, *key_statements))["KeyMetadata"]
    topic = f"arn:aws:sns:{REGION}:{ACCOUNT_ID}:{name}"
    sns, sqs = aws.client("sns"), aws.client("sqs")
    sns.create_topic(
        Name=name,
        Attributes={
            "KmsMasterKeyId": key["Arn"],
            "Policy": policy(lets_in(["sns:Publish"], topic)),
        },
    )
    queue_url = str(sqs.create_queue(QueueName=name)["QueueUrl"])
    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{name}"
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    return queue_url


def subjects(aws: RunningAws, queue_url: str) -> list[str]:
    found = aws.client("sqs").receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)
    return [json.loads(one["Body"])["Subject"] for one in found.get("Messages", [])]


@pytest.mark.cloud
def test_each_alert_goes_out_once_a_month(aws: RunningAws, budget: Callable[..., None]) -> None:
    key = lets_in(["kms:GenerateDataKey*", "kms:Decrypt"], "*")
    queue_url = make_topic(aws, "spent", key_statements=(key,))
    budget("spent", notification(100), notification(500), notification(150, kind="FORECASTED"))

    alerts = [
        [one["alert"] for one in tell_cost(aws, usd=usd, forecast_usd=forecast)["published"]]
        for usd, forecast in [("99", "100"), ("101", "200"), ("102", "140"), ("600", "700")]
    ]

    assert alerts == [
        [],
        ["ACTUAL > 100 USD", "FORECASTED > 150 USD"],
        [],
        ["ACTUAL > 500 USD", "FORECASTED > 150 USD"],
    ]
    assert subjects(aws, queue_url) == ["AWS Budgets: spent has exceeded your alert threshold"] * 4


@pytest.mark.cloud
def test_nothing_goes_to_a_topic_whose_key_is_closed_to_budgets(
    aws: RunningAws, budget: Callable[..., None]
) -> None:
    queue_url = make_topic(aws, "closed-key", key_statements=())
    budget("closed-key", notification(100))

    told = tell_cost(aws, usd="101")

    assert told["published"] == []
    assert "budgets.amazonaws.com may not kms:GenerateDataKey" in told["refused"][0]["why"]
    assert subjects(aws, queue_url) == []


@pytest.mark.cloud
def test_nothing_goes_to_a_topic_that_lets_budgets_not_in(
    aws: RunningAws, budget: Callable[..., None]
) -> None:
    aws.client("sns").create_topic(Name="closed-topic")
    budget("closed-topic", notification(100))

    told = tell_cost(aws, usd="101")

    assert told["published"] == []
    assert "budgets.amazonaws.com may not sns:Publish" in told["refused"][0]["why"]
