"""Privilege escalation: nobody can give itself, or a service that it commands, more rights.

Sources: policies/iam/escalation.py; IAM User Guide, "Granting a user permissions to pass a role to
an AWS service"; Service Authorization Reference (access level "Permissions management").
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from berthcare.iam.document import Condition, Statement
from berthcare.iam.matching import action_matches
from policies.documents import TYPES, Grant, documents_of, each_grant, grants_of, unknown_in
from policies.finding import Finding
from policies.frameworks import SAFEGUARDS
from policies.iam.actions import access_level, actions_matching
from policies.iam.bearers import bearers_in
from policies.iam.boundaries import is_bounded
from policies.iam.escalation import held_actions, ways_to_escalate
from policies.iam.named_keys import names_keys, ways_by_naming
from policies.iam.wildcards import is_open
from policies.reading import Said
from policies.rule import ResourceRule, StackRule
from policies.stack import Stack
from policies.subject import Subject

_PASSING = "iam:PassRole"
_ROLE = "aws:iam/role:Role"
_POLICY = "aws:iam/policy:Policy"
_SECRET = re.compile(r"arn:aws[a-z-]*:secretsmanager:[^:*?$]+:[0-9]{12}:secret:[^*?$]+-\?{6}")
"""Secrets Manager ends each secret's ARN with six random characters."""
_SHORT_LIVED = {
    "iam:DeleteRole": re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[^*?$]+-\?{8}"),
    "sqs:CreateQueue": re.compile(r"arn:aws[a-z-]*:sqs:[^:*?$]+:[0-9]{12}:[^*?$]+-\?{8}"),
}
"""What is made for one check is named with eight; these change no right on what there is."""
_UNBINDING = ("iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary")


def _escalation(subject: Subject) -> Iterator[Said]:
    bearer = subject.props.get("name" if subject.type in (_ROLE, _POLICY) else "role")
    own = {bearer} if isinstance(bearer, str) else set()
    yield from _ways("its policies", [subject], own)
    yield from unknown_in(subject, "identity")


def _escalation_of_roles(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    """Judge what each role may do by all its policies together, the role itself known or not."""
    for bearer in bearers_in(stack):
        alone = {
            finding.value for policy in bearer.policies for finding in _ways("", [policy], set())
        }
        for finding in _ways("its policies together", bearer.policies, bearer.names):
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


def _ways(at: str, policies: Sequence[Subject], own: AbstractSet[str]) -> Iterator[Finding]:
    """Visit what the policies of one bearer let it do together."""
    grants = [grant for one in policies for grant in grants_of(one, "identity")]
    statements = [statement for one in policies for statement in _known_statements(one)]
    for way in ways_to_escalate(held_actions(_counting(one, own) for one in statements)):
        yield _way(at, " and ".join(sorted(way.actions)), way.name)
    for name, action in ways_by_naming(grants):
        yield _way(at, action, name)


def _way(at: str, actions: str, name: str) -> Finding:
    return Finding(at, f"let it raise its rights by {actions}: {{value}}", name)


def _counting(statement: Statement, own: AbstractSet[str]) -> Statement:
    """Count the bearer's own name as a wildcard: to rewrite oneself is the whole danger.

    What is done under the condition of a permissions boundary stays within it, but for taking the
    boundary off (IAM User Guide, "Delegating responsibility to others using permissions
    boundaries").
    """
    if statement.allows and any(map(is_bounded, statement.conditions)):
        unbinding = (one for one in _UNBINDING if _covers(statement, one))
        return replace(statement, actions=tuple(unbinding), not_actions=())
    names = tuple("*" if _last(one) in own else one for one in statement.resources)
    return replace(statement, resources=names)


def _covers(statement: Statement, action: str) -> bool:
    listed = any(action_matches(one, action) for one in statement.actions)
    spared = any(action_matches(one, action) for one in statement.not_actions)
    return listed or (bool(statement.not_actions) and not spared)


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
    wide = [one for one in grant.resources if is_open(one) and not _SECRET.fullmatch(one)]
    for pattern in grant.actions if wide else ():
        managing = sorted(
            action
            for action in actions_matching(pattern)
            if access_level(action) == "Permissions management"
            and not _is_narrowed(grant, action, wide)
        )
        if managing:
            granted = f"{pattern} on {wide[0]}"
            yield Finding(grant.at, f"allows {{value}} ({managing[0]}), not on one ARN", granted)


def _is_narrowed(grant: Grant, action: str, wide: Sequence[str]) -> bool:
    """Whether conditions name the key, or keep what is changed within a permissions boundary."""
    if action.startswith("kms:"):
        return grant.may_be_narrowed(names_keys)
    if action in _SHORT_LIVED and all(map(_SHORT_LIVED[action].fullmatch, wide)):
        return True
    return action not in _UNBINDING and grant.may_be_narrowed(is_bounded)


_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
_DEMANDS = "give nobody the means to raise its own rights"
_REMEDY = (
    "Take one of the actions away, or name the one role, function, user or key that it is for; let "
    "tags be given to new keys alone (StringEquals aws:RequestTag/…, Null kms:ResourceAliases). "
    "Where a deploy role needs it, bind that role by a boundary and except the finding."
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
        demands="An action that changes permissions is allowed on exact ARNs only (`-??????` may "
        "end a secret's, `-????????` that of a role to delete or a queue to make), on keys by tag "
        "or alias, or under a permissions boundary of the account, whose name ends in -boundary.",
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
