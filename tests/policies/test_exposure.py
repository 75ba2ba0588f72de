"""Exposure: a policy that lets strangers in is refused, whatever kind of resource carries it."""

from collections.abc import Callable
from typing import Any

import pytest

from policies.rules import exposure, trust

TOPIC = (*exposure.RULES, *(rule for rule in trust.RULES if rule.id == "iam-trust-no-public"))
ACCOUNT = "1" * 12
ORGANISATION = "o-" + "0" * 10
OF_ACCOUNT = {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/r"
ACTIONS = {"trust": "sts:AssumeRole", "key": "kms:Decrypt", "resource": "sns:Publish"}
PLACES: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "trust": ("aws:iam/role:Role", "assumeRolePolicy", {}, "iam-trust-no-public"),
    "key": ("aws:kms/key:Key", "policy", {"enableKeyRotation": True}, "kms-no-public-principal"),
    "resource": ("aws:sns/topic:Topic", "policy", {}, "resource-no-public-principal"),
}

Condition = dict[str, dict[str, Any]]
PASSING: list[tuple[str, Any, Condition]] = [
    ("a role", {"AWS": ROLE_ARN}, {}),
    ("the account", {"AWS": ACCOUNT}, {}),
    ("a service", {"Service": "cloudwatch.amazonaws.com"}, {}),
    ("everyone of one account", "*", {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}),
    ("everyone for one source", "*", {"ArnLike": {"aws:SourceArn": f"arn:aws:sns:*:{ACCOUNT}:t"}}),
    ("everyone for one bucket", "*", {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::bucket"}}),
    ("everyone of an organisation", "*", {"StringEquals": {"aws:PrincipalOrgID": ORGANISATION}}),
    ("everyone of one, by pattern", "*", {"StringLike": {"aws:PrincipalOrgID": ORGANISATION}}),
    (
        "everyone below a path of an organisation",
        "*",
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": [f"{ORGANISATION}/*"]}},
    ),
    (
        "a source below a path of an organisation",
        "*",
        {"ForAnyValue:StringLike": {"aws:SourceOrgPaths": [f"{ORGANISATION}/*"]}},
    ),
    ("a source in one organisation", "*", {"StringEquals": {"aws:SourceOrgID": ORGANISATION}}),
    ("one account and TLS", "*", {**OF_ACCOUNT, "Bool": {"aws:SecureTransport": "true"}}),
    ("one account in any letter case", "*", {"StringEquals": {"AWS:principalaccount": ACCOUNT}}),
    ("callers of one account", "*", {"StringEquals": {"kms:CallerAccount": ACCOUNT}}),
    ("one role by condition", "*", {"ArnEquals": {"aws:PrincipalArn": [ROLE_ARN]}}),
]
FAILING: list[tuple[str, Any, Condition]] = [
    ("everyone", "*", {}),
    ("everyone, as AWS", {"AWS": "*"}, {}),
    ("everyone in a list", {"AWS": [ROLE_ARN, "*"]}, {}),
    ("the root of any account", {"AWS": "arn:aws:iam::*:root"}, {}),
    ("everyone over TLS", "*", {"Bool": {"aws:SecureTransport": "true"}}),
    ("everyone but one account", "*", {"StringNotEquals": {"aws:PrincipalAccount": ACCOUNT}}),
    ("one account, if it says so", "*", {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}),
    ("any account", "*", {"StringLike": {"aws:PrincipalAccount": "*"}}),
    ("a role name in any account", "*", {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/r"}}),
    ("one account or any", "*", {"StringLike": {"aws:PrincipalAccount": [ACCOUNT, "*"]}}),
    ("any bucket", "*", {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}}),
    ("any organisation", "*", {"StringLike": {"aws:PrincipalOrgID": "*"}}),
    ("any organisation, spelt o-*", "*", {"StringLike": {"aws:PrincipalOrgID": "o-*"}}),
    (
        "part of an organisation's id",
        "*",
        {"StringLike": {"aws:PrincipalOrgID": f"{ORGANISATION}*"}},
    ),
    (
        "its own organisation",
        "*",
        {"StringEquals": {"aws:PrincipalOrgID": "${aws:PrincipalOrgID}"}},
    ),
    ("one or any", "*", {"StringLike": {"aws:PrincipalOrgID": [ORGANISATION, "o-*"]}}),
    ("any path", "*", {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/*"}}),
    (
        "a path, or none",
        "*",
        {"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": f"{ORGANISATION}/*"}},
    ),
    ("any source of an organisation", "*", {"StringLike": {"aws:SourceOrgID": "o-*"}}),
    ("any principal's ARN", "*", {"StringLike": {"aws:PrincipalArn": "*"}}),
    ("any principal's ARN, spelt arn:*", "*", {"ArnLike": {"aws:PrincipalArn": "arn:*"}}),
    (
        "an account's number anywhere in an ARN",
        "*",
        {"StringLike": {"aws:PrincipalArn": f"arn:aws:iam:*:{ACCOUNT}:*"}},
    ),
    ("any source account", "*", {"StringLike": {"aws:SourceAccount": "*"}}),
    ("accounts of a first digit", "*", {"StringLike": {"aws:SourceAccount": "1" * 11 + "?"}}),
    ("any source", "*", {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}),
    ("all but an organisation", "*", {"StringNotEquals": {"aws:PrincipalOrgID": ORGANISATION}}),
    ("all but a role", "*", {"ArnNotLike": {"aws:PrincipalArn": ROLE_ARN}}),
    ("all but a source", "*", {"StringNotLike": {"aws:SourceAccount": ACCOUNT}}),
    ("whoever has an account", "*", {"Null": {"aws:PrincipalAccount": "false"}}),
    ("nobody listed", "*", {"StringEquals": {"aws:PrincipalAccount": []}}),
    ("the root of an account of twelve characters", {"AWS": f"arn:aws:iam::{'?' * 12}:root"}, {}),
    ("who knows the external id", "*", {"StringEquals": {"sts:ExternalId": "x"}}),
]


def judged(
    judge: Any, document: Callable[..., str], kind: str, **statement: Any
) -> dict[str, list[str]]:
    type_, place, rest, _rule = PLACES[kind]
    full = {"Effect": "Allow", "Action": ACTIONS[kind], **statement}
    if kind != "trust":
        full["Resource"] = f"arn:aws:sns:ca-central-1:{ACCOUNT}:t"
    found: dict[str, list[str]] = judge(type_, {**rest, place: document(**full)})
    return found


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize(
    ("principal", "condition"),
    [pytest.param(*given, id=sentence) for sentence, *given in PASSING],
)
def test_a_policy_for_somebody_named_passes(
    judge: Any, document: Any, principal: Any, condition: Condition, kind: str
) -> None:
    assert judged(judge, document, kind, Principal=principal, Condition=condition) == {}


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize(
    ("principal", "condition"),
    [pytest.param(*given, id=sentence) for sentence, *given in FAILING],
)
def test_a_policy_for_strangers_is_refused(
    judge: Any, document: Any, principal: Any, condition: Condition, kind: str
) -> None:
    found = judged(judge, document, kind, Principal=principal, Condition=condition)
    assert list(found) == [PLACES[kind][3]]


@pytest.mark.parametrize("kind", PLACES)
def test_a_deny_for_everyone_passes(judge: Any, document: Any, kind: str) -> None:
    assert judged(judge, document, kind, Effect="Deny", Principal="*") == {}


@pytest.mark.parametrize("kind", PLACES)
def test_everyone_but_somebody_is_refused(judge: Any, document: Any, kind: str) -> None:
    found = judged(judge, document, kind, NotPrincipal={"AWS": ROLE_ARN})
    assert list(found) == [PLACES[kind][3]]


@pytest.mark.parametrize("kind", PLACES)
def test_an_unknown_policy_waits(judge: Any, unknown: str, kind: str) -> None:
    type_, place, rest, rule = PLACES[kind]
    found = judge(type_, {**rest, place: unknown})
    assert found == {}
    assert place in found.unknown[rule]


@pytest.mark.parametrize("kind", PLACES)
def test_everyone_under_a_condition_that_is_not_known_yet_waits(
    judge: Any, unknown: str, kind: str
) -> None:
    type_, place, rest, rule = PLACES[kind]
    condition = {"StringEquals": {"aws:PrincipalAccount": unknown}}
    statement = {"Effect": "Allow", "Action": ACTIONS[kind], "Principal": "*"}
    found = judge(type_, {**rest, place: {"Statement": [statement | {"Condition": condition}]}})
    assert found == {}
    assert f"{place}#1.Condition" in found.unknown[rule]


@pytest.mark.parametrize("kind", PLACES)
def test_everyone_beside_somebody_who_is_not_known_yet_is_refused(
    judge: Any, unknown: str, kind: str
) -> None:
    type_, place, rest, rule = PLACES[kind]
    statement = {"Effect": "Allow", "Action": ACTIONS[kind], "Principal": {"AWS": [unknown, "*"]}}
    found = judge(type_, {**rest, place: {"Statement": [statement]}})
    assert list(found) == [rule]
    assert f"{place}#1.Principal" in found.unknown[rule]


@pytest.mark.parametrize(
    "type_",
    [
        "aws:s3/bucketPolicy:BucketPolicy",
        "aws:sns/topicPolicy:TopicPolicy",
        "aws:sqs/queuePolicy:QueuePolicy",
        "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    ],
)
def test_every_kind_of_resource_policy_is_visited(judge: Any, document: Any, type_: str) -> None:
    text = document(Effect="Allow", Principal="*", Action="sns:Publish", Resource="*")
    assert list(judge(type_, {"policy": text})) == ["resource-no-public-principal"]


def test_a_policy_for_everyone_in_the_secret_itself_is_refused_by_both_rules(
    judge: Any, document: Any
) -> None:
    text = document(Effect="Allow", Principal="*", Action="sns:Publish", Resource="*")
    assert set(judge("aws:secretsmanager/secret:Secret", {"policy": text})) == {
        "resource-no-public-principal",
        "secret-policy-no-public",
    }


SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"


@pytest.mark.parametrize("value", [False, None])
def test_a_secret_policy_that_aws_does_not_check_is_refused(
    judge: Any, document: Any, value: bool | None
) -> None:
    text = document(Effect="Deny", Principal="*", Action="secretsmanager:*", Resource="*")
    props = {"policy": text, "blockPublicPolicy": value}
    assert list(judge(SECRET_POLICY, props)) == ["secret-policy-no-public"]


def test_a_secret_policy_that_aws_checks_passes(judge: Any, document: Any, unknown: str) -> None:
    text = document(Effect="Deny", Principal="*", Action="secretsmanager:*", Resource="*")
    assert judge(SECRET_POLICY, {"policy": text, "blockPublicPolicy": True}) == {}
    later = judge(SECRET_POLICY, {"policy": text, "blockPublicPolicy": unknown})
    assert later == {}
    assert "blockPublicPolicy" in later.unknown["secret-policy-no-public"]
