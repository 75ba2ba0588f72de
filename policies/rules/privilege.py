"""Least privilege: what one Allow statement may grant.

Source: IAM User Guide, "Security best practices in IAM", and the Service Authorization Reference.
"""

from collections.abc import Iterator

from berthcare.iam.matching import action_matches
from policies.documents import TYPES, Grant, each_grant, grants_of, unknown_in
from policies.finding import Finding
from policies.frameworks import SAFEGUARDS, cis, fsbp
from policies.iam.accounts import account_of_key, is_own_root
from policies.iam.actions import covers_a_service, restrictable
from policies.iam.named_keys import names_keys
from policies.iam.wildcards import (
    is_every_action,
    is_every_name,
    is_every_resource,
    is_every_resource_of_a_service,
    is_open,
    may_be_of_service,
)
from policies.reading import Said
from policies.rule import ResourceRule
from policies.subject import Subject

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


def _admin_star(grant: Grant) -> Iterator[Finding]:
    stars = [action for action in grant.actions if is_every_action(action)]
    some_resource = grant.resources or grant.statement.not_resources
    has_none = not some_resource and not grant.unknown & {"Resource", "NotResource"}
    if stars and (has_none or any(map(is_every_resource, grant.resources))):
        yield Finding(grant.at, "allows {value} on everything", stars[0])


def _service_wildcard(subject: Subject) -> Iterator[Said]:
    own = account_of_key(subject)
    for grant in grants_of(subject):
        own_key = grant.kind == "key" and _may_be_own_root(grant, own)
        for action in grant.actions:
            if covers_a_service(action) and not own_key:
                yield Finding(grant.at, "allows {value}, every action of a service", action)
    yield from unknown_in(subject)


def _may_be_own_root(grant: Grant, own: str | None) -> bool:
    """Whether a statement is for the root of the key's account, or for somebody not known yet."""
    nobody_known = not grant.principals and "Principal" in grant.unknown
    return nobody_known or is_own_root(grant.statement, own)


def _resource_star(grant: Grant) -> Iterator[Finding]:
    wide = [one for one in grant.resources if is_every_resource_of_a_service(one)]
    for action in grant.actions if wide else ():
        if restrictable(action):
            granted = f"{action} on {wide[0]}"
            yield Finding(grant.at, "allows {value}, though a narrower ARN is possible", granted)


def _not_action(grant: Grant) -> Iterator[Finding]:
    statement = grant.statement
    if statement.not_actions or "NotAction" in grant.unknown:
        yield Finding(grant.at, "allows every action but what its NotAction lists")
    if statement.not_resources or "NotResource" in grant.unknown:
        yield Finding(grant.at, "allows on every resource but what its NotResource lists")


def _secret_read_star(grant: Grant) -> Iterator[Finding]:
    for read in _SECRET_READS:
        if not any(action_matches(action, read) for action in grant.actions):
            continue
        service = read.partition(":")[0]
        if service == "kms" and grant.may_be_narrowed(names_keys):
            continue
        wide = [one for one in grant.resources if _names_nothing_to_read(one, service)]
        if wide:
            granted = f"{read} on {wide[0]}"
            yield Finding(grant.at, "allows {value}, which names no secret or key", granted)


def _names_nothing_to_read(resource: str, service: str) -> bool:
    """Whether a resource is of the service and does not say which; a key's id has no prefix."""
    return may_be_of_service(resource, service) and (
        is_every_name(resource) or (service == "kms" and is_open(resource))
    )


_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"

RULES = (
    ResourceRule(
        id="iam-no-admin-star",
        demands="No statement allows every action on every resource.",
        why="Whoever holds it holds the account: every secret, every number, every log.",
        remedy="List the actions and the ARNs that are needed.",
        severity="critical",
        url=f"{_GUIDE}/best-practices.html#grant-least-privilege",
        frameworks=(SAFEGUARDS, cis("1.16"), fsbp("IAM.1")),
        types=TYPES,
        checks=(each_grant(_admin_star),),
    ),
    ResourceRule(
        id="iam-no-service-wildcard-action",
        demands="No statement allows every action of a service.",
        why="It also allows what nobody thought of, and what the service will add next year.",
        remedy="List the actions that are needed; kms:* is for the root of the key's own account "
        "in a key policy, and only where no other account is named beside it.",
        severity="high",
        url=f"{_GUIDE}/best-practices.html#grant-least-privilege",
        frameworks=(SAFEGUARDS, fsbp("IAM.21")),
        types=TYPES,
        checks=(_service_wildcard,),
    ),
    ResourceRule(
        id="iam-no-resource-star",
        demands="An identity policy names resources wherever the action supports it.",
        why="A right on every resource reaches the other environment, and whatever comes later.",
        remedy="Name the ARNs; put actions that support only '*' in a statement of their own.",
        severity="high",
        url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html",
        frameworks=(SAFEGUARDS,),
        types=TYPES,
        checks=(each_grant(_resource_star, "identity"),),
    ),
    ResourceRule(
        id="iam-no-notaction-allow",
        demands="No Allow statement uses NotAction or NotResource.",
        why="It allows everything that its author did not think of.",
        remedy="List what is allowed; NotAction and NotResource belong in Deny statements.",
        severity="high",
        url=f"{_GUIDE}/reference_policies_elements_notaction.html",
        frameworks=(SAFEGUARDS,),
        types=TYPES,
        checks=(each_grant(_not_action),),
    ),
    ResourceRule(
        id="iam-no-secret-read-star",
        demands="A right to read secrets, or to decrypt, names the secret or the key.",
        why="The Twilio token opens every call and text; one careless wildcard hands it out.",
        remedy="Name the secret, as arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-?????? or "
        "…:secret:PREFIX/*, or give the key's whole ARN, or a condition with StringEquals on one "
        "of its tags (aws:ResourceTag/…) or ForAnyValue:StringEquals on its alias.",
        severity="critical",
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/"
        "auth-and-access_iam-policies.html",
        frameworks=(SAFEGUARDS, fsbp("KMS.1"), fsbp("KMS.2")),
        types=TYPES,
        checks=(each_grant(_secret_read_star, "identity"),),
    ),
)
