"""What each resource type must say and do. `localcloud.aws.lifecycle` does the rest."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from localcloud.aws.cloud import Cloud
from localcloud.aws.documents import same_document, same_json, same_members, same_settings
from localcloud.aws.wire import Properties

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Scope:
    """The account and the region in which one operation on one resource happens."""

    cloud: Cloud
    region: str

    def client(self, service: str) -> Any:
        """Return the boto3 client of the service in this region."""
        return self.cloud.client(service, self.region)


class Handler(ABC):
    """One resource type. Instances hold no state.

    Inputs given to the methods are checked and complete: defaults filled in, `tagsAll` holding the
    provider's default tags merged with the resource's own.
    """

    pulumi_type: ClassVar[str]
    """The type token, `aws:module/name:Class`."""
    updates: ClassVar[frozenset[str]] = frozenset()
    """Inputs that change in place."""
    replaces: ClassVar[frozenset[str]] = frozenset()
    """Inputs whose change needs a new resource ("Forces new resource" in the provider's docs)."""
    silent: ClassVar[frozenset[str]] = frozenset()
    """Inputs that are used at the creation only and whose change alone does nothing."""
    name_input: ClassVar[str | None] = None
    """The input that Pulumi fills with `<logical name>-<7 hex digits>` where it is absent."""
    defaults: ClassVar[Mapping[str, Any]] = NOTHING
    """Defaults in the provider's schema, which the engine and the policies see as inputs."""
    computed: ClassVar[frozenset[str]] = frozenset()
    """Optional inputs that AWS fills in where they are absent."""
    documents: ClassVar[frozenset[str]] = frozenset()
    """Inputs that hold a JSON document and compare by meaning."""
    json_texts: ClassVar[frozenset[str]] = frozenset()
    """Inputs that hold JSON in which the order of lists counts."""
    unordered: ClassVar[frozenset[str]] = frozenset()
    """Inputs that hold a set."""
    secrets: ClassVar[frozenset[str]] = frozenset()
    """Outputs that the provider marks as secret."""

    @property
    def honoured(self) -> frozenset[str]:
        """Every input that this handler carries to AWS."""
        return self.updates | self.replaces | self.silent

    @property
    def taggable(self) -> bool:
        """Whether the type has tags."""
        return "tags" in self.updates

    def same(self, name: str, left: Any, right: Any) -> bool:
        """Tell whether two values of an input mean the same to AWS."""
        if name in self.documents:
            return same_document(left, right)
        if name in self.json_texts:
            return same_json(left, right)
        if name in self.unordered:
            return same_members(left, right)
        if isinstance(left, (dict, list)) and name != "tags":
            return same_settings(left, right)
        return bool(left == right)

    def problems(self, inputs: Properties) -> list[tuple[str, str]]:
        """Check what types cannot say: `(input, reason)`. Values may be unknown."""
        del inputs
        return []

    @abstractmethod
    def create(self, scope: Scope, inputs: Properties) -> str:
        """Make the resource with its one creating call and return its id."""

    def settle(self, scope: Scope, resource_id: str, inputs: Properties) -> None:
        """Make the further calls that complete a new resource. By default there are none."""
        del scope, resource_id, inputs

    def imported(self, import_id: str) -> tuple[str, Properties]:
        """Return the id that an import means, and what of the state its spelling tells."""
        return import_id, {}

    @abstractmethod
    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """Return what AWS has, or None (or an AWS "not found" error) where the resource is gone.

        `prior` is the last known state, empty at an import.
        """

    @abstractmethod
    def update(self, scope: Scope, resource_id: str, change: "Change") -> None:
        """Carry the changed inputs to AWS."""

    @abstractmethod
    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """Delete the resource; an AWS "not found" error counts as done."""


@dataclass(frozen=True)
class Change:
    """An update: the last known state, the wanted inputs, and the names of those that differ."""

    old: Properties
    new: Properties
    names: frozenset[str]

    def touches(self, *names: str) -> bool:
        """Tell whether one of the inputs changed."""
        return not self.names.isdisjoint(names)

    @property
    def tags_to_set(self) -> dict[str, str]:
        """Tags that are new or have a new value."""
        old = self.old.get("tagsAll") or {}
        return {key: tag for key, tag in self.new["tagsAll"].items() if old.get(key) != tag}

    @property
    def tags_to_remove(self) -> list[str]:
        """Keys of the tags that are no longer wanted."""
        return sorted((self.old.get("tagsAll") or {}).keys() - self.new["tagsAll"].keys())


def tag_list(
    tags: Mapping[str, str], key: str = "Key", value: str = "Value"
) -> list[dict[str, str]]:
    """Write tags the way most AWS APIs take them."""
    return [{key: name, value: text} for name, text in tags.items()]


def tag_map(tags: Any, key: str = "Key", value: str = "Value") -> dict[str, str]:
    """Read tags the way most AWS APIs give them."""
    return {tag[key]: tag[value] for tag in tags or []}


def outside(inputs: Properties, ranges: Mapping[str, tuple[int, int]]) -> list[tuple[str, str]]:
    """Name the numbers that are not within their range, both ends included."""
    return [
        (name, f"must be between {least} and {most}")
        for name, (least, most) in ranges.items()
        if isinstance(inputs.get(name), (int, float)) and not least <= inputs[name] <= most
    ]


def given(**arguments: Any) -> dict[str, Any]:
    """Keep the arguments of an API call that have a value."""
    return {name: value for name, value in arguments.items() if value is not None}


def attribute_text(value: Any) -> str:
    """Write an attribute of a topic or a queue: SNS and SQS take text only."""
    return str(value).lower() if isinstance(value, bool) else str(value)
