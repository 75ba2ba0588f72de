"""Reads which IAM actions it takes to carry a plan out, from `needed_actions.yaml`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("needed_actions.yaml")
_AWS = "aws:"
# A step's operation -> what is done with the resource, as far as the engine or a refresh asks AWS.
_DEEDS: Mapping[str, tuple[str, ...]] = {
    "create": ("create", "read"),
    "create-replacement": ("create", "read"),
    "delete": ("read", "delete"),
    "delete-replaced": ("read", "delete"),
    "replace": ("create", "read", "delete"),
    "update": ("update", "read"),
}
_READ = ("read",)
EVERY_DEED = ("create", "read", "update")
"""What is asked of a type where no plan says what will be done with it."""


@dataclass(frozen=True)
class NeededActions:
    """The table: actions as `service:Action`."""

    of_types: Mapping[str, Mapping[str, frozenset[str]]]
    """By type token, then by `create`, `read`, `update` and `delete`."""
    services: Mapping[str, str]
    """By type token: the service of its own actions."""
    always: frozenset[str]
    """What the program asks whatever is planned."""
    of_state: frozenset[str]
    """What the engine asks of the state's bucket and key."""
    of_stored_state: frozenset[str]
    """What S3 asks of the key as whoever reads or writes the state's objects."""
    of_commands: Mapping[str, frozenset[str]]
    """By command, such as `verify`; one that asks AWS nothing besides has no row."""
    unseen: Mapping[str, str]
    """Why an action is needed that the embedded cloud never sees used."""

    def of(self, type_token: str, deeds: Iterable[str]) -> frozenset[str]:
        """Return the actions of a type; none for one that the table lacks."""
        known = self.of_types.get(type_token, {})
        return frozenset().union(*(known.get(deed, frozenset()) for deed in deeds))

    def lacks(self, type_token: str) -> bool:
        """Whether it is a type of AWS that the table does not know."""
        return type_token.startswith(_AWS) and type_token not in self.of_types


def deeds_of(operation: str) -> tuple[str, ...]:
    """Return what an operation of the engine does with a resource; it is read at least."""
    return _DEEDS.get(operation, _READ)


@lru_cache(maxsize=1)
def needed_actions() -> NeededActions:
    """Return the table."""
    read = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return NeededActions(
        of_types={token: _by_deed(entry) for token, entry in read["types"].items()},
        services={token: entry["service"] for token, entry in read["types"].items()},
        always=frozenset(read["always"]),
        of_state=frozenset(read["state"]),
        of_stored_state=frozenset(read["stored state"]),
        of_commands={name: frozenset(words.split()) for name, words in read["commands"].items()},
        unseen=read["unseen"],
    )


def _by_deed(entry: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    service = entry["service"]
    return {
        deed: frozenset(one if ":" in one else f"{service}:{one}" for one in words.split())
        for deed, words in entry.items()
        if deed != "service"
    }
