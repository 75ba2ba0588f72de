"""What the program registers, as a graph: resources, their parents, and what each refers to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

COMPONENT = "berthcare:"
"""What the types of the program's own components begin with."""


@dataclass(frozen=True)
class Resource:
    """One registration."""

    type: str
    name: str
    """Unique in the program."""
    parent: str
    """Name of the parent."""
    inputs: Mapping[str, Any]
    """By wire name, without secrets."""
    refers_to: frozenset[str]
    """Names of what its inputs come from, and of what it waits for."""

    @property
    def kind(self) -> str:
        """The last part of the type: `MetricAlarm`."""
        return self.type.rpartition(":")[2].rpartition("/")[2]

    @property
    def is_component(self) -> bool:
        """Whether it only holds others."""
        return self.type.startswith(COMPONENT)


@dataclass(frozen=True)
class Graph:
    """Every resource, in the order of names: the program registers them in no certain one."""

    resources: Sequence[Resource]

    @classmethod
    def of(cls, resources: Iterable[Resource]) -> "Graph":
        """Put resources in order."""
        return cls(tuple(sorted(resources, key=lambda one: one.name)))

    def components(self) -> list[Resource]:
        """Return the components."""
        return [one for one in self.resources if one.is_component]

    def of_kind(self, kind: str) -> list[Resource]:
        """Return the resources of a kind, such as `Role`."""
        return [one for one in self.resources if one.kind == kind]

    def named(self, name: str) -> Resource:
        """Return one resource."""
        (found,) = [one for one in self.resources if one.name == name]
        return found
