"""The rotation's own policy: it replaces the tokens of its environment, as its own function."""

import json

import pytest

from berthcare.documents import rotation
from berthcare.documents.shared import Document
from tests.unit.documents.arns import elsewhere, secret, through
from tests.unit.documents.function_grants import (
    MONITORING_KEY,
    SOURCE,
    function_arn,
    grants_of_a_function,
    other_functions,
)
from tests.unit.documents.grant import (
    ACCOUNT,
    KEY,
    NAMES,
    ROTATION,
    Ask,
    Grant,
    let_through,
    refused,
    statements,
)


def policy(*, has_parent: bool) -> Document:
    return rotation.rotation_policy(
        NAMES,
        ACCOUNT,
        secrets_key_arn=KEY,
        monitoring_key_arn=MONITORING_KEY,
        has_parent=has_parent,
    )


POLICY = policy(has_parent=True)
ACCOUNT_SECRET, WEBHOOKS_SECRET = ITS_SECRETS = [
    secret(f"staging/twilio/{name}") for name in ("account", "webhooks")
]
OTHER_SECRETS = [
    *elsewhere(ACCOUNT_SECRET),
    *elsewhere(WEBHOOKS_SECRET),
    *(secret(f"staging/twilio/{name}") for name in ("phone-numbers", "parent", "account-old")),
]
FUNCTION = "berthcare-rotation-staging"
WATCHER_S_FUNCTION = function_arn("berthcare-watcher-staging")
ITSELF = {SOURCE: function_arn(FUNCTION)}

GRANTS = {
    "ReplaceTokens": Grant(
        document=POLICY,
        identity=True,
        principals=[ROTATION],
        actions=[
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage",
        ],
        resources=ITS_SECRETS,
        context=ITSELF,
        other_actions=[
            "secretsmanager:BatchGetSecretValue",
            "secretsmanager:CancelRotateSecret",
            "secretsmanager:DeleteSecret",
            "secretsmanager:PutResourcePolicy",
            "secretsmanager:RotateSecret",
            "secretsmanager:UpdateSecret",
        ],
        other_resources=OTHER_SECRETS,
        wrong_values={SOURCE: [*other_functions(FUNCTION), WATCHER_S_FUNCTION]},
    ),
    **grants_of_a_function(
        POLICY,
        ROTATION,
        log_group="/aws/lambda/berthcare-rotation-staging",
        dead_letters="berthcare-rotation-dead-letters-staging",
    ),
} | {
    f"UseTheKeyOfTheseSecrets {arn}": Grant(
        document=POLICY,
        identity=True,
        principals=[ROTATION],
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=[KEY],
        context={
            "kms:ViaService": through("secretsmanager"),
            "kms:EncryptionContext:SecretARN": arn,
        },
        other_actions=["kms:Encrypt", "kms:CreateGrant", "kms:DescribeKey"],
        other_resources=[MONITORING_KEY, KEY + "2"],
        wrong_values={
            "kms:ViaService": [through("s3"), through("lambda")],
            "kms:EncryptionContext:SecretARN": OTHER_SECRETS,
        },
    )
    for arn in ITS_SECRETS
}
each_grant = pytest.mark.parametrize("grant", GRANTS.values(), ids=GRANTS)


@each_grant
def test_what_the_rotation_needs_is_allowed(grant: Grant) -> None:
    assert refused(grant) == []


@each_grant
def test_one_thing_otherwise_is_refused(grant: Grant) -> None:
    assert let_through(grant) == []


@pytest.mark.parametrize("stage", ["AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"])
def test_it_reads_every_version_that_it_tries(stage: str) -> None:
    context = {**ITSELF, "secretsmanager:VersionStage": stage}

    assert may("secretsmanager:GetSecretValue", ACCOUNT_SECRET, POLICY, context)


@pytest.mark.parametrize(
    "action",
    ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"],
)
def test_without_a_subaccount_it_rotates_the_webhooks_token_alone(action: str) -> None:
    its = policy(has_parent=False)

    assert may(f"secretsmanager:{action}", WEBHOOKS_SECRET, its, ITSELF)
    assert not may(f"secretsmanager:{action}", ACCOUNT_SECRET, its, ITSELF)


@pytest.mark.parametrize("arn", ITS_SECRETS, ids=["account", "webhooks"])
def test_without_a_subaccount_the_key_is_no_use_for_the_account_s_secret(arn: str) -> None:
    context = {"kms:ViaService": through("secretsmanager"), "kms:EncryptionContext:SecretARN": arn}
    decrypts = may("kms:Decrypt", KEY, policy(has_parent=False), context)

    assert decrypts is (arn == WEBHOOKS_SECRET)


def test_the_main_account_s_secret_is_never_rotated() -> None:
    for has_parent in (True, False):
        assert NAMES.parent_secret not in rotation.rotated_secrets(NAMES, has_parent=has_parent)
        assert "twilio/parent" not in json.dumps(policy(has_parent=has_parent))


def test_its_role_is_known_before_it_exists() -> None:
    assert rotation.rotation_role_arn(NAMES, ACCOUNT) == ROTATION.name


def test_every_statement_is_tried() -> None:
    tried = {name.split()[0] for name in GRANTS}

    assert statements(POLICY) == statements(policy(has_parent=False)) == tried


def test_the_policy_fits_into_a_role() -> None:
    """IAM User Guide, "IAM and AWS STS quotas": 10,240 characters of inline policies."""
    assert len(json.dumps(POLICY)) < 10240


def may(action: str, resource: str, document: Document, context: dict[str, str]) -> bool:
    return Ask(document, ROTATION, action, resource, context, identity=True).allowed
