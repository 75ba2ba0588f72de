"""The account of a key: only that account's root may be given everything on the key."""

import json
from typing import Any

import pytest

from policies.rules import exposure, privilege

TOPIC = (*privilege.RULES, *exposure.RULES)
OWN, OTHER = "1" * 12, "2" * 12
KEY, KEY_POLICY = "aws:kms/key:Key", "aws:kms/keyPolicy:KeyPolicy"
KEY_ARN = f"arn:aws:kms:ca-central-1:{OWN}:key/0"
EVERYTHING, USE = "kms:*", "kms:Decrypt"


def root(account: str) -> dict[str, str]:
    return {"AWS": f"arn:aws:iam::{account}:root"}


def allow(principal: Any, action: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*", **more}


OWN_EVERYTHING = allow(root(OWN), EVERYTHING)
OTHER_EVERYTHING = allow(root(OTHER), EVERYTHING)
OF_OWN_CALLERS = {"StringEquals": {"kms:CallerAccount": OWN}}
OF_A_SOURCE = {"ArnLike": {"aws:SourceArn": f"arn:aws:sns:*:{OTHER}:t"}}
SERVICE = {"Service": "sns.amazonaws.com"}

Statements = list[dict[str, Any]]
PASSING: list[tuple[str, str, dict[str, Any], Statements]] = [
    ("the only account", KEY, {}, [OWN_EVERYTHING]),
    ("the only account, by its number", KEY, {}, [allow({"AWS": OWN}, EVERYTHING)]),
    (
        "the only account beside its roles",
        KEY,
        {},
        [OWN_EVERYTHING, allow({"AWS": f"arn:aws:iam::{OWN}:role/r"}, USE)],
    ),
    ("the key's account", KEY_POLICY, {"keyId": KEY_ARN}, [OWN_EVERYTHING]),
    (
        "the key's account beside another account's use",
        KEY_POLICY,
        {"keyId": KEY_ARN},
        [OWN_EVERYTHING, allow(root(OTHER), USE)],
    ),
    ("some actions for another account", KEY, {}, [allow(root(OWN), USE), allow(root(OTHER), USE)]),
]
FAILING: list[tuple[str, str, dict[str, Any], Statements]] = [
    ("not the key's account", KEY_POLICY, {"keyId": KEY_ARN}, [OTHER_EVERYTHING]),
    (
        "the key's account and another",
        KEY_POLICY,
        {"keyId": KEY_ARN},
        [allow({"AWS": [OWN, OTHER]}, EVERYTHING)],
    ),
    ("one of two accounts", KEY, {}, [allow(root(OWN), USE), OTHER_EVERYTHING]),
    ("both of two accounts", KEY, {}, [OWN_EVERYTHING, OTHER_EVERYTHING]),
    (
        "one account for callers of another",
        KEY,
        {},
        [OTHER_EVERYTHING | {"Condition": OF_OWN_CALLERS}],
    ),
    (
        "an account beside a source of another",
        KEY,
        {},
        [OWN_EVERYTHING, allow(SERVICE, USE, Condition=OF_A_SOURCE)],
    ),
    (
        "the only account, where nobody need hold the key",
        KEY,
        {"bypassPolicyLockoutSafetyCheck": True},
        [OTHER_EVERYTHING],
    ),
    ("a service", KEY, {}, [allow(SERVICE, EVERYTHING)]),
]


def judged(judge: Any, type_: str, props: dict[str, Any], statements: Statements) -> list[str]:
    rotating = {"enableKeyRotation": True} if type_ == KEY else {}
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    return list(judge(type_, {**rotating, **props, "policy": policy}))


@pytest.mark.parametrize(
    ("type_", "props", "statements"),
    [pytest.param(*row, id=sentence) for sentence, *row in PASSING],
)
def test_the_root_of_the_keys_own_account_may_do_everything(
    judge: Any, type_: str, props: dict[str, Any], statements: Statements
) -> None:
    assert judged(judge, type_, props, statements) == []


@pytest.mark.parametrize(
    ("type_", "props", "statements"),
    [pytest.param(*row, id=sentence) for sentence, *row in FAILING],
)
def test_everything_on_a_key_for_anybody_else_is_refused(
    judge: Any, type_: str, props: dict[str, Any], statements: Statements
) -> None:
    assert judged(judge, type_, props, statements) == ["iam-no-service-wildcard-action"]


def test_where_the_key_is_unknown_its_policy_decides(judge: Any, unknown: str) -> None:
    props = {"keyId": unknown}
    assert judged(judge, KEY_POLICY, props, [OWN_EVERYTHING]) == []
    assert judged(judge, KEY_POLICY, props, [OWN_EVERYTHING, OTHER_EVERYTHING]) != []


def test_an_unknown_key_policy_waits(judge: Any, unknown: str) -> None:
    found = judge(KEY_POLICY, {"keyId": KEY_ARN, "policy": unknown})
    assert found == {}
    assert "policy" in found.unknown["iam-no-service-wildcard-action"]


def test_everything_for_somebody_who_is_not_known_yet_waits(judge: Any, unknown: str) -> None:
    policy = {"Statement": [allow({"AWS": unknown}, EVERYTHING)]}
    found = judge(KEY, {"enableKeyRotation": True, "policy": policy})
    assert found == {}
    assert "policy#1.Principal" in found.unknown["iam-no-service-wildcard-action"]


def test_everything_for_a_role_beside_somebody_not_known_yet_is_refused(
    judge: Any, unknown: str
) -> None:
    role = {"AWS": [f"arn:aws:iam::{OWN}:role/r", unknown]}
    found = judge(KEY, {"policy": {"Statement": [allow(role, EVERYTHING)]}})
    assert list(found) == ["iam-no-service-wildcard-action"]


def test_a_statement_for_all_but_somebody_is_no_roots_statement(judge: Any) -> None:
    everyone = {key: value for key, value in OWN_EVERYTHING.items() if key != "Principal"}
    statements = [everyone | {"NotPrincipal": root(OTHER)}, allow(root(OWN), USE)]
    found = judged(judge, KEY_POLICY, {"keyId": KEY_ARN}, statements)
    assert found == ["iam-no-service-wildcard-action", "kms-no-public-principal"]
