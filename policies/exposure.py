"""Exposure: no trust, key, secret, topic, queue or bucket policy lets strangers in.

Source: IAM User Guide, "AWS JSON policy elements: Principal" and "AWS global condition context
keys"; IAM Access Analyzer, "How IAM Access Analyzer findings work".
"""

from collections.abc import Iterator

from berthcare.iam.document import PrincipalPattern
from berthcare.iam.places import Kind
from policies.callers import names_callers
from policies.documents import allowing_statements
from policies.federation import federated_strangers
from policies.rule import Rule
from policies.subject import Subject
from policies.wildcards import is_open


def _is_public(pattern: PrincipalPattern) -> bool:
    return pattern.is_everyone or (pattern.kind == "AWS" and is_open(pattern.value))


def _strangers(subject: Subject, kind: Kind) -> Iterator[str]:
    for document, statement in allowing_statements(subject, kind):
        where = f"{document.path}, statement {statement.sid}"
        if statement.not_principals:
            yield f"{where} allows everyone but what its NotPrincipal lists."
        public = [pattern.value for pattern in statement.principals if _is_public(pattern)]
        if public and not any(map(names_callers, statement.conditions)):
            yield f"{where} lets in the principal {public[0]!r} without a condition on who calls."


def _check_trust(subject: Subject) -> Iterator[str]:
    yield from _strangers(subject, "trust")
    yield from federated_strangers(subject)


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
        remedy=f"{_REMEDY} For an identity provider, conditions with StringEquals on both its :aud "
        "and its :sub; a wildcard only as repo:OWNER/REPOSITORY:*.",
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
