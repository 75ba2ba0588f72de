"""A whole stack under review: its resources, and which of them refer to which."""

from collections.abc import Iterator
from dataclasses import dataclass

from policies.subject import Subject, Unknown

STACK_TYPE = "pulumi:pulumi:Stack"
_IDENTITIES = ("arn", "id", "name", "bucket", "keyId")
"""Outputs by which one resource names another where it does not refer to it."""


@dataclass(frozen=True)
class Stack:
    """Every resource of a stack; `props` of each are its outputs, or its inputs in a preview."""

    resources: tuple[Subject, ...]

    def of_type(self, *types: str) -> Iterator[Subject]:
        """Visit the resources of these types."""
        return (one for one in self.resources if one.type in types)

    @property
    def itself(self) -> Subject:
        """The stack's own resource, which stands for the whole of it."""
        for one in self.of_type(STACK_TYPE):
            return one
        return Subject(type=STACK_TYPE, name="", urn="", props={})

    @property
    def project(self) -> str:
        """The project's name, as the URNs give it; empty where there is no resource."""
        return next((one.urn.split("::")[1] for one in self.resources if "::" in one.urn), "")

    @property
    def name(self) -> str:
        """The stack's name, as the URNs give it."""
        return next((stack_of(one.urn) for one in self.resources if one.urn), "")

    def referring_to(self, target: Subject, key: str, *types: str) -> Iterator[Subject]:
        """Visit the resources of these types whose input `key` names the target."""
        return (one for one in self.of_type(*types) if refers(one, key, target))


def refers(subject: Subject, key: str, target: Subject) -> bool:
    """Whether an input of one resource comes from another, or holds its name, id or ARN."""
    if target.urn and target.urn in subject.refers_to.get(key, ()):
        return True
    value = subject.props.get(key)
    values = value if isinstance(value, (list, tuple)) else [value]
    named = {
        name
        for identity in _IDENTITIES
        if isinstance(name := target.props.get(identity), str) and name
    }
    return any(isinstance(one, str) and one in named for one in values)


def may_refer(subject: Subject, key: str) -> bool:
    """Whether an input is not known yet, so that nobody can tell what it names."""
    return isinstance(subject.props.get(key), Unknown) and not subject.refers_to.get(key)


def stack_of(urn: str) -> str:
    """Give the stack's name in a URN, `urn:pulumi:STACK::PROJECT::TYPE::NAME`."""
    return urn.partition("::")[0].removeprefix("urn:pulumi:")
