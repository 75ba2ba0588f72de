"""Who bears which identity policies in a stack, by whichever resource they are attached.

A role need not be of the stack: the backend's own role may exist already. Type tokens and inputs
are those of pulumi-aws 7.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from policies.stack import Stack, names_of
from policies.subject import Subject

_ROLE = "aws:iam/role:Role"
_POLICY = "aws:iam/policy:Policy"
_INLINE = "aws:iam/rolePolicy:RolePolicy"
# Type -> its inputs that name roles, and those that name policies.
_ATTACHING = {
    "aws:iam/policyAttachment:PolicyAttachment": ("roles", "policyArn"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ("role", "policyArn"),
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": (
        "roleName",
        "policyArns",
    ),
    _ROLE: ("name", "managedPolicyArns"),
}


@dataclass(frozen=True)
class Bearer:
    """A role with the resources that hold its identity policies.

    `subject` is the role, or one of those resources where the role is not of the stack. `names`
    are the role's own and those of its policies.
    """

    subject: Subject
    policies: tuple[Subject, ...]
    names: frozenset[str]


def bearers_in(stack: Stack) -> Iterator[Bearer]:
    """Visit the roles that bear two policies or more; one by itself is judged as a resource."""
    roles = {role.urn: role for role in stack.of_type(_ROLE)}
    known = {name: urn for urn, role in roles.items() for name in names_of(role)}
    policies = {
        name: policy
        for policy in stack.of_type(_POLICY)
        for name in (*names_of(policy), policy.urn)
    }
    borne: dict[str, dict[str, Subject]] = {urn: {urn: role} for urn, role in roles.items()}
    for one in stack.of_type(_INLINE):
        for role in _named(one, "role"):
            borne.setdefault(known.get(role, role), {})[one.urn] = one
    for one in stack.of_type(*_ATTACHING):
        of_roles, of_policies = _ATTACHING[one.type]
        for role in (one.urn,) if one.type == _ROLE else _named(one, of_roles):
            for name in _named(one, of_policies):
                if name in policies:
                    policy = policies[name]
                    borne.setdefault(known.get(role, role), {})[policy.urn] = policy
    for key, held in borne.items():
        if len(held) > 1:
            everything = tuple(held.values())
            names = {key, *(name for one in everything for name in _names(one))}
            yield Bearer(roles.get(key, everything[0]), everything, frozenset(names))


def _named(subject: Subject, key: str) -> Iterator[str]:
    """Visit what an input names: its texts, and the resources that it comes from."""
    value = subject.props.get(key)
    for one in value if isinstance(value, (list, tuple)) else [value]:
        if isinstance(one, str):
            yield one
    yield from subject.refers_to.get(key, ())


def _names(subject: Subject) -> Iterator[str]:
    if subject.type in (_ROLE, _POLICY):
        name = subject.props.get("name")
        if isinstance(name, str):
            yield name
