"""Exposure: no trust, key, secret, topic, queue or bucket policy lets strangers in.

Source: IAM User Guide, "AWS JSON policy elements: Principal" and "AWS global condition context
keys"; IAM Access Analyzer, "How IAM Access Analyzer findings work".
"""

import re
from collections.abc import Iterator

from berthcare.iam.document import Condition, PrincipalPattern, Statement
from policies.documents import Kind, allowing_statements
from policies.rule import Rule
from policies.subject import Subject

# Conditions on these keys say who calls, or for whom. The value must name an account (or, for a
# source ARN, a resource), since anyone may give a role in their own account any name.
_ACCOUNT_KEYS = ("aws:principalaccount", "aws:sourceaccount", "kms:calleraccount")
_ARN_KEYS = ("aws:principalarn", "aws:sourcearn")
_ORGANISATION_KEYS = ("aws:principalorgid", "aws:principalorgpaths", "aws:sourceorgid")
_NARROWING_OPERATORS = ("StringEquals", "StringLike", "ArnEquals", "ArnLike")
_ACCOUNT = re.compile(r"[0-9]{12}")
_ARN_OF_AN_ACCOUNT = re.compile(r"arn:aws[a-z-]*:[^:*?]+:[^:]*:[0-9]{12}:.+")
_ARN_OF_A_BUCKET = re.compile(r"arn:aws[a-z-]*:s3:::[^*?]+")
_OIDC = ":oidc-provider/"


def _is_narrowing(condition: Condition) -> bool:
    """Whether a condition leaves only callers that it names; one wide value undoes the rest."""
    if condition.operator not in _NARROWING_OPERATORS:
        return False
    key = condition.key.lower()
    return all(_names_somebody(key, value) for value in condition.values)


def _names_somebody(key: str, value: str) -> bool:
    if key in _ACCOUNT_KEYS:
        return _ACCOUNT.fullmatch(value) is not None
    if key in _ARN_KEYS:
        if _ARN_OF_AN_ACCOUNT.fullmatch(value):
            return True
        return key == "aws:sourcearn" and _ARN_OF_A_BUCKET.fullmatch(value) is not None
    return key in _ORGANISATION_KEYS and not value.startswith("*")


def _is_public(pattern: PrincipalPattern) -> bool:
    return pattern.is_everyone or (pattern.kind == "AWS" and "*" in pattern.value)


def _strangers(subject: Subject, kind: Kind) -> Iterator[str]:
    for document, statement in allowing_statements(subject, kind):
        where = f"{document.path}, statement {statement.sid}"
        if statement.not_principals:
            yield f"{where} allows everyone but what its NotPrincipal lists."
        public = [pattern.value for pattern in statement.principals if _is_public(pattern)]
        if public and not any(map(_is_narrowing, statement.conditions)):
            yield f"{where} lets in the principal {public[0]!r} without a condition on who calls."


def _check_trust(subject: Subject) -> Iterator[str]:
    yield from _strangers(subject, "trust")
    for document, statement in allowing_statements(subject, "trust"):
        oidc = [one.value for one in statement.principals if _OIDC in one.value]
        if oidc and not _names_audience_and_subject(statement):
            yield (
                f"{document.path}, statement {statement.sid} lets in whoever {oidc[0]!r} vouches "
                "for, without a condition on both its audience and its subject."
            )


def _names_audience_and_subject(statement: Statement) -> bool:
    def names(claim: str) -> bool:
        return any(
            condition.operator in {"StringEquals", "StringLike"}
            and condition.key.lower().endswith(f":{claim}")
            and not any(re.match(r"[*?]|repo:[*?]", value) for value in condition.values)
            for condition in statement.conditions
        )

    return names("aud") and names("sub")


def _check_key(subject: Subject) -> Iterator[str]:
    yield from _strangers(subject, "key")


def _check_resource(subject: Subject) -> Iterator[str]:
    yield from _strangers(subject, "resource")


def _check_secret_policy(subject: Subject) -> Iterator[str]:
    if subject.type != "aws:secretsmanager/secretPolicy:SecretPolicy":
        return
    if subject.props.get("blockPublicPolicy") is not True and not subject.is_unknown(
        "blockPublicPolicy"
    ):
        yield "blockPublicPolicy is not true, so AWS would accept a policy for everyone."


_REMEDY = (
    "Name the principals, or add a condition with StringEquals on aws:PrincipalAccount, "
    "aws:SourceAccount or kms:CallerAccount."
)
_PRINCIPALS = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"
)

RULES = (
    Rule(
        id="iam-trust-no-public",
        description="A role's trust policy lets in nobody but those it names.",
        severity="critical",
        remedy=f"{_REMEDY} For OIDC, conditions on both :aud and :sub.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
        check=_check_trust,
    ),
    Rule(
        id="kms-no-public-principal",
        description="A key policy lets in nobody but those it names.",
        severity="critical",
        remedy=_REMEDY,
        url="https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html",
        check=_check_key,
    ),
    Rule(
        id="resource-no-public-principal",
        description="A secret, bucket, topic or queue policy lets in nobody but those it names.",
        severity="critical",
        remedy=_REMEDY,
        url=_PRINCIPALS,
        check=_check_resource,
    ),
    Rule(
        id="secret-policy-blocks-public",
        description="A secret's policy is checked by AWS against public access.",
        severity="high",
        remedy="Set block_public_policy=True.",
        url="https://docs.aws.amazon.com/secretsmanager/latest/apireference/"
        "API_PutResourcePolicy.html",
        check=_check_secret_policy,
    ),
)
