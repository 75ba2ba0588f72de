"""Managed policies: of those that AWS writes, only the listed ones may be attached."""

from typing import Any

import pytest

RULE = ["iam-no-aws-managed-admin"]
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
    assert list(found) == RULE


@pytest.mark.parametrize("arn", FAILING)
def test_a_policy_of_aws_that_is_not_listed_is_refused(judge: Any, arn: str) -> None:
    assert list(judge("aws:iam/role:Role", {"managedPolicyArns": [PASSING[0], arn]})) == RULE


@pytest.mark.parametrize("arn", PASSING)
def test_a_listed_policy_and_an_own_one_pass(judge: Any, arn: str) -> None:
    assert judge("aws:iam/role:Role", {"managedPolicyArns": [arn]}) == {}


@pytest.mark.parametrize(("type_", "key"), PLACES)
def test_an_unknown_policy_is_left_alone(judge: Any, unknown: str, type_: str, key: str) -> None:
    assert judge(type_, {key: unknown}) == {}
    assert judge(type_, attached(key, unknown)) == {}


def test_a_boundary_grants_nothing_and_passes(judge: Any) -> None:
    assert judge("aws:iam/role:Role", {"permissionsBoundary": f"{OF_AWS}PowerUserAccess"}) == {}


def test_the_message_names_the_place_the_policy_and_what_to_do(judge: Any) -> None:
    props = {"managedPolicyArns": [PASSING[0], f"{OF_AWS}job-function/SystemAdministrator"]}
    ((message,),) = judge("aws:iam/role:Role", props).values()
    assert message.startswith(
        "subject (aws:iam/role:Role): managedPolicyArns[1] attaches "
        "'job-function/SystemAdministrator', which AWS manages. Write a policy with the actions"
    )
