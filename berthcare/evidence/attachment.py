"""Policies that are attached by their ARN, and to whom: roles, users, groups, permission sets."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from berthcare.evidence.clause import Party, PartyKind, Source
from berthcare.evidence.state_resource import StateResource

_OF_AWS = re.compile(r"arn:aws[a-z-]*:iam::aws:policy/.+")
# Type -> (the properties that name bearers, with the bearer's kind; the one that names policies).
_ATTACHING: Mapping[str, tuple[tuple[tuple[str, PartyKind], ...], str]] = {
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": ((("group", "group"),), "policyArn"),
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": (
        (("groupName", "group"),),
        "policyArns",
    ),
    "aws:iam/policyAttachment:PolicyAttachment": (
        (("roles", "role"), ("users", "user"), ("groups", "group")),
        "policyArn",
    ),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ((("role", "role"),), "policyArn"),
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": (
        (("roleName", "role"),),
        "policyArns",
    ),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": ((("user", "user"),), "policyArn"),
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": (
        (("userName", "user"),),
        "policyArns",
    ),
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": (
        (("permissionSetArn", "permission set"),),
        "managedPolicyArn",
    ),
}
_ROLE = "aws:iam/role:Role"
# The type of a named principal -> its kind.
_PRINCIPALS: Mapping[str, PartyKind] = {
    _ROLE: "role",
    "aws:iam/user:User": "user",
    "aws:iam/group:Group": "group",
}
# Where a policy that belongs to one principal names it.
_OWNERS: Mapping[str, tuple[str, PartyKind]] = {
    "aws:iam/groupPolicy:GroupPolicy": ("group", "group"),
    "aws:iam/rolePolicy:RolePolicy": ("role", "role"),
    "aws:iam/userPolicy:UserPolicy": ("user", "user"),
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": (
        "permissionSetArn",
        "permission set",
    ),
}


@dataclass(frozen=True)
class Attachment:
    """One policy on one bearer."""

    source: Source
    bearer: Party
    policy_arn: str

    @property
    def is_of_aws(self) -> bool:
        """Whether AWS writes that policy, and may widen it."""
        return _OF_AWS.fullmatch(self.policy_arn) is not None


@dataclass(frozen=True)
class Unattributed:
    """An attachment whose bearer or policy the state does not tell in plain text."""

    source: Source


class Bearers:
    """Who bears which policy, as far as the state tells."""

    def __init__(self, resources: Sequence[StateResource]) -> None:
        self._arns = _arns_of_principals(resources)
        self.attachments: list[Attachment] = []
        self.unattributed: list[Unattributed] = []
        for resource in resources:
            for found in self._attachments_of(resource):
                if isinstance(found, Attachment):
                    self.attachments.append(found)
                else:
                    self.unattributed.append(found)

    def of(self, policy: StateResource) -> tuple[Party, ...] | None:
        """Return who bears the policies of a resource; `None` where it does not tell.

        A role bears its own inline ones, and nobody a policy that is attached to nothing.
        """
        if policy.type == _ROLE:
            return (Party("role", policy.arn or policy.name),)
        if policy.type in _OWNERS:
            key, kind = _OWNERS[policy.type]
            owner = policy.text(key)
            return (self._party(kind, owner),) if owner else None
        bearers = {one.bearer for one in self.attachments if one.policy_arn == policy.arn}
        return tuple(sorted(bearers, key=lambda one: (one.kind, one.value)))

    def _attachments_of(self, resource: StateResource) -> Iterator[Attachment | Unattributed]:
        bearers: list[Party] = []
        if resource.type == _ROLE and "managedPolicyArns" in resource.inputs:
            where = "managedPolicyArns"
            bearers += self.of(resource) or ()
        elif resource.type in _ATTACHING:
            named, where = _ATTACHING[resource.type]
            given = [(key, kind) for key, kind in named if resource.inputs.get(key) is not None]
            if not given:
                yield Unattributed(Source(resource.type, resource.name, named[0][0]))
            for key, kind in given:
                names = _texts(resource.inputs[key])
                if names is None:
                    yield Unattributed(Source(resource.type, resource.name, key))
                bearers += [self._party(kind, name) for name in names or ()]
        else:
            return
        source = Source(resource.type, resource.name, where)
        arns = _texts(resource.inputs.get(where))
        if arns is None:
            yield Unattributed(source)
        for arn in arns or ():
            yield from (Attachment(source, bearer, arn) for bearer in bearers)

    def _party(self, kind: PartyKind, name: str) -> Party:
        """Name a bearer by its ARN where the stack makes it."""
        return Party(kind, self._arns.get((kind, name), name))


def _arns_of_principals(resources: Sequence[StateResource]) -> dict[tuple[PartyKind, str], str]:
    return {
        (_PRINCIPALS[resource.type], name): resource.arn
        for resource in resources
        if resource.type in _PRINCIPALS and resource.arn
        for name in (resource.id, resource.text("name"))
        if name
    }


def _texts(value: Any) -> list[str] | None:
    """Read a text or a list of texts; `None` where something else is among them."""
    values = value if isinstance(value, list) else [value]
    return values if all(isinstance(one, str) for one in values) else None
