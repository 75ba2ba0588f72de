"""Least privilege: what an Allow statement may grant.

Source: IAM User Guide, "Security best practices in IAM", and the Service Authorization Reference.
"""

from collections.abc import Iterator

from berthcare.iam.matching import action_matches
from policies.documents import allowing_statements, documents_of
from policies.rule import Rule
from policies.subject import Subject
from policies.wildcards import (
    is_every_action,
    is_every_action_of_a_service,
    is_every_name,
    is_every_resource,
    is_every_resource_of_a_service,
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
_ATTACHMENTS = (
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
)
_WIDE_MANAGED = ("AdministratorAccess", "PowerUserAccess", "IAMFullAccess")


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
    for document, statement in allowing_statements(subject, "identity", "resource", "key", "trust"):
        own_key = document.kind == "key" and all(
            pattern.value.endswith(":root") for pattern in statement.principals
        )
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
        wide = [one for one in statement.resources if is_every_name(one)]
        reads = [
            read
            for read in _SECRET_READS
            if any(action_matches(action, read) for action in statement.actions)
        ]
        if wide and reads:
            yield (
                f"{document.path}, statement {statement.sid} allows {reads[0]!r} on {wide[0]!r}, "
                "which names no secret or key."
            )


def _check_managed_admin(subject: Subject) -> Iterator[str]:
    arns: list[tuple[str, object]] = []
    if subject.type == "aws:iam/role:Role":
        arns = [("managedPolicyArns", arn) for arn in subject.items("managedPolicyArns")]
    elif subject.type in _ATTACHMENTS:
        arns = [("policyArn", subject.props.get("policyArn"))]
    for path, arn in arns:
        if isinstance(arn, str) and ":iam::aws:policy/" in arn:
            name = arn.rpartition("/")[2]
            if name in _WIDE_MANAGED or "FullAccess" in name:
                yield f"{path} attaches {name!r}."


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
        remedy="List the actions that are needed; kms:* is for the account root in a key policy.",
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
        remedy="Name the secret, as arn:aws:secretsmanager:…:secret:NAME-??????, or the key's ARN.",
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/"
        "auth-and-access_iam-policies.html",
        check=_check_secret_read_star,
    ),
    Rule(
        id="iam-no-managed-admin",
        description="No AWS managed policy of full access is attached.",
        severity="high",
        remedy="Write a policy with the actions and ARNs that are needed.",
        url=f"{_GUIDE}/access_policies_managed-vs-inline.html",
        check=_check_managed_admin,
    ),
)
