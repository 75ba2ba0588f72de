"""The watcher's own policy, and who may act as a function."""

import json

import pytest

from berthcare.documents import function, watcher
from berthcare.documents.shared import Document
from berthcare.iam.evaluator import Principal
from berthcare.residency import REGION
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
    ADMINISTRATOR,
    DEPLOYER,
    FOREIGN_ADMINISTRATOR,
    KEY,
    NAMES,
    WATCHER,
    Ask,
    Grant,
    let_through,
    refused,
    statements,
)


def policy(*, has_parent: bool) -> Document:
    return watcher.watcher_policy(
        NAMES,
        ACCOUNT,
        secrets_key_arn=KEY,
        monitoring_key_arn=MONITORING_KEY,
        has_parent=has_parent,
    )


POLICY = policy(has_parent=True)
TRUST = function.function_trust()
ACCOUNT_SECRET, NUMBERS_SECRET, WEBHOOKS_SECRET, PARENT_SECRET = ITS_SECRETS = [
    secret(f"staging/twilio/{name}") for name in ("account", "phone-numbers", "webhooks", "parent")
]
OTHER_SECRETS = [
    *elsewhere(ACCOUNT_SECRET),
    *elsewhere(PARENT_SECRET),
    secret("staging/twilio/other"),
    secret("staging/twilio/account-old"),
]
FUNCTION = "berthcare-watcher-staging"
ITSELF = {SOURCE: function_arn(FUNCTION)}
LIFT = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/berthcare/staging/spend-lift"

GRANTS = {
    "ReadTwilioSecrets": Grant(
        document=POLICY,
        identity=True,
        principals=[WATCHER],
        actions=["secretsmanager:GetSecretValue"],
        resources=ITS_SECRETS,
        context=ITSELF,
        other_actions=[
            "secretsmanager:BatchGetSecretValue",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecret",
            "secretsmanager:DeleteSecret",
        ],
        other_resources=OTHER_SECRETS,
        wrong_values={
            "secretsmanager:VersionStage": ["AWSPENDING", "AWSPREVIOUS", "custom"],
            SOURCE: other_functions(FUNCTION),
        },
    ),
    "SeeHowOldCredentialsAre": Grant(
        document=POLICY,
        identity=True,
        principals=[WATCHER],
        actions=["secretsmanager:DescribeSecret"],
        resources=[ACCOUNT_SECRET, WEBHOOKS_SECRET, PARENT_SECRET],
        other_actions=["secretsmanager:GetResourcePolicy", "secretsmanager:RotateSecret"],
        other_resources=[NUMBERS_SECRET, *OTHER_SECRETS],
    ),
    "ReadSpendLift": Grant(
        document=POLICY,
        identity=True,
        principals=[WATCHER],
        actions=["ssm:GetParameter"],
        resources=[LIFT],
        context=ITSELF,
        other_actions=["ssm:PutParameter", "ssm:DeleteParameter", "ssm:GetParametersByPath"],
        other_resources=[*elsewhere(LIFT), f"{LIFT}/more", LIFT.removesuffix("/spend-lift")],
        wrong_values={SOURCE: other_functions(FUNCTION)},
    ),
    **grants_of_a_function(
        POLICY,
        WATCHER,
        log_group="/aws/lambda/berthcare-watcher-staging",
        dead_letters="berthcare-watcher-dead-letters-staging",
    ),
    "trust": Grant(
        document=TRUST,
        principals=[Principal.service("lambda.amazonaws.com")],
        actions=["sts:AssumeRole"],
        resources=[WATCHER.name],
        strangers=[
            Principal.service("ecs-tasks.amazonaws.com"),
            Principal.root(ACCOUNT),
            ADMINISTRATOR,
            DEPLOYER,
            FOREIGN_ADMINISTRATOR,
        ],
        other_actions=["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
    ),
} | {
    f"DecryptTwilioSecrets {arn}": Grant(
        document=POLICY,
        identity=True,
        principals=[WATCHER],
        actions=["kms:Decrypt"],
        resources=[KEY],
        context={
            "kms:ViaService": through("secretsmanager"),
            "kms:EncryptionContext:SecretARN": arn,
        },
        other_actions=["kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant", "kms:DescribeKey"],
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
def test_what_the_watcher_needs_is_allowed(grant: Grant) -> None:
    assert refused(grant) == []


@each_grant
def test_one_thing_otherwise_is_refused(grant: Grant) -> None:
    assert let_through(grant) == []


def test_it_reads_what_is_in_force_by_its_stage_too() -> None:
    context = {**ITSELF, "secretsmanager:VersionStage": "AWSCURRENT"}

    assert Ask(
        POLICY, WATCHER, "secretsmanager:GetSecretValue", ACCOUNT_SECRET, context, identity=True
    ).allowed


@pytest.mark.parametrize("has_parent", [True, False])
def test_it_knows_the_parent_s_credentials_only_where_there_is_a_subaccount(
    *, has_parent: bool
) -> None:
    its = policy(has_parent=has_parent)
    context = {
        "kms:ViaService": through("secretsmanager"),
        "kms:EncryptionContext:SecretARN": PARENT_SECRET,
    }
    reads, describes = (
        Ask(its, WATCHER, f"secretsmanager:{action}", PARENT_SECRET, ITSELF, identity=True)
        for action in ("GetSecretValue", "DescribeSecret")
    )
    decrypts = Ask(its, WATCHER, "kms:Decrypt", KEY, context, identity=True)

    assert {reads.allowed, describes.allowed, decrypts.allowed} == {has_parent}


def test_without_a_subaccount_it_reads_the_other_three() -> None:
    its = policy(has_parent=False)

    for arn in (ACCOUNT_SECRET, NUMBERS_SECRET, WEBHOOKS_SECRET):
        assert Ask(
            its, WATCHER, "secretsmanager:GetSecretValue", arn, ITSELF, identity=True
        ).allowed


def test_its_role_is_known_before_it_exists() -> None:
    assert watcher.watcher_role_arn(NAMES, ACCOUNT) == WATCHER.name


def test_every_statement_is_tried() -> None:
    tried = {name.split()[0] for name in GRANTS} - {"trust"}

    assert statements(POLICY) == statements(policy(has_parent=False)) == tried
    assert len(TRUST["Statement"]) == 1


def test_the_policy_fits_into_a_role() -> None:
    """IAM User Guide, "IAM and AWS STS quotas": 10,240 characters of inline policies."""
    assert len(json.dumps(POLICY)) < 10240
