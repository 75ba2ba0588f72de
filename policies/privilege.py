"""Least privilege: what an Allow statement may grant.

Source: IAM User Guide, "Security best practices in IAM", and the Service Authorization Reference.
"""

from collections.abc import Iterator

from berthcare.iam.matching import action_matches
from policies.accounts import account_of_key, is_own_root
from policies.documents import allowing_statements, documents_of
from policies.rule import Rule
from policies.subject import Subject
from policies.wildcards import (
    is_every_action,
    is_every_action_of_a_service,
    is_every_name,
    is_every_resource,
    is_every_resource_of_a_service,
    is_open,
    may_be_of_service,
)

# Actions that the Service Authorization Reference lists without a resource type: they work with
# Resource "*" only. A wildcard pattern stands for itself.
STAR_ONLY_ACTIONS = (
    "cloudtrail:LookupEvents",
    "cloudwatch:GetMetricData",
    "cloudwatch:GetMetricStatistics",
    "cloudwatch:ListMetrics",
    "cloudwatch:PutMetricData",
    "ecr:GetAuthorizationToken",
    "iam:ListAccountAliases",
    "iam:ListRoles",
    "kms:CreateKey",
    "kms:ListAliases",
    "kms:ListKeys",
    "lambda:ListFunctions",
    "s3:ListAllMyBuckets",
    "secretsmanager:GetRandomPassword",
    "secretsmanager:ListSecrets",
    "sns:ListTopics",
    "sts:GetCallerIdentity",
    "tag:GetResources",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
)
_STAR_ONLY = {action.lower() for action in (*STAR_ONLY_ACTIONS, "xray:Put*")}

_SECRET_READS = (
    "kms:Decrypt",
    "kms:ReEncryptFrom",
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "ssm:GetParameterHistory",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
)


def _check_readable(subject: Subject) -> Iterator[str]:
    for document in documents_of(subject):
        if document.fault:
            yield f"{document.path}: {document.fault}"


def _check_admin_star(subject: Subject) -> Iterator[str]:
    for document, statement in allowing_statements(subject, "identity", "resource", "key", "trust"):
        stars = [action for action in statement.actions if is_every_action(action)]
        wide = not statement.resources or any(map(is_every_resource, statement.resources))
        if stars and wide and not statement.not_resources:
            yield f"{document.path}, statement {statement.sid} allows {stars[0]!r} on everything."


def _check_service_wildcard(subject: Subject) -> Iterator[str]:
    own = account_of_key(subject)
    for document, statement in allowing_statements(subject, "identity", "resource", "key", "trust"):
        own_key = document.kind == "key" and is_own_root(statement, own)
        for action in statement.actions:
            if is_every_action_of_a_service(action) and not own_key:
                yield f"{document.path}, statement {statement.sid} allows {action!r}."


def _check_resource_star(subject: Subject) -> Iterator[str]:
    for document, statement in allowing_statements(subject, "identity"):
        wide = [one for one in statement.resources if is_every_resource_of_a_service(one)]
        narrowable = [one for one in statement.actions if one.lower() not in _STAR_ONLY]
        if wide and narrowable:
            yield (
                f"{document.path}, statement {statement.sid} allows {narrowable[0]!r} on "
                f"{wide[0]!r}, though a narrower ARN is possible."
            )


def _check_not_action(subject: Subject) -> Iterator[str]:
    for document, statement in allowing_statements(subject, "identity", "resource", "key", "trust"):
        for element, given in (
            ("NotAction", statement.not_actions),
            ("NotResource", statement.not_resources),
        ):
            if given:
                yield (
                    f"{document.path}, statement {statement.sid} allows everything but what its "
                    f"{element} lists."
                )


def _check_secret_read_star(subject: Subject) -> Iterator[str]:
    for document, statement in allowing_statements(subject, "identity"):
        reads = [
            read
            for read in _SECRET_READS
            if any(action_matches(action, read) for action in statement.actions)
        ]
        wide = [
            (read, one)
            for read in reads
            for one in statement.resources
            if _names_nothing_to_read(one, read.partition(":")[0])
        ]
        if wide:
            read, resource = wide[0]
            yield (
                f"{document.path}, statement {statement.sid} allows {read!r} on {resource!r}, "
                "which names no secret or key."
            )


def _names_nothing_to_read(resource: str, service: str) -> bool:
    """Whether a resource is of the service and does not say which; a key's id has no prefix."""
    return may_be_of_service(resource, service) and (
        is_every_name(resource) or (service == "kms" and is_open(resource))
    )


_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"

RULES = (
    Rule(
        id="iam-document-readable",
        description="An IAM document is one that AWS accepts and every rule can read.",
        severity="high",
        remedy="Correct the document; json.dumps of a dict avoids most mistakes.",
        url=f"{_GUIDE}/reference_policies_grammar.html",
        check=_check_readable,
    ),
    Rule(
        id="iam-no-admin-star",
        description="No statement allows every action on every resource.",
        severity="critical",
        remedy="List the actions and the ARNs that are needed.",
        url=f"{_GUIDE}/best-practices.html#grant-least-privilege",
        check=_check_admin_star,
    ),
    Rule(
        id="iam-no-service-wildcard",
        description="No statement allows every action of a service.",
        severity="high",
        remedy="List the actions that are needed; kms:* is for the root of the key's own account "
        "in a key policy, and only where no other account is named beside it.",
        url=f"{_GUIDE}/best-practices.html#grant-least-privilege",
        check=_check_service_wildcard,
    ),
    Rule(
        id="iam-no-resource-star",
        description="An identity policy names resources wherever the action supports it.",
        severity="high",
        remedy="Name the ARNs; put actions that support only '*' in a statement of their own.",
        url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html",
        check=_check_resource_star,
    ),
    Rule(
        id="iam-no-not-action-allow",
        description="No Allow statement uses NotAction or NotResource.",
        severity="high",
        remedy="List what is allowed; NotAction and NotResource belong in Deny statements.",
        url=f"{_GUIDE}/reference_policies_elements_notaction.html",
        check=_check_not_action,
    ),
    Rule(
        id="iam-no-secret-read-star",
        description="A right to read secrets, or to decrypt, names the secret or the key.",
        severity="critical",
        remedy="Name the secret, as arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-?????? or "
        "…:secret:PREFIX/*, or give the key's whole ARN.",
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/"
        "auth-and-access_iam-policies.html",
        check=_check_secret_read_star,
    ),
)
