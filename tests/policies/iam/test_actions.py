"""AWS's actions: expanding patterns, access levels, and what a resource can narrow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berthcare.iam.matching import action_matches
from policies.iam.actions import (
    access_level,
    actions_matching,
    is_known,
    knows_service,
    restrictable,
    supports_only_star,
)

EVERY = sorted(actions_matching("*"))
ASSUMING = {
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:AssumeRoot",
}


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("s3:GetObject", {"s3:GetObject"}),
        ("S3:GETOBJECT", {"s3:GetObject"}),
        ("iam:Pass*", {"iam:PassRole"}),
        ("IAM:pass*", {"iam:PassRole"}),
        ("iam:P?ssRole", {"iam:PassRole"}),
        ("i?m:PassRole", {"iam:PassRole"}),
        ("*:PassRole", {"iam:PassRole"}),
        ("sts:assume*", ASSUMING),
        ("sns:Publish?", set()),
        ("iam:MakeCoffee", set()),
        ("nosuchservice:*", set()),
        ("s3", set()),
        ("", set()),
    ],
)
def test_a_pattern_covers(pattern: str, covered: set[str]) -> None:
    assert actions_matching(pattern) == covered


def test_a_star_covers_every_action_of_every_service() -> None:
    assert actions_matching("*") == actions_matching("*:*")
    assert {"s3:GetObject", "iam:PassRole", "sts:AssumeRole"} < actions_matching("*")
    assert actions_matching("s3:*") == {name for name in EVERY if name.startswith("s3:")}


@given(st.sampled_from(EVERY), st.data())
def test_a_pattern_covers_what_iam_matches(action: str, data: st.DataObject) -> None:
    letters = list(action)
    for place in data.draw(st.sets(st.integers(0, len(letters) - 1), max_size=3)):
        if letters[place] != ":":
            letters[place] = data.draw(st.sampled_from(["*", "?", letters[place].swapcase()]))
    pattern = "".join(letters)
    service = action.partition(":")[0]
    here = {name for name in actions_matching(pattern) if name.startswith(f"{service}:")}
    assert action in here
    assert here == {
        name for name in actions_matching(f"{service}:*") if action_matches(pattern, name)
    }


@pytest.mark.parametrize(
    ("action", "level"),
    [
        ("s3:GetObject", "Read"),
        ("s3:ListBucket", "List"),
        ("S3:putobject", "Write"),
        ("s3:PutBucketPolicy", "Permissions management"),
        ("kms:PutKeyPolicy", "Permissions management"),
        ("secretsmanager:PutResourcePolicy", "Permissions management"),
        ("iam:PassRole", "Permissions management"),
        ("iam:TagRole", "Tagging"),
        ("iam:MakeCoffee", None),
        ("nosuchservice:Get", None),
        ("iam:Pass*", None),
    ],
)
def test_access_level(action: str, level: str | None) -> None:
    assert access_level(action) == level


@pytest.mark.parametrize(
    "action",
    [
        "cloudtrail:LookupEvents",
        "cloudwatch:GetMetricData",
        "cloudwatch:PutMetricData",
        "ecr:GetAuthorizationToken",
        "iam:ListRoles",
        "kms:CreateKey",
        "kms:ListAliases",
        "lambda:ListFunctions",
        "s3:ListAllMyBuckets",
        "S3:LISTALLMYBUCKETS",
        "secretsmanager:GetRandomPassword",
        "secretsmanager:ListSecrets",
        "sns:ListTopics",
        "sts:GetCallerIdentity",
        "tag:GetResources",
        "xray:PutTraceSegments",
        "xray:Put*",
    ],
)
def test_what_no_resource_can_narrow(action: str) -> None:
    assert not restrictable(action)
    assert supports_only_star(action) or "*" in action


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("s3:GetObject", "a bucket's objects"),
        ("ec2:RunInstances", "one of several resource types"),
        ("lambda:*", "some of the actions it covers"),
        ("*", "some of the actions it covers"),
        ("secretsmanager:*", "some of the actions it covers"),
        ("iam:MakeCoffee", "an action not known here"),
        ("nosuchservice:Get*", "a service not known here"),
    ],
)
def test_what_a_resource_can_narrow(pattern: str, why: str) -> None:
    assert restrictable(pattern), why
    assert not supports_only_star(pattern)


def test_what_is_known() -> None:
    assert is_known("IAM:passrole")
    assert not is_known("iam:Pass*")
    assert not is_known("iam")
    assert knows_service("IAM")
    assert not knows_service("nosuchservice")
    assert not knows_service("i*")
