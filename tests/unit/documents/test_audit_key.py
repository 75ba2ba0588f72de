"""The key of monitoring: trail, log groups, alerts, functions, and the trail's readers use it."""

import json

import pytest

from berthcare.documents import audit
from berthcare.iam.evaluator import Principal
from berthcare.residency import REGION
from tests.unit.documents.grant import (
    ACCOUNT,
    ADMINISTRATOR,
    BACKEND,
    DEPLOYER,
    DEPLOYER_ARNS,
    DEPLOYERS,
    FOREIGN_ADMINISTRATOR,
    KEY,
    NAMES,
    OTHER_ACCOUNT,
    ROTATION,
    RULE_ROLE,
    WATCHER,
    Grant,
    let_through,
    refused,
    statements,
)

PREVIEWER = Principal.role(f"arn:aws:iam::{ACCOUNT}:role/berthcare-preview")
POLICY = audit.audit_key_policy(NAMES, ACCOUNT, DEPLOYER_ARNS, [PREVIEWER.name])

CLOUDTRAIL = Principal.service("cloudtrail.amazonaws.com")
OTHER_SERVICE = Principal.service("config.amazonaws.com")
TRAIL = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/berthcare-twilio-staging"
OTHER_TRAILS = [
    f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/berthcare-twilio-production",
    f"arn:aws:cloudtrail:{REGION}:{OTHER_ACCOUNT}:trail/berthcare-twilio-staging",
]
TRAIL_CONTEXT = "kms:EncryptionContext:aws:cloudtrail:arn"
LOG_CONTEXT = "kms:EncryptionContext:aws:logs:arn"
LOG_GROUPS = [
    f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}"
    for name in (
        "/berthcare/cloudtrail/staging",
        "/berthcare/operations/staging",
        "/aws/lambda/berthcare-watcher-staging",
        "/aws/lambda/berthcare-rotation-staging",
    )
]
LAMBDA, SNS, SQS = (f"{service}.{REGION}.amazonaws.com" for service in ("lambda", "sns", "sqs"))
OTHER_WAYS = ["lambda.us-east-1.amazonaws.com", f"secretsmanager.{REGION}.amazonaws.com"]
DATA_KEYS = ["kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"]

GRANTS = {
    "TrailEncrypts": Grant(
        document=POLICY,
        principals=[CLOUDTRAIL],
        actions=DATA_KEYS,
        resources=[KEY],
        context={"aws:SourceArn": TRAIL, TRAIL_CONTEXT: TRAIL},
        strangers=[OTHER_SERVICE, ADMINISTRATOR, FOREIGN_ADMINISTRATOR],
        other_actions=["kms:Encrypt", "kms:CreateGrant"],
        wrong_values={"aws:SourceArn": OTHER_TRAILS, TRAIL_CONTEXT: OTHER_TRAILS},
    ),
    "TrailTriesKey": Grant(
        document=POLICY,
        principals=[CLOUDTRAIL],
        actions=["kms:Decrypt", "kms:DescribeKey"],
        resources=[KEY],
        context={"aws:SourceArn": TRAIL},
        strangers=[OTHER_SERVICE, FOREIGN_ADMINISTRATOR],
        other_actions=["kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant"],
        wrong_values={"aws:SourceArn": OTHER_TRAILS},
    ),
    "AlarmsPublishToEncryptedTopic": Grant(
        document=POLICY,
        principals=[Principal.service("cloudwatch.amazonaws.com")],
        actions=["kms:Decrypt", *DATA_KEYS],
        resources=[KEY],
        context={"aws:SourceAccount": ACCOUNT},
        strangers=[OTHER_SERVICE, Principal.service("events.amazonaws.com")],
        other_actions=["kms:Encrypt", "kms:CreateGrant"],
        wrong_values={"aws:SourceAccount": [OTHER_ACCOUNT]},
    ),
    "BudgetPublishesToEncryptedTopic": Grant(
        document=POLICY,
        principals=[Principal.service("budgets.amazonaws.com")],
        actions=["kms:Decrypt", *DATA_KEYS],
        resources=[KEY],
        context={"aws:SourceAccount": ACCOUNT},
        strangers=[OTHER_SERVICE, Principal.service("events.amazonaws.com")],
        other_actions=["kms:Encrypt", "kms:CreateGrant"],
        wrong_values={"aws:SourceAccount": [OTHER_ACCOUNT]},
    ),
    "RulePublishesToEncryptedTopic": Grant(
        document=POLICY,
        principals=[RULE_ROLE],
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=[KEY],
        context={"kms:ViaService": SNS},
        strangers=[
            BACKEND,
            WATCHER,
            ROTATION,
            ADMINISTRATOR,
            FOREIGN_ADMINISTRATOR,
            Principal.role(RULE_ROLE.name.replace("staging", "production")),
            Principal.service("events.amazonaws.com"),
        ],
        other_actions=["kms:Encrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:CreateGrant"],
        wrong_values={"kms:ViaService": [*OTHER_WAYS, SQS, SNS.replace(REGION, "us-east-1")]},
    ),
    "FunctionsReadTheirVariables": Grant(
        document=POLICY,
        principals=[WATCHER, ROTATION],
        actions=["kms:Decrypt"],
        resources=[KEY],
        context={"kms:ViaService": LAMBDA},
        strangers=[BACKEND, ADMINISTRATOR, FOREIGN_ADMINISTRATOR, OTHER_SERVICE],
        other_actions=["kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant"],
        wrong_values={"kms:ViaService": OTHER_WAYS},
    ),
    "FunctionsLeaveDeadLetters": Grant(
        document=POLICY,
        principals=[WATCHER, ROTATION],
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=[KEY],
        context={"kms:ViaService": SQS},
        strangers=[BACKEND, ADMINISTRATOR, FOREIGN_ADMINISTRATOR, OTHER_SERVICE],
        other_actions=["kms:Encrypt", "kms:CreateGrant"],
        wrong_values={"kms:ViaService": OTHER_WAYS},
    ),
    "DeployersReadDeadLetters": Grant(
        document=POLICY,
        principals=DEPLOYERS,
        actions=["kms:Decrypt"],
        resources=[KEY],
        context={"kms:ViaService": SQS},
        strangers=[BACKEND, ADMINISTRATOR, FOREIGN_ADMINISTRATOR, OTHER_SERVICE],
        other_actions=["kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant"],
        wrong_values={"kms:ViaService": OTHER_WAYS},
    ),
    "DeployersEncryptVariables": Grant(
        document=POLICY,
        principals=DEPLOYERS,
        actions=["kms:Encrypt", "kms:Decrypt"],
        resources=[KEY],
        context={"kms:ViaService": LAMBDA},
        strangers=[BACKEND, ADMINISTRATOR, FOREIGN_ADMINISTRATOR, OTHER_SERVICE],
        other_actions=["kms:GenerateDataKey", "kms:CreateGrant"],
        wrong_values={"kms:ViaService": OTHER_WAYS},
    ),
    "DeployersLetLambdaDecrypt": Grant(
        document=POLICY,
        principals=DEPLOYERS,
        actions=["kms:CreateGrant"],
        resources=[KEY],
        context={"kms:ViaService": LAMBDA, "kms:GrantIsForAWSResource": "true"},
        strangers=[
            WATCHER,
            ROTATION,
            BACKEND,
            ADMINISTRATOR,
            FOREIGN_ADMINISTRATOR,
            OTHER_SERVICE,
        ],
        other_actions=["kms:GenerateDataKey", "kms:RetireGrant"],
        wrong_values={
            "kms:ViaService": [*OTHER_WAYS, SQS],
            "kms:GrantIsForAWSResource": ["false"],
        },
    ),
    "PreviewersReadVariables": Grant(
        document=POLICY,
        principals=[PREVIEWER],
        actions=["kms:Decrypt"],
        resources=[KEY],
        context={"kms:ViaService": LAMBDA},
        strangers=[BACKEND, ADMINISTRATOR, FOREIGN_ADMINISTRATOR, OTHER_SERVICE],
        other_actions=["kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant"],
        wrong_values={"kms:ViaService": [*OTHER_WAYS, SQS]},
    ),
    "AccountReadsTrailThroughS3": Grant(
        document=POLICY,
        principals=[ADMINISTRATOR, DEPLOYER],
        actions=["kms:Decrypt"],
        resources=[KEY],
        context={"kms:ViaService": f"s3.{REGION}.amazonaws.com"},
        strangers=[FOREIGN_ADMINISTRATOR, OTHER_SERVICE],
        other_actions=["kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant"],
        wrong_values={
            "kms:ViaService": [
                "s3.us-east-1.amazonaws.com",
                f"secretsmanager.{REGION}.amazonaws.com",
            ]
        },
    ),
} | {
    f"LogGroupEncrypts {group}": Grant(
        document=POLICY,
        principals=[Principal.service(f"logs.{REGION}.amazonaws.com")],
        actions=[
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            *DATA_KEYS,
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo",
        ],
        resources=[KEY],
        context={LOG_CONTEXT: group},
        strangers=[Principal.service("logs.us-east-1.amazonaws.com"), OTHER_SERVICE],
        other_actions=["kms:CreateGrant", "kms:PutKeyPolicy"],
        wrong_values={
            LOG_CONTEXT: [
                group.replace("staging", "production"),
                group.replace(ACCOUNT, OTHER_ACCOUNT),
                group.replace(REGION, "us-east-1"),
            ]
        },
    )
    for group in LOG_GROUPS
}
each_grant = pytest.mark.parametrize("grant", GRANTS.values(), ids=GRANTS)


@each_grant
def test_each_user_of_the_key_may_do_what_it_is_there_for(grant: Grant) -> None:
    assert refused(grant) == []


@each_grant
def test_one_thing_otherwise_is_refused(grant: Grant) -> None:
    assert let_through(grant) == []


@pytest.mark.parametrize("region", ["us-east-1", "ca-west-1"])
def test_the_trail_of_all_regions_may_name_itself_by_any_of_them(region: str) -> None:
    elsewhere = Grant(
        document=POLICY,
        principals=[CLOUDTRAIL],
        actions=DATA_KEYS,
        resources=[KEY],
        context={"aws:SourceArn": TRAIL, TRAIL_CONTEXT: TRAIL.replace(REGION, region)},
    )

    assert refused(elsewhere) == []


def test_every_statement_is_tried() -> None:
    tried = {name.split()[0] for name in GRANTS}

    assert statements(POLICY) == {*tried, "AccountManagesKey"}


def test_without_previewers_there_is_no_statement_on_them() -> None:
    alone = audit.audit_key_policy(NAMES, ACCOUNT, DEPLOYER_ARNS)

    assert statements(POLICY) - statements(alone) == {"PreviewersReadVariables"}


def test_the_policy_fits_into_a_key() -> None:
    """AWS KMS Developer Guide, "Resource quotas": 32 KB."""
    assert len(json.dumps(POLICY)) < 32768
