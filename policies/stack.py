"""A whole stack under review: its resources, and which of them refer to which."""

from collections.abc import Iterator
from dataclasses import dataclass

from berthcare.names import PROJECT
from policies.subject import Subject, Unknown

STACK_TYPE = "pulumi:pulumi:Stack"
_IDENTITIES = ("arn", "id", "name", "bucket", "keyId", "url")
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
        """The stack as an exception names it; see `qualified`."""
        return next((stack_of(one.urn) for one in self.resources if one.urn), "")

    def referring_to(self, target: Subject, key: str, *types: str) -> Iterator[Subject]:
        """Visit the resources of these types whose input `key` names the target."""
        return (one for one in self.of_type(*types) if refers(one, key, target))


def refers(subject: Subject, key: str, target: Subject) -> bool:
    """Whether an input of one resource names another.

    A value that is known decides: it is one of the target's names, or it is not. Where it is not
    known, or the target's names are not, what the value comes from does.
    """
    named = names_of(target)
    values = subject.props.get(key)
    texts = [one for one in _items(values) if isinstance(one, str)]
    if any(one in named for one in texts):
        return True
    decided = bool(named) and bool(texts) and len(texts) == len(_items(values))
    return not decided and bool(target.urn) and target.urn in subject.refers_to.get(key, ())


def names_of(target: Subject) -> set[str]:
    """Give the known outputs by which other resources name this one."""
    found = (target.props.get(identity) for identity in _IDENTITIES)
    return {name for name in found if isinstance(name, str) and name}


def _items(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def may_refer(subject: Subject, key: str) -> bool:
    """Whether an input is not known yet, so that nobody can tell what it names."""
    return isinstance(subject.props.get(key), Unknown) and not subject.refers_to.get(key)


def stack_of(urn: str) -> str:
    """Name the stack of a URN, `urn:pulumi:STACK::PROJECT::TYPE::NAME`, as exceptions do."""
    start, _, rest = urn.partition("::")
    return qualified(start.removeprefix("urn:pulumi:"), rest.partition("::")[0])


def qualified(stack: str, project: str) -> str:
    """Name a stack as an exception does: those of other projects as `PROJECT/STACK`."""
    return stack if project == PROJECT else f"{project}/{stack}"
