"""Privilege escalation: nobody can give itself, or a service that it commands, more rights.

Sources: policies/iam/escalation.py; IAM User Guide, "Granting a user permissions to pass a role to
an AWS service"; Service Authorization Reference (access level "Permissions management").
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from berthcare.iam.document import Condition, Statement
from berthcare.iam.matching import action_matches
from policies.documents import TYPES, Grant, documents_of, each_grant, unknown_in
from policies.finding import Finding
from policies.frameworks import SAFEGUARDS
from policies.iam.actions import access_level, actions_matching
from policies.iam.bearers import bearers_in
from policies.iam.escalation import held_actions, ways_to_escalate
from policies.iam.named_keys import names_keys
from policies.iam.wildcards import is_open
from policies.reading import Said
from policies.rule import ResourceRule, StackRule
from policies.stack import Stack
from policies.subject import Subject

_PASSING = "iam:PassRole"
_ROLE = "aws:iam/role:Role"
_POLICY = "aws:iam/policy:Policy"
_BOUNDARY_KEY = "iam:permissionsboundary"
_RANDOM_SUFFIX = re.compile(r"(?<=[A-Za-z0-9])-\?{6,}$")
"""Secrets Manager ends each secret's ARN with six characters, and some names are made so."""
_UNBINDING = ("iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary")


def _escalation(subject: Subject) -> Iterator[Said]:
    bearer = subject.props.get("name" if subject.type in (_ROLE, _POLICY) else "role")
    own = {bearer} if isinstance(bearer, str) else set()
    yield from _ways("its policies", _known_statements(subject), own)
    yield from unknown_in(subject, "identity")


def _escalation_of_roles(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    """Judge what each role may do by all its policies together, the role itself known or not."""
    for bearer in bearers_in(stack):
        statements = [one for policy in bearer.policies for one in _known_statements(policy)]
        alone = {
            finding.value
            for policy in bearer.policies
            for finding in _ways("", _known_statements(policy), set())
        }
        for finding in _ways("its policies together", statements, bearer.names):
            if finding.value not in alone:
                yield bearer.subject, finding


def _known_statements(subject: Subject) -> Iterator[Statement]:
    """Visit a resource's identity statements as far as they count.

    An Allow whose resource is not known yet grants nothing certain, and a Deny that is not known
    whole takes nothing away for certain.
    """
    for document in documents_of(subject, "identity"):
        for statement, unknown in document.each_statement():
            named = statement.resources or statement.not_resources
            if not unknown or (statement.allows and named):
                yield statement


def _ways(at: str, statements: Iterable[Statement], own: AbstractSet[str]) -> Iterator[Finding]:
    held = held_actions(_counting(one, own) for one in statements)
    for way in ways_to_escalate(held):
        actions = " and ".join(sorted(way.actions))
        yield Finding(at, f"let it raise its rights by {actions}: {{value}}", way.name)


def _counting(statement: Statement, own: AbstractSet[str]) -> Statement:
    """Count the bearer's own name as a wildcard: to rewrite oneself is the whole danger.

    What is done under the condition of a permissions boundary stays within it, but for taking the
    boundary off (IAM User Guide, "Delegating responsibility to others using permissions
    boundaries").
    """
    if statement.allows and any(map(_is_bounded, statement.conditions)):
        unbinding = (one for one in _UNBINDING if _covers(statement, one))
        return replace(statement, actions=tuple(unbinding), not_actions=())
    names = tuple("*" if _last(one) in own else one for one in statement.resources)
    return replace(statement, resources=names)


def _covers(statement: Statement, action: str) -> bool:
    listed = any(action_matches(one, action) for one in statement.actions)
    spared = any(action_matches(one, action) for one in statement.not_actions)
    return listed or (bool(statement.not_actions) and not spared)


def _is_bounded(condition: Condition) -> bool:
    return (
        condition.key.lower() == _BOUNDARY_KEY
        and condition.operator in ("StringEquals", "ArnEquals")
        and not any(map(is_open, condition.values))
    )


def _last(arn: str) -> str:
    """Give the name in a role's or policy's ARN, without its path."""
    return arn.rpartition("/")[2] if ":iam:" in arn else ""


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
    wide = [one for one in grant.resources if is_open(_RANDOM_SUFFIX.sub("", one))]
    for pattern in grant.actions if wide else ():
        managing = sorted(
            action
            for action in actions_matching(pattern)
            if access_level(action) == "Permissions management" and not _is_narrowed(grant, action)
        )
        if managing:
            granted = f"{pattern} on {wide[0]}"
            yield Finding(grant.at, f"allows {{value}} ({managing[0]}), not on one ARN", granted)


def _is_narrowed(grant: Grant, action: str) -> bool:
    """Whether conditions name the key, or keep what is changed within a permissions boundary."""
    if action.startswith("kms:"):
        return grant.may_be_narrowed(names_keys)
    return action not in _UNBINDING and grant.may_be_narrowed(_is_bounded)


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
        demands="An action that changes permissions is allowed on exact ARNs only (six `?` or more "
        "may stand for a random end), on keys by tag or alias, or under a permissions boundary.",
        why="PutBucketPolicy, PutKeyPolicy and their like open what every other rule closes.",
        remedy="Name the one ARN. Of keys, give a condition with StringEquals on a tag "
        "(aws:ResourceTag/…); of roles, one on iam:PermissionsBoundary.",
        severity="high",
        url="https://docs.aws.amazon.com/service-authorization/latest/reference/"
        "reference_policies_actions-resources-contextkeys.html",
        frameworks=(SAFEGUARDS,),
        types=TYPES,
        checks=(each_grant(_permissions_management, "identity"),),
    ),
)
