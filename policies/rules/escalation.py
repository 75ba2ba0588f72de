"""Privilege escalation: nobody can give itself, or a service that it commands, more rights.

Sources: policies/iam/escalation.py; IAM User Guide, "Granting a user permissions to pass a role to
an AWS service"; Service Authorization Reference (access level "Permissions management").
"""

from collections.abc import Iterable, Iterator

from berthcare.iam.document import Condition, Statement
from berthcare.iam.matching import action_matches
from policies.documents import TYPES, Grant, documents_of, each_grant, unknown_in
from policies.finding import Finding
from policies.frameworks import SAFEGUARDS
from policies.iam.actions import access_level, actions_matching
from policies.iam.escalation import held_actions, ways_to_escalate
from policies.iam.wildcards import is_only_wildcards, is_open
from policies.reading import Said
from policies.rule import ResourceRule, StackRule
from policies.stack import Stack
from policies.subject import Subject

_PASSING = "iam:PassRole"
_ROLE = "aws:iam/role:Role"
_POLICY = "aws:iam/policy:Policy"
_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
_INLINE = "aws:iam/rolePolicy:RolePolicy"


def known_statements(subject: Subject) -> Iterator[Statement]:
    """Visit a resource's identity statements, but not those whose resource is not known yet."""
    for document in documents_of(subject, "identity"):
        for statement, unknown in zip(document.statements, document.unknown_elements, strict=True):
            if statement.resources or statement.not_resources or not unknown & {"Resource"}:
                yield statement


def _ways(at: str, statements: Iterable[Statement]) -> Iterator[Finding]:
    for way in ways_to_escalate(held_actions(statements)):
        actions = " and ".join(sorted(way.actions))
        yield Finding(at, f"{way.means}, by {actions} ({{value}})", way.name)


def _escalation(subject: Subject) -> Iterator[Said]:
    yield from _ways("its policies", known_statements(subject))
    yield from unknown_in(subject, "identity")


def _escalation_of_roles(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    """Judge what each role may do by all its policies together."""
    for role in stack.of_type(_ROLE):
        bearing = list(_policies_of(role, stack))
        if len(bearing) > 1:  # one by itself is judged as a resource
            statements = [one for policy in bearing for one in known_statements(policy)]
            alone = {finding.value for one in bearing for finding in _alone(one)}
            for finding in _ways("its policies together", statements):
                if finding.value not in alone:
                    yield role, finding


def _alone(policy: Subject) -> Iterator[Finding]:
    return _ways("", known_statements(policy))


def _policies_of(role: Subject, stack: Stack) -> Iterator[Subject]:
    yield role
    yield from stack.referring_to(role, "role", _INLINE)
    for attachment in stack.referring_to(role, "role", _ATTACHMENT):
        for policy in stack.of_type(_POLICY):
            if attachment in stack.referring_to(policy, "policyArn", _ATTACHMENT):
                yield policy


def _pass_role(grant: Grant) -> Iterator[Finding]:
    if not any(action_matches(action, _PASSING) for action in grant.actions):
        return
    for resource in grant.resources:
        if is_open(resource):
            yield Finding(grant.at, f"allows {_PASSING} on {{value}}, not on one role", resource)
    if not grant.may_be_narrowed(_names_service):
        yield Finding(grant.at, f"allows {_PASSING} to every service, by no iam:PassedToService")


def _names_service(condition: Condition) -> bool:
    return (
        condition.key.lower() == "iam:passedtoservice"
        and condition.operator in ("StringEquals", "StringLike")
        and not any(map(is_open, condition.values))
    )


def _permissions_management(grant: Grant) -> Iterator[Finding]:
    wide = [one for one in grant.resources if is_only_wildcards(one) or is_open(one)]
    for pattern in grant.actions if wide else ():
        managing = sorted(
            action
            for action in actions_matching(pattern)
            if access_level(action) == "Permissions management"
        )
        if managing:
            yield Finding(
                grant.at,
                f"allows {{value}} ({managing[0]}) on {wide[0]!r}, not on one ARN",
                pattern,
            )


_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
_DEMANDS = "give nobody the means to raise its own rights"
_REMEDY = (
    "Take one of the actions away, or name the one role, function or user that it is for. Where a "
    "deploy role needs it, bound that role by a permissions boundary and except the finding."
)

RULES = (
    ResourceRule(
        id="iam-no-privilege-escalation",
        demands=f"The statements of an identity policy {_DEMANDS}.",
        why="Whoever can write its own policy, or run code under another role, has no limits.",
        remedy=_REMEDY,
        severity="critical",
        url="https://docs.aws.amazon.com/prescriptive-guidance/latest/"
        "privilege-escalation-restrict-iam/introduction.html",
        frameworks=(SAFEGUARDS,),
        types=TYPES,
        checks=(_escalation,),
    ),
    StackRule(
        id="iam-role-no-privilege-escalation",
        demands=f"The policies of a role {_DEMANDS}, together neither.",
        why="Two harmless policies on one role can make a dangerous one.",
        remedy=_REMEDY,
        severity="critical",
        url=f"{_GUIDE}/access_policies_boundaries.html",
        frameworks=(SAFEGUARDS,),
        checks=(_escalation_of_roles,),
    ),
    ResourceRule(
        id="iam-passrole-scoped",
        demands="iam:PassRole is for one role and for one service.",
        why="Whoever passes any role to a function has every right of every role.",
        remedy="Give the role's ARN as Resource, and StringEquals iam:PassedToService.",
        severity="high",
        url=f"{_GUIDE}/id_roles_use_passrole.html",
        frameworks=(SAFEGUARDS,),
        types=TYPES,
        checks=(each_grant(_pass_role, "identity"),),
    ),
    ResourceRule(
        id="iam-no-permissions-management",
        demands="An action that changes permissions is allowed on exact ARNs only.",
        why="PutBucketPolicy, PutKeyPolicy and their like open what every other rule closes.",
        remedy="Name the one ARN, or leave the action to the deploy role.",
        severity="high",
        url="https://docs.aws.amazon.com/service-authorization/latest/reference/"
        "reference_policies_actions-resources-contextkeys.html",
        frameworks=(SAFEGUARDS,),
        types=TYPES,
        checks=(each_grant(_permissions_management, "identity"),),
    ),
)
