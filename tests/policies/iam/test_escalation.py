"""Privilege escalation: which actions a principal holds openly, and what they add up to."""

import json
from typing import Any

import pytest

from berthcare.iam.document import parse_document
from policies.iam.actions import actions_matching, is_known
from policies.iam.escalation import WAYS, held_actions, ways_to_escalate

ACCOUNT = "1" * 12
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app"
FUNCTION = f"arn:aws:lambda:ca-central-1:{ACCOUNT}:function:app"
OWN_USER = "arn:aws:iam::*:user/${aws:username}"
USER_OF_A_TAG = f"arn:aws:iam::{ACCOUNT}:user/${{aws:PrincipalTag/user}}"
DENY_ALL_BUT_READING = {"Effect": "Deny", "NotAction": ["s3:Get*"], "Resource": "*"}


def allow(actions: Any, resources: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


def deny(actions: Any, resources: Any = "*", **more: Any) -> dict[str, Any]:
    return {**allow(actions, resources, **more), "Effect": "Deny"}


def held(*statements: dict[str, Any]) -> frozenset[str]:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return held_actions(parse_document(json.dumps(document)))


def ways(*statements: dict[str, Any]) -> list[str]:
    return [way.name for way in ways_to_escalate(held(*statements))]


def test_the_table_is_sound() -> None:
    names = [way.name for way in WAYS]
    assert len(set(names)) == len(names)
    for way in WAYS:
        assert all(map(is_known, way.actions)), way
        assert actions_matching("*") >= way.actions, "spelt as AWS spells it"
        longer = [other.name for other in WAYS if other.actions > way.actions]
        assert not longer, f"{way.name} says it already"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_way_is_found_however_it_is_granted(way: Any) -> None:
    actions = sorted(way.actions)
    assert way.name in ways(allow(actions))
    assert way.name in ways(allow([action.lower() for action in actions]))
    assert way.name in ways(allow([action.upper() for action in actions]))
    assert way.name in ways(*map(allow, actions))
    assert way.name in ways(allow([f"{action[:-1]}?" for action in actions]))
    assert way.name in ways({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"})


@pytest.mark.parametrize("way", [way for way in WAYS if len(way.actions) > 1], ids=lambda w: w.name)
def test_a_way_without_one_of_its_actions_is_none(way: Any) -> None:
    for action in way.actions:
        assert not ways(allow(sorted(way.actions - {action})))
        assert way.name not in ways(allow(sorted(way.actions)), deny(action))


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ([allow("iam:Pass*"), allow("lambda:*F*")], "pass-role-to-function-called"),
        ([allow("*")], "policy-version"),
        ([allow("iam:Put*", f"arn:aws:iam::{ACCOUNT}:role/*")], "role-inline-policy"),
        ([allow("iam:PutRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/app-?")], "role-inline-policy"),
        ([allow("iam:PutRolePolicy", [ROLE, "arn:aws:*"])], "role-inline-policy"),
        ([allow("iam:PutRolePolicy", "arn:aws:iam")], "role-inline-policy"),
        (
            [allow("iam:PutUserPolicy", USER_OF_A_TAG)],
            "user-inline-policy",
        ),
        ([allow("iam:PutUserPolicy", OWN_USER)], "user-inline-policy"),
        ([allow("iam:AttachUserPolicy", OWN_USER)], "user-attached-policy"),
        ([allow("iam:CreateAccessKey", "arn:aws:iam::*:user/*${aws:username}")], "user-access-key"),
        (
            [{"Effect": "Allow", "Action": "iam:PutRolePolicy", "NotResource": ROLE}],
            "role-inline-policy",
        ),
        (
            [{"Effect": "Allow", "NotAction": "s3:*", "Resource": f"{ROLE}/*"}],
            "role-inline-policy",
        ),
        (
            [
                allow(
                    "iam:PassRole",
                    Condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
                ),
                allow("lambda:*"),
            ],
            "pass-role-to-function-called",
        ),
        (
            [allow("ec2-instance-connect:*", "arn:aws:ec2:*:*:instance/*"), allow("ec2:Describe*")],
            "instance-key",
        ),
        ([allow("ssm:SendCommand", "arn:aws:ec2:*:*:instance/*")], "instance-command"),
        ([allow("iam:PutRolePolicy"), deny("iam:PutRolePolicy", ROLE)], "role-inline-policy"),
        (
            [
                allow("iam:PutRolePolicy"),
                deny("iam:*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}}),
            ],
            "role-inline-policy",
        ),
        ([deny("s3:*"), allow("iam:PutRolePolicy")], "role-inline-policy"),
    ],
)
def test_what_escalates(statements: list[dict[str, Any]], found: str) -> None:
    assert found in ways(*statements)


@pytest.mark.parametrize(
    ("why", "statements"),
    [
        ("a role may be handed on, and to nothing", [allow("iam:PassRole")]),
        ("roles that let it in", [allow("sts:AssumeRole")]),
        ("a function of its own, without a role", [allow("lambda:*Function", FUNCTION)]),
        ("exact names", [allow(["iam:*", "lambda:*", "sts:*"], [ROLE, FUNCTION])]),
        ("an exact version", [allow("lambda:UpdateFunctionCode", f"{FUNCTION}:$LATEST")]),
        (
            "the role is exact",
            [allow("iam:PassRole", ROLE), allow("lambda:*Function", f"{FUNCTION}*")],
        ),
        ("its own key and password", [allow(["iam:*AccessKey", "iam:*LoginProfile"], OWN_USER)]),
        (
            "its own key, below a path",
            [allow("iam:CreateAccessKey", "arn:aws:iam::*:user/staff/${AWS:UserName}")],
        ),
        ("another service's resources", [allow("iam:*", "arn:aws:s3:::bucket/*")]),
        ("what is denied", [allow("*"), deny("*")]),
        ("what is denied by NotAction", [allow("*"), DENY_ALL_BUT_READING]),
        ("only a Deny", [deny("iam:*")]),
        ("reading", [allow(["iam:Get*", "iam:List*", "s3:*", "sns:*", "kms:*"])]),
        ("an action that does not exist", [allow("iam:MakeCoffee")]),
    ],
)
def test_what_does_not_escalate(why: str, statements: list[dict[str, Any]]) -> None:
    assert not ways(*statements), why


def test_actions_are_held_where_a_resource_is_open() -> None:
    reading = allow(["s3:GetObject", "kms:Decrypt"], ["arn:aws:s3:::bucket/*", f"{ROLE}/*"])
    assert held(reading) == {"s3:GetObject"}
    assert held(allow("iam:pass*"), allow("STS:AssumeRole", f"{ROLE}*")) == {
        "iam:PassRole",
        "sts:AssumeRole",
    }
    assert held(allow("sts:AssumeRole", ROLE)) == frozenset()


def test_a_deny_for_others_takes_nothing_away() -> None:
    bucket_policy = deny("*", Principal={"AWS": ACCOUNT})
    assert held(allow("s3:GetObject"), bucket_policy) == {"s3:GetObject"}
