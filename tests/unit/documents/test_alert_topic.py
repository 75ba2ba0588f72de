"""The alert topic's policy: alarms and budget of this account publish, none in the clear."""

import pytest

from berthcare.documents import alerts
from berthcare.iam.evaluator import Principal
from berthcare.residency import REGION
from tests.unit.documents.grant import (
    ACCOUNT,
    ADMINISTRATOR,
    DEPLOYER,
    FOREIGN_ADMINISTRATOR,
    NAMES,
    OTHER_ACCOUNT,
    Ask,
    Grant,
    let_through,
    refused,
    statements,
)

POLICY = alerts.alert_topic_policy(NAMES, ACCOUNT)
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:berthcare-alerts-staging"


def alarm(name: str, account: str = ACCOUNT, region: str = REGION) -> str:
    return f"arn:aws:cloudwatch:{region}:{account}:alarm:{name}"


EVENTS = Principal.service("events.amazonaws.com")
RULE = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/berthcare-stranger-secret-read-staging"
BUDGET = f"arn:aws:budgets::{ACCOUNT}:budget/berthcare-staging"
OTHER_ACTIONS = ["sns:Subscribe", "sns:SetTopicAttributes"]
OTHER_TOPIC = TOPIC.replace("staging", "production")

GRANTS = {
    "AlarmsPublish": Grant(
        document=POLICY,
        principals=[Principal.service("cloudwatch.amazonaws.com")],
        actions=["sns:Publish"],
        resources=[TOPIC],
        context={
            "aws:SourceArn": alarm("berthcare-unauthorized-twilio-secret-access-staging"),
            "aws:SourceAccount": ACCOUNT,
        },
        strangers=[EVENTS, FOREIGN_ADMINISTRATOR],
        other_actions=OTHER_ACTIONS,
        other_resources=[OTHER_TOPIC],
        wrong_values={
            "aws:SourceArn": [
                alarm("somebody-else-s"),
                alarm("berthcare-x", account=OTHER_ACCOUNT),
                alarm("berthcare-x", region="us-east-1"),
            ],
            "aws:SourceAccount": [OTHER_ACCOUNT],
            "aws:SecureTransport": ["false"],
        },
    ),
    "BudgetPublishes": Grant(
        document=POLICY,
        principals=[Principal.service("budgets.amazonaws.com")],
        actions=["sns:Publish"],
        resources=[TOPIC],
        context={"aws:SourceArn": BUDGET, "aws:SourceAccount": ACCOUNT},
        strangers=[EVENTS, FOREIGN_ADMINISTRATOR],
        other_actions=OTHER_ACTIONS,
        other_resources=[OTHER_TOPIC],
        wrong_values={
            "aws:SourceArn": [BUDGET.replace(ACCOUNT, OTHER_ACCOUNT), alarm("berthcare-x")],
            "aws:SourceAccount": [OTHER_ACCOUNT],
            "aws:SecureTransport": ["false"],
        },
    ),
}
each_grant = pytest.mark.parametrize("grant", GRANTS.values(), ids=GRANTS)


@each_grant
def test_each_of_our_publishers_publishes(grant: Grant) -> None:
    assert refused(grant) == []


@each_grant
def test_one_thing_otherwise_is_refused(grant: Grant) -> None:
    assert let_through(grant) == []


@pytest.mark.parametrize("principal", [DEPLOYER, ADMINISTRATOR], ids=["deployer", "administrator"])
def test_nobody_publishes_without_tls(principal: Principal) -> None:
    def publishes(secure: str) -> bool:
        context = {"aws:SecureTransport": secure}
        return Ask(POLICY, principal, "sns:Publish", TOPIC, context).allowed

    assert publishes("true")
    assert not publishes("false")


@pytest.mark.parametrize("account", [ACCOUNT, OTHER_ACCOUNT], ids=["own", "another"])
def test_no_rule_publishes_by_the_topic_s_policy(account: str) -> None:
    context = {"aws:SourceArn": RULE.replace(ACCOUNT, account), "aws:SourceAccount": account}

    assert not Ask(POLICY, EVENTS, "sns:Publish", TOPIC, context).allowed
    assert not Ask(POLICY, EVENTS, "sns:Publish", TOPIC).allowed


def test_every_statement_is_tried() -> None:
    assert statements(POLICY) == {*GRANTS, "RefusePlainHttp"}
