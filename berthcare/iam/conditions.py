"""Evaluates the Condition block of a statement against a request's context.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators", "Policy evaluation logic
for multiple context keys or values", "AWS global condition context keys", and the condition key
tables of the Service Authorization Reference. Only keys that this project's documents use are
known; any other is refused, because a misspelt key would otherwise quietly never match.
"""

import operator as comparisons
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from berthcare.errors import BerthcareError
from berthcare.iam.document import Condition
from berthcare.iam.matching import arn_matches, refuse_variables, text_matches

Context = Mapping[str, str | Sequence[str]]

# Condition keys are compared without regard to letter case. A `*` at the end stands for the part
# that the document's author chooses (an encryption context key, a tag key).
KNOWN_KEYS = (
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:RequestTag/*",
    "aws:RequestedRegion",
    "aws:ResourceTag/*",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:ViaAWSService",
    "cloudwatch:namespace",
    "iam:PassedToService",
    "iam:PermissionsBoundary",
    "kms:CallerAccount",
    "kms:EncryptionContext:*",
    "kms:EncryptionContextKeys",
    "kms:GrantIsForAWSResource",
    "kms:ResourceAliases",
    "kms:ViaService",
    "lambda:SourceFunctionArn",
    "s3:prefix",
    "s3:x-amz-acl",
    "s3:x-amz-server-side-encryption",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:x-amz-server-side-encryption-customer-algorithm",
    "secretsmanager:ResourceTag/*",
    "secretsmanager:SecretId",
    "secretsmanager:VersionId",
    "secretsmanager:VersionStage",
    "secretsmanager:resource/AllowRotationLambdaArn",
    "sts:ExternalId",
    "sts:RoleSessionName",
    "token.actions.githubusercontent.com:aud",
    "token.actions.githubusercontent.com:sub",
)

_Compare = Callable[[str, str], bool]  # (value in the document, value in the request)


class UnknownConditionKey(BerthcareError):
    """A condition operator or key that this evaluator does not know, and so refuses to guess."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The condition {what} is not known here.",
            "Check its spelling, or add it to berthcare/iam/conditions.py with its source.",
        )


class AmbiguousContext(BerthcareError):
    """A key with several values meets an operator that AWS defines for one value only."""

    def __init__(self, condition: Condition) -> None:
        super().__init__(
            f"{condition.operator} on {condition.key} meets several values in the request.",
            "Write ForAnyValue: or ForAllValues: before the operator.",
        )


@dataclass(frozen=True)
class _Operator:
    """An operator name taken apart."""

    compare: _Compare
    negated: bool
    if_exists: bool
    quantifier: str  # "ForAllValues", "ForAnyValue" or "" for a single-valued key


def _numeric(compare: Callable[[float, float], bool]) -> _Compare:
    def on_texts(wanted: str, given: str) -> bool:
        return compare(float(given), float(wanted))

    return on_texts


def _equal(wanted: str, given: str) -> bool:
    return wanted == given


def _equal_ignoring_case(wanted: str, given: str) -> bool:
    return wanted.lower() == given.lower()


# name -> (comparison, negated). ArnEquals behaves as ArnLike does (same source).
_OPERATORS: dict[str, tuple[_Compare, bool]] = {
    "StringEquals": (_equal, False),
    "StringNotEquals": (_equal, True),
    "StringEqualsIgnoreCase": (_equal_ignoring_case, False),
    "StringNotEqualsIgnoreCase": (_equal_ignoring_case, True),
    "StringLike": (text_matches, False),
    "StringNotLike": (text_matches, True),
    "ArnEquals": (arn_matches, False),
    "ArnLike": (arn_matches, False),
    "ArnNotEquals": (arn_matches, True),
    "ArnNotLike": (arn_matches, True),
    "Bool": (_equal_ignoring_case, False),
    "NumericEquals": (_numeric(comparisons.eq), False),
    "NumericNotEquals": (_numeric(comparisons.eq), True),
    "NumericLessThan": (_numeric(comparisons.lt), False),
    "NumericLessThanEquals": (_numeric(comparisons.le), False),
    "NumericGreaterThan": (_numeric(comparisons.gt), False),
    "NumericGreaterThanEquals": (_numeric(comparisons.ge), False),
}
_OPERATOR_NAME = re.compile(r"(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?")


def refuse_unknown(conditions: Sequence[Condition]) -> None:
    """Raise UnknownConditionKey or UnsupportedPolicyVariable for what cannot be evaluated."""
    for condition in conditions:
        if not any(text_matches(key.lower(), condition.key.lower()) for key in KNOWN_KEYS):
            raise UnknownConditionKey(f"key {condition.key!r}")
        if condition.operator != "Null":
            _operator(condition.operator)
        for value in condition.values:
            refuse_variables(value)


def conditions_hold(conditions: Sequence[Condition], context: Context) -> bool:
    """Whether every condition holds: operators and keys are joined by AND, values by OR."""
    refuse_unknown(conditions)
    given = {key.lower(): _as_values(value) for key, value in context.items()}
    return all(_holds(condition, given.get(condition.key.lower(), ())) for condition in conditions)


def _as_values(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _operator(name: str) -> _Operator:
    parts = _OPERATOR_NAME.fullmatch(name)
    if parts is None or parts[2] not in _OPERATORS:
        raise UnknownConditionKey(f"operator {name!r}")
    compare, negated = _OPERATORS[parts[2]]
    return _Operator(compare, negated, if_exists=bool(parts[3]), quantifier=parts[1] or "")


def _holds(condition: Condition, given: tuple[str, ...]) -> bool:
    if condition.operator == "Null":
        return all((value.lower() == "true") == (not given) for value in condition.values)
    operator = _operator(condition.operator)
    if not given:
        return _holds_when_absent(operator)

    def agrees(value: str) -> bool:
        matched = any(operator.compare(wanted, value) for wanted in condition.values)
        return matched != operator.negated

    if operator.quantifier == "ForAnyValue":
        return any(agrees(value) for value in given)
    if operator.quantifier == "" and len(given) > 1:
        raise AmbiguousContext(condition)
    return all(agrees(value) for value in given)


def _holds_when_absent(operator: _Operator) -> bool:
    """Judge an absent key: it fails a positive operator and satisfies a negated one.

    ForAllValues is true and ForAnyValue false on an absent key, whatever the operator.
    """
    if operator.if_exists:
        return True
    if operator.quantifier:
        return operator.quantifier == "ForAllValues"
    return operator.negated
