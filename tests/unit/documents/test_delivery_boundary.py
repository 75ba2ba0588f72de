"""The most that the delivery roles can do, whatever is attached to them."""

import json
from collections.abc import Iterator

import pytest

from berthcare.account_names import STATE_KEY_ALIAS
from berthcare.needed_actions.action_kinds import BOUND as BOUND_ACTIONS
from berthcare.residency import REGION
from tests.unit.documents.delivery import (
    A_KEY,
    BOUND,
    DELIVERY_BOUNDARY,
    DEPLOYER,
    DEPLOYER_POLICIES,
    NAMES,
    NOTHING,
    OF_STAGING,
    PREVIEW,
    PREVIEW_POLICIES,
    STATE_KEY,
    Asked,
    Context,
    allowed_by,
    within,
)
from tests.unit.documents.grant import ACCOUNT, OTHER_ACCOUNT

ROLE = NAMES.role_arn("berthcare-watcher-staging")
STATE = f"arn:aws:s3:::{NAMES.state_bucket}"
PROGRAM_S_STATE = f"{STATE}/.pulumi/stacks/berthcare-communications/staging.json"
BOOTSTRAP_S_STATE = f"{STATE}/.pulumi/stacks/berthcare-bootstrap/account.json"
IN_THE_UNITED_STATES: Context = {"aws:RequestedRegion": "us-east-1"}


def is_within(action: str, resource: str, context: Context = NOTHING) -> bool:
    return within(DELIVERY_BOUNDARY, Asked(action, resource, context))


@pytest.mark.parametrize("policies", [DEPLOYER_POLICIES, PREVIEW_POLICIES])
def test_it_cuts_nothing_that_the_roles_policies_allow(
    policies: dict[str, dict[str, object]],
) -> None:
    cut = [
        asked
        for policy in policies.values()
        for asked in allowed_by(policy)
        if not within(DELIVERY_BOUNDARY, asked)
    ]

    assert cut == []


def changes_of_rights() -> Iterator[tuple[str, str]]:
    for action in sorted(BOUND_ACTIONS):
        for role in (ROLE, NAMES.role_arn("berthcare-verify-outsider-1a2b3c4d")):
            yield action, role


@pytest.mark.parametrize(("action", "role"), list(changes_of_rights()))
def test_a_role_s_rights_are_changed_only_under_the_boundary_of_the_program_s_roles(
    action: str, role: str
) -> None:
    other = {"iam:PermissionsBoundary": NAMES.policy_arn(NAMES.delivery_boundary)}

    assert is_within(action, role, BOUND)
    assert not is_within(action, role)
    assert not is_within(action, role, other)


def test_no_boundary_is_taken_off() -> None:
    for role in (ROLE, DEPLOYER.name):
        assert not is_within("iam:DeleteRolePermissionsBoundary", role, BOUND)


@pytest.mark.parametrize("service", ["ec2", "ecs-tasks", "cloudformation", "codebuild"])
def test_no_role_is_passed_to_a_service_that_the_program_does_not_use(service: str) -> None:
    passed = {"iam:PassedToService": f"{service}.amazonaws.com"}

    assert not is_within("iam:PassRole", ROLE, passed)
    assert is_within("iam:PassRole", ROLE, {"iam:PassedToService": "lambda.amazonaws.com"})


@pytest.mark.parametrize("role", [DEPLOYER.name, PREVIEW.name, NAMES.role_arn("administrator")])
@pytest.mark.parametrize(
    "action",
    [
        *sorted(BOUND_ACTIONS),
        *("iam:DeleteRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:TagRole"),
        *("iam:PassRole", "sts:AssumeRole"),
    ],
)
def test_no_delivery_role_and_no_other_role_is_changed_or_taken(action: str, role: str) -> None:
    context = {**BOUND, "iam:PassedToService": "lambda.amazonaws.com"}

    assert not is_within(action, role, context)


@pytest.mark.parametrize(
    "policy", [*DEPLOYER_POLICIES, NAMES.delivery_boundary, NAMES.workload_boundary, "others"]
)
@pytest.mark.parametrize(
    "action", ["iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:SetDefaultPolicyVersion"]
)
def test_no_policy_of_the_bootstrap_is_rewritten(action: str, policy: str) -> None:
    assert not is_within(action, NAMES.policy_arn(policy))


@pytest.mark.parametrize(
    "action",
    [
        "iam:AddClientIDToOpenIDConnectProvider",
        "iam:DeleteOpenIDConnectProvider",
        "iam:TagOpenIDConnectProvider",
        "iam:UpdateOpenIDConnectProviderThumbprint",
    ],
)
def test_github_s_provider_is_not_changed(action: str) -> None:
    assert not is_within(action, NAMES.oidc_provider_arn)


@pytest.mark.parametrize("bucket", [NAMES.state_bucket, NAMES.state_log_bucket])
@pytest.mark.parametrize(
    "action",
    [
        *("s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:PutBucketPolicy", "s3:PutBucketTagging"),
        *("s3:PutBucketVersioning", "s3:PutLifecycleConfiguration", "s3:PutBucketLogging"),
        *("s3:PutEncryptionConfiguration", "s3:PutBucketPublicAccessBlock"),
    ],
)
def test_the_state_s_buckets_keep_their_settings(action: str, bucket: str) -> None:
    assert not is_within(action, f"arn:aws:s3:::{bucket}")


@pytest.mark.parametrize("action", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"])
def test_the_program_s_states_are_used_and_not_the_bootstrap_s_own(action: str) -> None:
    assert is_within(action, PROGRAM_S_STATE)
    assert not is_within(action, BOOTSTRAP_S_STATE)
    assert not is_within(action, f"arn:aws:s3:::{NAMES.state_log_bucket}/state/record")


@pytest.mark.parametrize(
    "action", ["s3:DeleteObjectVersion", "s3:PutObjectRetention", "s3:BypassGovernanceRetention"]
)
def test_no_version_of_a_state_is_lost(action: str) -> None:
    assert not is_within(action, PROGRAM_S_STATE)


@pytest.mark.parametrize("tagged", [NOTHING, OF_STAGING], ids=["as it is", "tagged as ours"])
@pytest.mark.parametrize(
    "action",
    [
        *("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:CreateGrant"),
        *("kms:TagResource", "kms:UntagResource", "kms:UpdateAlias", "kms:DeleteAlias"),
    ],
)
def test_the_state_s_key_is_used_and_not_managed(action: str, tagged: Context) -> None:
    context = {**tagged, "kms:ResourceAliases": STATE_KEY_ALIAS}

    assert is_within("kms:Decrypt", STATE_KEY, context)
    assert not is_within(action, STATE_KEY, context)


def test_the_state_s_alias_stays_where_it_is() -> None:
    alias = f"arn:aws:kms:{REGION}:{ACCOUNT}:{STATE_KEY_ALIAS}"

    for action in ("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"):
        assert not is_within(action, alias)


@pytest.mark.parametrize("action", ["kms:PutKeyPolicy", "kms:Decrypt", "kms:ScheduleKeyDeletion"])
def test_a_key_is_the_program_s_by_its_tags_alone(action: str) -> None:
    other = {"aws:ResourceTag/Project": "other"}

    assert is_within(action, A_KEY, OF_STAGING)
    assert not is_within(action, A_KEY)
    assert not is_within(action, A_KEY, other)


def test_a_key_with_an_alias_is_not_made_the_program_s_by_tagging_it_and_one_without_is() -> None:
    assert is_within("kms:TagResource", A_KEY)  # so a key of another's must have an alias
    assert not is_within("kms:TagResource", A_KEY, {"kms:ResourceAliases": "alias/other"})


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("kms:CreateKey", "*"),
        ("s3:CreateBucket", f"arn:aws:s3:::berthcare-trail-staging-{ACCOUNT}"),
        ("secretsmanager:ListSecrets", "*"),
        ("cloudtrail:DescribeTrails", "*"),
    ],
)
def test_nothing_is_done_in_another_region(action: str, resource: str) -> None:
    assert is_within(action, resource)
    assert not is_within(action, resource, IN_THE_UNITED_STATES)


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("iam:CreateRole", ROLE, BOUND),
        ("budgets:ModifyBudget", f"arn:aws:budgets::{ACCOUNT}:budget/berthcare-staging", NOTHING),
        ("sts:AssumeRole", NAMES.role_arn("berthcare-backend-staging"), NOTHING),
    ],
)
def test_services_without_a_region_are_reached_by_theirs(
    action: str, resource: str, context: Context
) -> None:
    assert is_within(action, resource, {**context, **IN_THE_UNITED_STATES})


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/somebody"),
        ("iam:CreateAccessKey", f"arn:aws:iam::{ACCOUNT}:user/somebody"),
        ("ec2:RunInstances", "*"),
        ("organizations:LeaveOrganization", "*"),
        ("cloudtrail:StopLogging", f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/others"),
        ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:x"),
        ("lambda:UpdateFunctionCode", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:others"),
        ("sts:AssumeRole", f"arn:aws:iam::{OTHER_ACCOUNT}:role/berthcare-backend-staging"),
    ],
)
def test_what_is_not_the_program_s_is_out_of_reach(action: str, resource: str) -> None:
    assert not is_within(action, resource)


def test_it_fits_into_a_managed_policy() -> None:
    """IAM User Guide, "IAM and AWS STS quotas": 6,144 characters, white space not counted."""
    assert len(json.dumps(DELIVERY_BOUNDARY, separators=(",", ":"))) <= 6144
