"""The role by which the fast path's rule publishes: the rule's alone, and for one topic."""

import pytest

from berthcare.documents import alerts
from berthcare.iam.evaluator import Principal
from berthcare.residency import REGION
from tests.unit.documents.grant import (
    ACCOUNT,
    ADMINISTRATOR,
    DEPLOYER,
    FOREIGN_ADMINISTRATOR,
    KEY,
    NAMES,
    OTHER_ACCOUNT,
    RULE_ROLE,
    Grant,
    let_through,
    refused,
    statements,
)

TRUST = alerts.stranger_rule_trust(NAMES, ACCOUNT)
POLICY = alerts.stranger_rule_policy(NAMES, ACCOUNT, KEY)

RULE = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/berthcare-stranger-secret-read-staging"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:berthcare-alerts-staging"
TOPIC_CONTEXT = "kms:EncryptionContext:aws:sns:topicArn"
SNS, SQS = (f"{service}.{REGION}.amazonaws.com" for service in ("sns", "sqs"))


def elsewhere(arn: str) -> list[str]:
    """Return the same object of another environment, account and region."""
    return [
        arn.replace("staging", "production"),
        arn.replace(ACCOUNT, OTHER_ACCOUNT),
        arn.replace(REGION, "us-east-1"),
    ]


GRANTS = {
    "trust": Grant(
        document=TRUST,
        principals=[Principal.service("events.amazonaws.com")],
        actions=["sts:AssumeRole"],
        resources=[RULE_ROLE.name],
        context={"aws:SourceArn": RULE, "aws:SourceAccount": ACCOUNT},
        strangers=[
            Principal.service("lambda.amazonaws.com"),
            Principal.service("scheduler.amazonaws.com"),
            Principal.root(ACCOUNT),
            ADMINISTRATOR,
            DEPLOYER,
            FOREIGN_ADMINISTRATOR,
        ],
        other_actions=["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        wrong_values={
            "aws:SourceArn": [
                *elsewhere(RULE),
                RULE.replace("stranger-secret-read", "watcher"),
                f"{RULE}-else",
            ],
            "aws:SourceAccount": [OTHER_ACCOUNT],
        },
    ),
    "Publish": Grant(
        document=POLICY,
        identity=True,
        principals=[RULE_ROLE],
        actions=["sns:Publish"],
        resources=[TOPIC],
        other_actions=["sns:Subscribe", "sns:SetTopicAttributes", "sns:DeleteTopic"],
        other_resources=[*elsewhere(TOPIC), f"{TOPIC}-else"],
    ),
    "EncryptForTheTopic": Grant(
        document=POLICY,
        identity=True,
        principals=[RULE_ROLE],
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=[KEY],
        context={"kms:ViaService": SNS, TOPIC_CONTEXT: TOPIC},
        other_actions=["kms:Encrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:CreateGrant"],
        other_resources=[f"{KEY}1", KEY.replace(ACCOUNT, OTHER_ACCOUNT)],
        wrong_values={
            "kms:ViaService": [SQS, SNS.replace(REGION, "us-east-1")],
            TOPIC_CONTEXT: [*elsewhere(TOPIC), f"{TOPIC}-else"],
        },
    ),
}
each_grant = pytest.mark.parametrize("grant", GRANTS.values(), ids=GRANTS)


@each_grant
def test_the_rule_may_do_what_its_message_needs(grant: Grant) -> None:
    assert refused(grant) == []


@each_grant
def test_one_thing_otherwise_is_refused(grant: Grant) -> None:
    assert let_through(grant) == []


def test_its_role_is_known_before_it_exists() -> None:
    assert alerts.stranger_rule_role_arn(NAMES, ACCOUNT) == RULE_ROLE.name


def test_every_statement_is_tried() -> None:
    assert statements(POLICY) == GRANTS.keys() - {"trust"}
    assert len(TRUST["Statement"]) == 1
