"""The key policy of the secrets' key: its use, through Secrets Manager, for the named ones."""

import json

import pytest

from berthcare.documents import secret_access
from berthcare.iam.evaluator import Principal
from berthcare.residency import REGION
from tests.unit.documents.arns import secret
from tests.unit.documents.grant import (
    ACCOUNT,
    ADMINISTRATOR,
    BACKEND,
    DEPLOYER_ARNS,
    DEPLOYERS,
    KEY,
    NAMES,
    OTHER_ACCOUNT,
    ROTATION,
    WATCHER,
    Grant,
    let_through,
    refused,
    statements,
)

POLICY = secret_access.secrets_key_policy(
    NAMES,
    ACCOUNT,
    [BACKEND.name, WATCHER.name],
    DEPLOYER_ARNS,
    rotators=[ROTATION.name],
    rotated=[NAMES.account_secret],
)

THROUGH_SECRETS_MANAGER = {
    "kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com",
    "kms:EncryptionContext:SecretARN": secret("staging/twilio/account"),
}
OTHER_WAYS = {
    "kms:ViaService": [
        f"s3.{REGION}.amazonaws.com",
        "secretsmanager.us-east-1.amazonaws.com",
    ],
    "kms:EncryptionContext:SecretARN": [
        secret("production/twilio/account"),
        secret("staging/stripe/account"),
        secret("staging/twilio/account", account=OTHER_ACCOUNT),
        secret("staging/twilio/account", region="us-east-1"),
    ],
}

NOT_ROTATED = ["phone-numbers", "webhooks", "parent", "account-of-others"]
"""Where the account's secret alone is rotated."""
GRANTS = {
    "ReadersDecryptThroughSecretsManager": Grant(
        document=POLICY,
        principals=[BACKEND, WATCHER],
        actions=["kms:Decrypt"],
        resources=[KEY],
        context=THROUGH_SECRETS_MANAGER,
        strangers=[ADMINISTRATOR],
        other_actions=["kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant", "kms:ReEncryptTo"],
        wrong_values=OTHER_WAYS,
    ),
    "WritersUseThroughSecretsManager": Grant(
        document=POLICY,
        principals=DEPLOYERS,
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=[KEY],
        context=THROUGH_SECRETS_MANAGER,
        strangers=[ADMINISTRATOR],
        other_actions=["kms:Encrypt", "kms:CreateGrant", "kms:ReEncryptTo"],
        wrong_values=OTHER_WAYS,
    ),
    "RotatorsUseThroughSecretsManager": Grant(
        document=POLICY,
        principals=[ROTATION],
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=[KEY],
        context=THROUGH_SECRETS_MANAGER,
        strangers=[
            ADMINISTRATOR,
            Principal.role(ROTATION.name.replace("staging", "production")),
        ],
        other_actions=["kms:Encrypt", "kms:CreateGrant", "kms:ReEncryptTo"],
        wrong_values={
            **OTHER_WAYS,
            "kms:EncryptionContext:SecretARN": [
                *OTHER_WAYS["kms:EncryptionContext:SecretARN"],
                *(secret(f"staging/twilio/{name}") for name in NOT_ROTATED),
            ],
        },
    ),
}
each_grant = pytest.mark.parametrize("grant", GRANTS.values(), ids=GRANTS)


@each_grant
def test_the_named_ones_use_the_key_through_secrets_manager(grant: Grant) -> None:
    assert refused(grant) == []


@each_grant
def test_one_thing_otherwise_is_refused(grant: Grant) -> None:
    assert let_through(grant) == []


@pytest.mark.parametrize("name", ["account", "phone-numbers", "webhooks", "parent"])
def test_the_key_serves_each_secret_of_the_environment(name: str) -> None:
    context = {
        **THROUGH_SECRETS_MANAGER,
        "kms:EncryptionContext:SecretARN": secret(f"staging/twilio/{name}"),
    }
    reading = Grant(
        document=POLICY,
        principals=[BACKEND, WATCHER],
        actions=["kms:Decrypt"],
        resources=[KEY],
        context=context,
    )

    assert refused(reading) == []


def test_without_a_rotation_the_key_names_none() -> None:
    alone = secret_access.secrets_key_policy(NAMES, ACCOUNT, [BACKEND.name], DEPLOYER_ARNS)

    assert "RotatorsUseThroughSecretsManager" not in statements(alone)


def test_every_statement_is_tried() -> None:
    assert statements(POLICY) == {*GRANTS, "AccountManagesKey"}


def test_the_policy_fits_into_a_key() -> None:
    """AWS KMS Developer Guide, "Resource quotas": 32 KB."""
    assert len(json.dumps(POLICY)) < 32768
