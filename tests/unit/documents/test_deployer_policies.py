"""What the role may do that deploys from CI."""

import json
from collections.abc import Mapping

import pytest

from berthcare.documents.deployer_policies import deployer_needs, deployer_policies
from berthcare.documents.shared import Document
from berthcare.environments import Environment
from berthcare.iam.document import parse_document
from berthcare.needed_actions.action_kinds import OF_COMMANDS
from berthcare.needed_actions.table import needed_actions
from berthcare.residency import REGION
from tests.unit.documents.arns import secret, through
from tests.unit.documents.delivery import (
    A_KEY,
    BOUND,
    DEPLOYER,
    DEPLOYER_POLICIES,
    NAMES,
    OF_STAGING,
    STATE_KEY,
    Context,
    deployer_may,
)
from tests.unit.documents.grant import ACCOUNT

TABLE = needed_actions()
WATCHER = NAMES.role_arn("berthcare-watcher-staging")
BACKEND = NAMES.role_arn("berthcare-backend-staging")
OUTSIDER = NAMES.role_arn("berthcare-verify-outsider-1a2b3c4d")
STATE = f"arn:aws:s3:::{NAMES.state_bucket}/.pulumi"
ALIAS = f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/berthcare-audit-staging"
TO_LAMBDA: Context = {"iam:PassedToService": "lambda.amazonaws.com"}
SESSION: Context = {"sts:RoleSessionName": "berthcare-verify-1a2b3c4d"}


def actions_in(policies: Mapping[str, Document]) -> set[str]:
    return {
        action
        for policy in policies.values()
        for statement in parse_document(policy)
        if statement.allows
        for action in statement.actions
    }


def test_it_may_do_what_the_table_and_the_commands_say_and_nothing_besides() -> None:
    of_types = {one for token in TABLE.of_types for one in TABLE.of(token, TABLE.of_types[token])}
    of_commands = {
        one for name in ("drift", "recover", "status", "verify") for one in TABLE.of_commands[name]
    }
    of_engine = TABLE.of_state | TABLE.of_stored_state

    expected = of_types | of_commands | TABLE.always | of_engine

    assert actions_in(DEPLOYER_POLICIES) == expected


@pytest.mark.parametrize("command", ["failover", "rotate", "spend", "dashboard"])
def test_what_only_people_run_adds_no_action(command: str) -> None:
    besides = {need.action for need in deployer_needs(TABLE) if need.service == OF_COMMANDS}
    own = TABLE.of_commands[command] - TABLE.of_commands["verify"] - TABLE.of_commands["status"]

    assert own & besides <= TABLE.always


def test_each_environment_s_policies_name_nothing_of_the_other() -> None:
    for environment, other in (("staging", "production"), ("production", "staging")):
        texts = [
            json.dumps(policy)
            for name, policy in DEPLOYER_POLICIES.items()
            if f"-{environment}-" in name
        ]

        assert texts
        assert not any(other in text for text in texts)


def test_an_account_of_staging_alone_grants_nothing_of_production() -> None:
    policies = deployer_policies(NAMES, [Environment.STAGING], STATE_KEY)

    assert "production" not in json.dumps(policies)


def test_they_fit_into_managed_policies_of_one_role() -> None:
    """IAM User Guide, "IAM and AWS STS quotas": 6,144 characters each, 10 of them."""
    sizes = {
        name: len(json.dumps(policy, separators=(",", ":")))
        for name, policy in DEPLOYER_POLICIES.items()
    }

    assert {name: size for name, size in sizes.items() if size > 6144} == {}
    assert len(sizes) <= 10


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("iam:CreateRole", WATCHER, BOUND),
        ("iam:UpdateAssumeRolePolicy", WATCHER, {}),
        ("iam:PassRole", WATCHER, TO_LAMBDA),
        ("iam:GetRole", DEPLOYER.name, {}),
        ("sts:AssumeRole", BACKEND, SESSION),
        ("sts:AssumeRole", OUTSIDER, SESSION),
        ("iam:PutRolePolicy", OUTSIDER, BOUND),
        ("secretsmanager:PutResourcePolicy", secret("staging/twilio/account"), {}),
        ("s3:PutObject", f"{STATE}/stacks/berthcare-communications/staging.json", {}),
        ("s3:PutObject", f"{STATE}/history/berthcare-communications/staging/a.json", {}),
        ("s3:PutObject", f"{STATE}/backups/berthcare-communications/staging/a.json", {}),
        (
            "s3:DeleteObject",
            f"{STATE}/locks/organization/berthcare-communications/staging/1.json",
            {},
        ),
        ("s3:GetObject", f"{STATE}/meta.yaml", {}),
        ("kms:Encrypt", STATE_KEY, {}),
        ("kms:GenerateDataKey", STATE_KEY, {"kms:ViaService": through("s3")}),
        ("kms:PutKeyPolicy", A_KEY, OF_STAGING),
        ("kms:CreateAlias", A_KEY, OF_STAGING),
        ("kms:CreateAlias", ALIAS, {}),
        (
            "kms:TagResource",
            A_KEY,
            {"aws:RequestTag/Project": "berthcare-communications"}
            | {"aws:RequestTag/Environment": "staging"},
        ),
        (
            "kms:GenerateDataKey",
            A_KEY,
            {**OF_STAGING, "kms:ViaService": through("secretsmanager")},
        ),
        (
            "kms:CreateGrant",
            A_KEY,
            {**OF_STAGING, "kms:ViaService": through("lambda")}
            | {"kms:GrantIsForAWSResource": "true"},
        ),
    ],
)
def test_what_a_deployment_does_is_allowed(action: str, resource: str, context: Context) -> None:
    assert deployer_may(action, resource, context)


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        # Roles: under the boundary, to the service that they are for, as oneself when verifying.
        ("iam:CreateRole", WATCHER, {}),
        ("iam:CreateRole", NAMES.role_arn("berthcare-other-staging"), BOUND),
        ("iam:PutRolePolicy", WATCHER, {}),
        ("iam:PassRole", WATCHER, {"iam:PassedToService": "events.amazonaws.com"}),
        ("iam:PassRole", BACKEND, TO_LAMBDA),
        ("iam:PassRole", DEPLOYER.name, TO_LAMBDA),
        ("sts:AssumeRole", BACKEND, {"sts:RoleSessionName": "curious"}),
        ("sts:AssumeRole", WATCHER, SESSION),
        ("iam:PutRolePolicy", NAMES.role_arn("berthcare-verify-outsider-1a2b3c4d5"), BOUND),
        ("iam:AttachRolePolicy", DEPLOYER.name, BOUND),
        # Secrets and parameters of others.
        ("secretsmanager:GetSecretValue", secret("staging/twilio/account-old"), {}),
        ("secretsmanager:GetSecretValue", secret("staging/database"), {}),
        # States of other programs, and their bucket.
        ("s3:GetObject", f"{STATE}/stacks/berthcare-bootstrap/account.json", {}),
        ("s3:PutObject", f"{STATE}/stacks/berthcare-bootstrap/account.json", {}),
        ("s3:PutObject", f"{STATE}/meta.yaml", {}),
        ("s3:PutBucketPolicy", f"arn:aws:s3:::{NAMES.state_bucket}", {}),
        # The trail's records, though it makes the bucket.
        ("s3:GetObject", f"arn:aws:s3:::berthcare-trail-staging-{ACCOUNT}/AWSLogs/a", {}),
        # Keys that are not marked as the program's, or not through the service that is for.
        ("kms:PutKeyPolicy", A_KEY, {}),
        ("kms:PutKeyPolicy", A_KEY, {**OF_STAGING, "aws:ResourceTag/Project": "other"}),
        ("kms:PutKeyPolicy", STATE_KEY, OF_STAGING),
        ("kms:Decrypt", A_KEY, OF_STAGING),
        ("kms:GenerateDataKey", STATE_KEY, {}),
        ("kms:CreateKey", "*", {}),
        ("kms:TagResource", A_KEY, {}),
        (
            "kms:CreateGrant",
            A_KEY,
            {**OF_STAGING, "kms:ViaService": through("lambda")},
        ),
        (
            "kms:TagResource",
            A_KEY,
            {"aws:RequestTag/Project": "berthcare-communications"}
            | {"aws:RequestTag/Environment": "staging", "kms:ResourceAliases": "alias/other"},
        ),
        # Another region.
        ("secretsmanager:ListSecrets", "*", {"aws:RequestedRegion": "us-east-1"}),
    ],
)
def test_one_thing_otherwise_is_refused(action: str, resource: str, context: Context) -> None:
    assert not deployer_may(action, resource, context)
