"""The backend's own policy, and who may act as the backend."""

import json

import pytest

from berthcare.documents import secret_access
from berthcare.iam.evaluator import Principal
from berthcare.residency import REGION
from tests.unit.documents.grant import (
    ACCOUNT,
    ADMINISTRATOR,
    BACKEND,
    DEPLOYERS,
    FOREIGN_ADMINISTRATOR,
    KEY,
    NAMES,
    OTHER_ACCOUNT,
    Ask,
    Grant,
    let_through,
    refused,
    statements,
)

POLICY = secret_access.backend_policy(NAMES, ACCOUNT, KEY)
TRUST = secret_access.backend_trust(ACCOUNT, [deployer.name for deployer in DEPLOYERS])


def secret(name: str, account: str = ACCOUNT, region: str = REGION) -> str:
    return f"arn:aws:secretsmanager:{region}:{account}:secret:{name}-AbCdEf"


ITS_SECRETS = [
    secret("staging/twilio/account"),
    secret("staging/twilio/phone-numbers"),
    secret("staging/twilio/webhooks"),
]
OTHER_SECRETS = [
    secret("production/twilio/account"),
    secret("staging/twilio/parent"),
    secret("staging/twilio/other"),
    secret("staging/twilio/account-old"),
    secret("staging/twilio/account", account=OTHER_ACCOUNT),
    secret("staging/twilio/account", region="us-east-1"),
]

GRANTS = {
    "ReadTwilioSecrets": Grant(
        document=POLICY,
        identity=True,
        principals=[BACKEND],
        actions=["secretsmanager:GetSecretValue"],
        resources=ITS_SECRETS,
        other_actions=["secretsmanager:PutSecretValue", "secretsmanager:DeleteSecret"],
        other_resources=OTHER_SECRETS,
        wrong_values={"secretsmanager:VersionStage": ["AWSPENDING", "custom"]},
    ),
    "DescribeTwilioSecrets": Grant(
        document=POLICY,
        identity=True,
        principals=[BACKEND],
        actions=["secretsmanager:DescribeSecret"],
        resources=ITS_SECRETS,
        other_actions=["secretsmanager:GetResourcePolicy", "secretsmanager:UpdateSecret"],
        other_resources=OTHER_SECRETS,
    ),
    "BackendTasks": Grant(
        document=TRUST,
        principals=[Principal.service("ecs-tasks.amazonaws.com")],
        actions=["sts:AssumeRole"],
        resources=[BACKEND.name],
        context={"aws:SourceAccount": ACCOUNT},
        strangers=[Principal.service("lambda.amazonaws.com")],
        other_actions=["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        wrong_values={"aws:SourceAccount": [OTHER_ACCOUNT]},
    ),
    "DeployersVerify": Grant(
        document=TRUST,
        principals=DEPLOYERS,
        actions=["sts:AssumeRole"],
        resources=[BACKEND.name],
        context={"sts:RoleSessionName": "berthcare-verify-1"},
        strangers=[ADMINISTRATOR, FOREIGN_ADMINISTRATOR, Principal.root(ACCOUNT)],
        other_actions=["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        wrong_values={"sts:RoleSessionName": ["curious", "my-berthcare-verify-1"]},
    ),
} | {
    f"DecryptTwilioSecrets {arn}": Grant(
        document=POLICY,
        identity=True,
        principals=[BACKEND],
        actions=["kms:Decrypt"],
        resources=[KEY],
        context={
            "kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com",
            "kms:EncryptionContext:SecretARN": arn,
        },
        other_actions=["kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant", "kms:DescribeKey"],
        other_resources=[KEY + "1"],
        wrong_values={
            "kms:ViaService": [f"s3.{REGION}.amazonaws.com"],
            "kms:EncryptionContext:SecretARN": OTHER_SECRETS,
        },
    )
    for arn in ITS_SECRETS
}
each_grant = pytest.mark.parametrize("grant", GRANTS.values(), ids=GRANTS)


@each_grant
def test_what_the_backend_and_its_deployers_need_is_allowed(grant: Grant) -> None:
    assert refused(grant) == []


@each_grant
def test_one_thing_otherwise_is_refused(grant: Grant) -> None:
    assert let_through(grant) == []


@pytest.mark.parametrize("stage", ["AWSCURRENT", "AWSPREVIOUS"])
def test_the_backend_reads_what_signs_now_and_what_signed_before(stage: str) -> None:
    context = {"secretsmanager:VersionStage": stage}

    assert Ask(
        POLICY, BACKEND, "secretsmanager:GetSecretValue", ITS_SECRETS[0], context, identity=True
    ).allowed


def test_every_statement_is_tried() -> None:
    tried = {name.split()[0] for name in GRANTS}

    assert statements(POLICY) | statements(TRUST) == tried


def test_the_policy_fits_into_a_managed_policy() -> None:
    """IAM User Guide, "IAM and AWS STS quotas": 6,144 characters."""
    assert len(json.dumps(POLICY)) < 6144
