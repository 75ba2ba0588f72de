"""The watcher's own policy, and who may act as the watcher."""

import json

import pytest

from berthcare.documents import watcher
from berthcare.documents.shared import Document
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
    WATCHER,
    Ask,
    Grant,
    let_through,
    refused,
    statements,
)

MONITORING_KEY = KEY + "1"


def policy(*, has_parent: bool) -> Document:
    return watcher.watcher_policy(
        NAMES,
        ACCOUNT,
        secrets_key_arn=KEY,
        monitoring_key_arn=MONITORING_KEY,
        has_parent=has_parent,
    )


POLICY = policy(has_parent=True)
TRUST = watcher.watcher_trust()


def secret(name: str, account: str = ACCOUNT, region: str = REGION) -> str:
    return f"arn:aws:secretsmanager:{region}:{account}:secret:{name}-AbCdEf"


def elsewhere(arn: str) -> list[str]:
    """Return the same object of another environment, account and region."""
    return [
        arn.replace("staging", "production"),
        arn.replace(ACCOUNT, OTHER_ACCOUNT),
        arn.replace(REGION, "us-east-1"),
    ]


ACCOUNT_SECRET, NUMBERS_SECRET, WEBHOOKS_SECRET, PARENT_SECRET = ITS_SECRETS = [
    secret(f"staging/twilio/{name}") for name in ("account", "phone-numbers", "webhooks", "parent")
]
OTHER_SECRETS = [
    *elsewhere(ACCOUNT_SECRET),
    *elsewhere(PARENT_SECRET),
    secret("staging/twilio/other"),
    secret("staging/twilio/account-old"),
]
STREAM = (
    f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/berthcare-watcher-staging"
    ":log-stream:2026/01/01/[$LATEST]0"
)
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:berthcare-watcher-staging"
SOURCE = "lambda:SourceFunctionArn"
ITSELF = {SOURCE: FUNCTION}
"""What Lambda tells of each call that is made with the function's credentials."""
OTHER_FUNCTIONS = [
    *elsewhere(FUNCTION),
    f"{FUNCTION}-else",
    FUNCTION.replace("berthcare-watcher-staging", "anything"),
]
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:berthcare-watcher-dead-letters-staging"
LIFT = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/berthcare/staging/spend-lift"


def through(service: str) -> str:
    return f"{service}.{REGION}.amazonaws.com"


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
            SOURCE: OTHER_FUNCTIONS,
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
        wrong_values={SOURCE: OTHER_FUNCTIONS},
    ),
    "WriteItsLog": Grant(
        document=POLICY,
        identity=True,
        principals=[WATCHER],
        actions=["logs:CreateLogStream", "logs:PutLogEvents"],
        resources=[STREAM],
        other_actions=["logs:CreateLogGroup", "logs:DeleteLogStream", "logs:GetLogEvents"],
        other_resources=[
            *elsewhere(STREAM),
            STREAM.partition(":log-stream:")[0],
            STREAM.replace(
                "/aws/lambda/berthcare-watcher-staging", "/berthcare/cloudtrail/staging"
            ),
        ],
    ),
    "LeaveDeadLetters": Grant(
        document=POLICY,
        identity=True,
        principals=[WATCHER],
        actions=["sqs:SendMessage"],
        resources=[QUEUE],
        other_actions=["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:PurgeQueue"],
        other_resources=[*elsewhere(QUEUE), f"{QUEUE}-of-others"],
    ),
    "ReadItsVariables": Grant(
        document=POLICY,
        identity=True,
        principals=[WATCHER],
        actions=["kms:Decrypt"],
        resources=[MONITORING_KEY],
        context={"kms:ViaService": through("lambda")},
        other_actions=["kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant"],
        other_resources=[KEY, KEY + "2"],
        wrong_values={"kms:ViaService": [through("s3"), through("logs")]},
    ),
    "EncryptDeadLetters": Grant(
        document=POLICY,
        identity=True,
        principals=[WATCHER],
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=[MONITORING_KEY],
        context={"kms:ViaService": through("sqs")},
        other_actions=["kms:Encrypt", "kms:CreateGrant"],
        other_resources=[KEY, KEY + "2"],
        wrong_values={"kms:ViaService": [through("s3"), through("sns")]},
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
