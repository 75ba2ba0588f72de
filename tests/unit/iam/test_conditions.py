"""Condition operators: the table of AWS, absent keys and quantifiers included."""

import pytest

from berthcare.iam.conditions import (
    AmbiguousContext,
    Context,
    UnknownConditionKey,
    conditions_hold,
)
from berthcare.iam.document import Condition
from berthcare.iam.matching import UnsupportedPolicyVariable

ROLE = "arn:aws:iam::111111111111:role/backend"
REGION = "aws:RequestedRegion"


def holds(operator: str, key: str, values: list[str], context: Context) -> bool:
    return conditions_hold([Condition(operator, key, tuple(values))], context)


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "answer"),
    [
        ("StringEquals", ["ca-central-1"], "ca-central-1", True),
        ("StringEquals", ["ca-central-1"], "CA-central-1", False),
        ("StringEquals", ["x", "ca-central-1"], "ca-central-1", True),
        ("StringEquals", ["ca-*"], "ca-central-1", False),
        ("StringNotEquals", ["x", "y"], "z", True),
        ("StringNotEquals", ["x", "y"], "y", False),
        ("StringEqualsIgnoreCase", ["CA-CENTRAL-1"], "ca-central-1", True),
        ("StringNotEqualsIgnoreCase", ["CA-CENTRAL-1"], "ca-central-1", False),
        ("StringLike", ["ca-*"], "ca-west-1", True),
        ("StringLike", ["ca-?"], "ca-west-1", False),
        ("StringNotLike", ["ca-*"], "us-east-1", True),
        ("StringNotLike", ["ca-*"], "ca-west-1", False),
        ("NumericEquals", ["30"], "30.0", True),
        ("NumericNotEquals", ["30"], "30", False),
        ("NumericLessThan", ["30"], "29", True),
        ("NumericLessThan", ["30"], "30", False),
        ("NumericLessThanEquals", ["30"], "30", True),
        ("NumericGreaterThan", ["30"], "31", True),
        ("NumericGreaterThanEquals", ["30"], "29", False),
    ],
)
def test_an_operator_compares_as_aws_documents_it(
    operator: str, wanted: list[str], given: str, answer: bool
) -> None:
    assert holds(operator, REGION, wanted, {REGION: given}) is answer


@pytest.mark.parametrize(
    ("operator", "answer"),
    [("ArnEquals", True), ("ArnLike", True), ("ArnNotEquals", False), ("ArnNotLike", False)],
)
def test_arn_equals_takes_wildcards_as_arn_like_does(operator: str, answer: bool) -> None:
    pattern = "arn:aws:iam::*:role/back*"
    assert holds(operator, "aws:PrincipalArn", [pattern], {"aws:PrincipalArn": ROLE}) is answer


@pytest.mark.parametrize(("given", "answer"), [("false", True), ("False", True), ("true", False)])
def test_bool_ignores_letter_case(given: str, answer: bool) -> None:
    assert holds("Bool", "aws:SecureTransport", ["false"], {"aws:SecureTransport": given}) is answer


@pytest.mark.parametrize(
    ("operator", "answer"),
    [
        ("StringEquals", False),
        ("StringLike", False),
        ("ArnLike", False),
        ("Bool", False),
        ("NumericLessThan", False),
        ("StringNotEquals", True),
        ("StringNotLike", True),
        ("ArnNotEquals", True),
        ("ArnNotLike", True),
        ("StringEqualsIfExists", True),
        ("StringNotEqualsIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAllValues:StringNotEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
    ],
)
def test_an_absent_key_fails_positive_operators_and_satisfies_negated_ones(
    operator: str, answer: bool
) -> None:
    assert holds(operator, REGION, ["1"], {}) is answer


@pytest.mark.parametrize(
    ("value", "context", "answer"),
    [
        ("true", {}, True),
        ("false", {}, False),
        ("true", {"aws:SourceArn": ROLE}, False),
        ("false", {"aws:SourceArn": ROLE}, True),
    ],
)
def test_null_asks_whether_the_key_is_there(
    value: str, context: dict[str, str], answer: bool
) -> None:
    assert holds("Null", "aws:SourceArn", [value], context) is answer


@pytest.mark.parametrize(
    ("operator", "given", "answer"),
    [
        ("ForAllValues:StringEquals", ["a"], True),
        ("ForAllValues:StringEquals", ["a", "b"], True),
        ("ForAllValues:StringEquals", ["a", "c"], False),
        ("ForAnyValue:StringEquals", ["a", "c"], True),
        ("ForAnyValue:StringEquals", ["c"], False),
        ("ForAllValues:StringNotEquals", ["c", "d"], True),
        ("ForAllValues:StringNotEquals", ["a", "d"], False),
        ("ForAnyValue:StringNotEquals", ["a", "d"], True),
        ("ForAnyValue:StringNotEquals", ["a", "b"], False),
    ],
)
def test_a_quantifier_judges_a_key_of_many_values(
    operator: str, given: list[str], answer: bool
) -> None:
    key = "kms:EncryptionContextKeys"
    assert holds(operator, key, ["a", "b"], {key: given}) is answer


def test_all_conditions_must_hold() -> None:
    conditions = [
        Condition("StringEquals", REGION, ("ca-central-1",)),
        Condition("Bool", "aws:SecureTransport", ("true",)),
    ]
    assert conditions_hold(conditions, {REGION: "ca-central-1", "aws:SecureTransport": "true"})
    assert not conditions_hold(conditions, {REGION: "ca-central-1", "aws:SecureTransport": "false"})


def test_a_key_is_found_whatever_its_letter_case() -> None:
    assert holds("StringEquals", "AWS:requestedregion", ["x"], {REGION: "x"})


def test_an_encryption_context_key_is_known_whatever_its_name() -> None:
    key = "kms:EncryptionContext:aws:cloudtrail:arn"
    assert holds("StringEquals", key, ["x"], {key: "x"})


@pytest.mark.parametrize(
    ("operator", "key"),
    [
        ("StringEquals", "aws:PrincipalArm"),
        ("StringEquals", "kms:EncryptionContex:SecretARN"),
        ("StringEqual", REGION),
        ("DateLessThan", REGION),
        ("NullIfExists", REGION),
        ("ForSomeValue:StringEquals", REGION),
    ],
)
def test_an_unknown_operator_or_key_is_refused(operator: str, key: str) -> None:
    with pytest.raises(UnknownConditionKey, match="not known here"):
        holds(operator, key, ["x"], {})


def test_an_unknown_key_is_refused_even_behind_a_condition_that_fails() -> None:
    conditions = [Condition("StringEquals", REGION, ("x",)), Condition("Bool", "aws:Typo", ("x",))]
    with pytest.raises(UnknownConditionKey, match="aws:Typo"):
        conditions_hold(conditions, {})


def test_a_policy_variable_in_a_value_is_refused() -> None:
    with pytest.raises(UnsupportedPolicyVariable):
        holds("StringEquals", REGION, ["${aws:username}"], {})


def test_several_values_without_a_quantifier_are_refused() -> None:
    key = "kms:EncryptionContextKeys"
    with pytest.raises(AmbiguousContext, match="ForAnyValue"):
        holds("StringEquals", key, ["a"], {key: ["a", "b"]})
