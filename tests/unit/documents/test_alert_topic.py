"""The alert topic's policy: the alarms of this account publish, and nobody in the clear."""

import pytest

from berthcare.documents import audit
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

POLICY = audit.alert_topic_policy(NAMES, ACCOUNT)
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:berthcare-alerts-staging"


def alarm(name: str, account: str = ACCOUNT, region: str = REGION) -> str:
    return f"arn:aws:cloudwatch:{region}:{account}:alarm:{name}"


ALARMS_PUBLISH = Grant(
    document=POLICY,
    principals=[Principal.service("cloudwatch.amazonaws.com")],
    actions=["sns:Publish"],
    resources=[TOPIC],
    context={
        "aws:SourceArn": alarm("berthcare-unauthorized-twilio-secret-access-staging"),
        "aws:SourceAccount": ACCOUNT,
    },
    strangers=[Principal.service("events.amazonaws.com"), FOREIGN_ADMINISTRATOR],
    other_actions=["sns:Subscribe", "sns:SetTopicAttributes"],
    other_resources=[TOPIC.replace("staging", "production")],
    wrong_values={
        "aws:SourceArn": [
            alarm("somebody-else-s"),
            alarm("berthcare-x", account=OTHER_ACCOUNT),
            alarm("berthcare-x", region="us-east-1"),
        ],
        "aws:SourceAccount": [OTHER_ACCOUNT],
        "aws:SecureTransport": ["false"],
    },
)


def test_each_of_our_alarms_publishes() -> None:
    assert refused(ALARMS_PUBLISH) == []


def test_one_thing_otherwise_is_refused() -> None:
    assert let_through(ALARMS_PUBLISH) == []


@pytest.mark.parametrize("principal", [DEPLOYER, ADMINISTRATOR], ids=["deployer", "administrator"])
def test_nobody_publishes_without_tls(principal: Principal) -> None:
    def publishes(secure: str) -> bool:
        context = {"aws:SecureTransport": secure}
        return Ask(POLICY, principal, "sns:Publish", TOPIC, context).allowed

    assert publishes("true")
    assert not publishes("false")


def test_every_statement_is_tried() -> None:
    assert statements(POLICY) == {"AlarmsPublish", "RefusePlainHttp"}
