"""Boundaries in a stack: those that policies demand are narrow, and none is attached."""

import json
from typing import Any

import pytest

from tests.policies.stack_changes import Stack, adding
from tests.policies.stack_double import ACCOUNT, ROLE, UNKNOWN, Made, good, told_by

RULE = "iam-boundary-narrow"
POLICY = "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
NAME = "work-boundary"
ARN = f"arn:aws:iam::{ACCOUNT}:policy/team/{NAME}"
ROLES = f"arn:aws:iam::{ACCOUNT}:role/app-*"


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str, on: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": on, **more}


UNDER = {"Condition": {"StringEquals": {"iam:PermissionsBoundary": ARN}}}
DEMANDING = Made(
    POLICY, "deployer", {"name": "deployer", "policy": document(allow("iam:Att*", ROLES, **UNDER))}
)


def boundary(*statements: dict[str, Any]) -> Made:
    return Made(POLICY, "boundary", {"name": NAME, "policy": document(*statements)})


def stack(*made: Made) -> Stack:
    return adding(*made)(good())


@pytest.mark.parametrize(
    ("action", "on"),
    [
        ("iam:PutRolePolicy", ROLES),
        ("iam:CreateAccessKey", f"arn:aws:iam::{ACCOUNT}:user/*"),
        ("sts:AssumeRole", ROLES),
        ("*:*Role", "*"),
    ],
)
def test_a_demanded_boundary_leaves_no_identity_open(action: str, on: str) -> None:
    said, _ = told_by(stack(DEMANDING, boundary(allow(action, on))))
    assert said == {RULE: [f"boundary: policy#1[{action} on {on}]"]}


@pytest.mark.parametrize(
    "statement",
    [
        allow("iam:Get*", "*"),
        allow("sts:AssumeRole", ROLES.replace("*", "one")),
        allow("s3:GetObject", "arn:aws:s3:::b/*"),
        allow("iam:PutRolePolicy", ROLES, **UNDER),
    ],
    ids=["reading", "one role", "another service", "under the boundary again"],
)
def test_a_demanded_boundary_may_leave_the_rest(statement: dict[str, Any]) -> None:
    assert told_by(stack(DEMANDING, boundary(statement))) == ({}, {})


def test_a_boundary_that_no_policy_demands_is_its_bearers_own_matter() -> None:
    assert told_by(stack(boundary(allow("iam:PutRolePolicy", ROLES)))) == ({}, {})


def test_a_demanded_boundary_that_is_not_known_is_not_judged() -> None:
    made = Made(POLICY, "boundary", {"name": NAME, "policy": UNKNOWN})
    said, unknown = told_by(stack(DEMANDING, made))
    assert said == {}
    assert "policy" in unknown[RULE]


@pytest.mark.parametrize(
    ("type_", "key", "value"),
    [
        (ATTACHMENT, "policyArn", UNKNOWN),
        (ROLE, "managedPolicyArns", ["arn:aws:iam::1:policy/other", UNKNOWN]),
    ],
)
def test_a_boundary_that_is_attached_by_an_unknown_arn_is_found(
    type_: str, key: str, value: Any
) -> None:
    attachment = Made(type_, "attachment", {key: value}, {key: ["boundary"]})
    said, _ = told_by(stack(boundary(allow("s3:GetObject", "*")), attachment))
    assert said == {RULE: [f"attachment: {key}[{NAME}]"]}


def test_a_boundary_of_a_role_by_an_unknown_arn_is_none_of_its_policies() -> None:
    key = "permissionsBoundary"
    role = Made(ROLE, "role", {key: UNKNOWN}, {key: ["boundary"]})
    assert told_by(stack(boundary(allow("s3:GetObject", "*")), role)) == ({}, {})


def test_a_policy_that_is_attached_by_an_unknown_arn_passes() -> None:
    policy = Made(POLICY, "policy", {"name": "reads", "policy": document(allow("s3:Get*", "*"))})
    attachment = Made(ATTACHMENT, "attachment", {"policyArn": UNKNOWN}, {"policyArn": ["policy"]})
    assert told_by(stack(policy, attachment)) == ({}, {})
