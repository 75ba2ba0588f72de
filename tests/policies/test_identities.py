"""Identities: no users, and of the policies that AWS writes only the listed ones."""

from typing import Any

import pytest

from policies.rules import identities

TOPIC = identities.RULES
RULE, NO_USERS = "iam-no-aws-managed-admin", "iam-no-users"
OF_AWS = "arn:aws:iam::aws:policy/"
OWN = f"arn:aws:iam::{'1' * 12}:policy/"
PLACES: list[tuple[str, str]] = [
    ("aws:iam/groupPolicyAttachment:GroupPolicyAttachment", "policyArn"),
    ("aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive", "policyArns"),
    ("aws:iam/policyAttachment:PolicyAttachment", "policyArn"),
    ("aws:iam/role:Role", "managedPolicyArns"),
    ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "policyArn"),
    ("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "policyArns"),
    ("aws:iam/userPolicyAttachment:UserPolicyAttachment", "policyArn"),
    ("aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", "policyArns"),
    ("aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment", "managedPolicyArn"),
]
PASSING = [
    f"{OF_AWS}service-role/AWSLambdaBasicExecutionRole",
    f"{OF_AWS}service-role/AmazonECSTaskExecutionRolePolicy",
    f"{OF_AWS}AWSXRayDaemonWriteAccess",
    f"{OWN}AdministratorAccess",
]
FAILING = [
    f"{OF_AWS}AdministratorAccess",
    f"{OF_AWS}AmazonS3FullAccess",
    f"{OF_AWS}ReadOnlyAccess",
    f"{OF_AWS}SecretsManagerReadWrite",
    f"{OF_AWS}job-function/SystemAdministrator",
    f"{OF_AWS}service-role/AWSLambdaBasicExecutionRole2",
    f"{OF_AWS}AWSLambdaBasicExecutionRole",
    "arn:aws-us-gov:iam::aws:policy/SecretsManagerReadWrite",
    "ARN:AWS:IAM::AWS:POLICY/SecretsManagerReadWrite",
]


def attached(key: str, arn: str) -> dict[str, Any]:
    return {key: [arn] if key.endswith("s") else arn}


@pytest.mark.parametrize(("type_", "key"), PLACES)
def test_a_policy_of_aws_is_refused_wherever_it_is_attached(
    judge: Any, type_: str, key: str
) -> None:
    found = judge(type_, attached(key, f"{OF_AWS}SecretsManagerReadWrite"))
    assert set(found) - {NO_USERS} == {RULE}


@pytest.mark.parametrize("arn", FAILING)
def test_a_policy_of_aws_that_is_not_listed_is_refused(judge: Any, arn: str) -> None:
    assert list(judge("aws:iam/role:Role", {"managedPolicyArns": [PASSING[0], arn]})) == [RULE]


@pytest.mark.parametrize("arn", PASSING)
def test_a_listed_policy_and_an_own_one_pass(judge: Any, arn: str) -> None:
    assert judge("aws:iam/role:Role", {"managedPolicyArns": [arn]}) == {}


@pytest.mark.parametrize(("type_", "key"), PLACES)
def test_an_unknown_policy_waits(judge: Any, unknown: str, type_: str, key: str) -> None:
    for props in ({key: unknown}, attached(key, unknown)):
        found = judge(type_, props)
        assert set(found) <= {NO_USERS}
        assert key in found.unknown[RULE]


def test_a_boundary_grants_nothing_and_passes(judge: Any) -> None:
    assert judge("aws:iam/role:Role", {"permissionsBoundary": f"{OF_AWS}PowerUserAccess"}) == {}


def test_the_message_names_the_place_the_policy_and_what_to_do(judge: Any) -> None:
    props = {"managedPolicyArns": [PASSING[0], f"{OF_AWS}job-function/SystemAdministrator"]}
    (message,) = judge("aws:iam/role:Role", props)[RULE]
    assert message.startswith(
        "subject (aws:iam/role:Role): managedPolicyArns[1] attaches "
        "'job-function/SystemAdministrator', which AWS manages. Write a policy with the actions"
    )
    assert message.endswith(
        " (finding managedPolicyArns[1][job-function/SystemAdministrator]"
        " of aws:iam/role:Role::subject)"
    )


@pytest.mark.parametrize(
    "type_",
    [
        "aws:iam/accessKey:AccessKey",
        "aws:iam/groupMembership:GroupMembership",
        "aws:iam/serviceSpecificCredential:ServiceSpecificCredential",
        "aws:iam/signingCertificate:SigningCertificate",
        "aws:iam/sshKey:SshKey",
        "aws:iam/user:User",
        "aws:iam/userGroupMembership:UserGroupMembership",
        "aws:iam/userLoginProfile:UserLoginProfile",
        "aws:iam/userPoliciesExclusive:UserPoliciesExclusive",
        "aws:iam/userPolicy:UserPolicy",
        "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
        "aws-native:iam:AccessKey",
        "aws-native:iam:User",
        "aws-native:iam:UserPolicy",
    ],
)
def test_a_user_and_whatever_belongs_to_one_is_refused(judge: Any, type_: str) -> None:
    assert list(judge(type_, {})) == [NO_USERS]


@pytest.mark.parametrize(
    "type_",
    [
        "aws:cognito/user:User",
        "aws:iam/group:Group",
        "aws:iam/instanceProfile:InstanceProfile",
        "aws:iam/role:Role",
        "aws:iam/serverCertificate:ServerCertificate",
        "aws:iam/serviceLinkedRole:ServiceLinkedRole",
    ],
)
def test_what_belongs_to_no_user_passes(judge: Any, type_: str) -> None:
    assert judge(type_, {}) == {}
