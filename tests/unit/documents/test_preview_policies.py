"""What the role may do that previews and looks for drift: read, and nothing else."""

import json

import pytest

from berthcare.iam.document import parse_document
from berthcare.needed_actions.table import needed_actions
from berthcare.residency import REGION
from policies.iam.actions import access_level
from tests.unit.documents.arns import secret, through
from tests.unit.documents.delivery import (
    A_KEY,
    BOUND,
    DEPLOYER_POLICIES,
    NAMES,
    OF_STAGING,
    PREVIEW,
    PREVIEW_POLICIES,
    STATE_KEY,
    Context,
    allowed_by,
    preview_may,
)
from tests.unit.documents.grant import ACCOUNT

TABLE = needed_actions()
DECRYPTING = "kms:Decrypt"
"""AWS lists it as writing; it changes nothing."""
STATE = f"arn:aws:s3:::{NAMES.state_bucket}/.pulumi"


def granted() -> set[str]:
    return {
        action
        for policy in PREVIEW_POLICIES.values()
        for statement in parse_document(policy)
        if statement.allows
        for action in statement.actions
    }


def test_it_may_do_what_a_preview_and_a_refresh_ask_and_nothing_besides() -> None:
    of_types = {one for token in TABLE.of_types for one in TABLE.of(token, ("read",))}
    of_state = {"s3:GetObject", "s3:ListBucket", DECRYPTING}

    assert granted() == of_types | TABLE.always | TABLE.of_commands["drift"] | of_state


def test_each_of_its_actions_reads() -> None:
    levels = {action: access_level(action) for action in granted() - {DECRYPTING}}

    assert {one for one, level in levels.items() if level not in ("Read", "List")} == set()


def test_nothing_that_the_deployer_changes_does_it_change() -> None:
    changes = [
        asked
        for policy in DEPLOYER_POLICIES.values()
        for asked in allowed_by(policy)
        if access_level(asked.action) not in ("Read", "List") and asked.action != DECRYPTING
    ]

    assert len(changes) > 100
    assert [one for one in changes if preview_may(one.action, one.resource, one.context)] == []


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("iam:GetRole", PREVIEW.name, {}),
        ("s3:ListBucket", f"arn:aws:s3:::{NAMES.state_bucket}", {}),
        ("s3:GetObject", f"{STATE}/stacks/berthcare-communications/staging.json", {}),
        ("kms:Decrypt", STATE_KEY, {}),
        ("secretsmanager:GetSecretValue", secret("staging/twilio/account"), {}),
        ("kms:Decrypt", A_KEY, {**OF_STAGING, "kms:ViaService": through("secretsmanager")}),
        ("secretsmanager:ListSecrets", "*", {}),
        (
            "lambda:GetFunction",
            f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:berthcare-watcher-staging",
            {},
        ),
    ],
)
def test_what_a_preview_reads_is_allowed(action: str, resource: str, context: Context) -> None:
    assert preview_may(action, resource, context)


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        # It takes no lock and writes no state.
        ("s3:PutObject", f"{STATE}/stacks/berthcare-communications/staging.json", {}),
        (
            "s3:PutObject",
            f"{STATE}/locks/organization/berthcare-communications/staging/1.json",
            {},
        ),
        ("s3:GetObject", f"{STATE}/stacks/berthcare-bootstrap/account.json", {}),
        ("kms:Encrypt", STATE_KEY, {}),
        ("kms:GenerateDataKey", STATE_KEY, {"kms:ViaService": through("s3")}),
        ("kms:Decrypt", A_KEY, OF_STAGING),
        ("sts:AssumeRole", NAMES.role_arn("berthcare-backend-staging"), {}),
        ("iam:PutRolePolicy", PREVIEW.name, BOUND),
        (
            "lambda:InvokeFunction",
            f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:berthcare-watcher-staging",
            {},
        ),
        ("secretsmanager:GetSecretValue", secret("others/account"), {}),
        ("secretsmanager:ListSecrets", "*", {"aws:RequestedRegion": "us-east-1"}),
    ],
)
def test_what_a_preview_does_not_need_is_refused(
    action: str, resource: str, context: Context
) -> None:
    assert not preview_may(action, resource, context)


def test_they_fit_into_managed_policies_of_one_role() -> None:
    """IAM User Guide, "IAM and AWS STS quotas": 6,144 characters each, 10 of them."""
    sizes = [len(json.dumps(one, separators=(",", ":"))) for one in PREVIEW_POLICIES.values()]

    assert max(sizes) <= 6144
    assert len(sizes) <= 10
