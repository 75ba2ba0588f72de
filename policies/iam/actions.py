"""Knows AWS's actions: which there are, what each is for, and whether a resource can narrow it.

The names are those of the Service Authorization Reference, kept in action_data.json (see
generate_action_data.py). AWS adds actions every week: one that is not known here may exist.
Patterns are compared as IAM does it: letter case never counts, `*` is any run of characters and
`?` exactly one (IAM User Guide, "IAM JSON policy elements: Action").
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, cast

from berthcare.iam.matching import text_matches
from policies.iam.wildcards import is_every_action_of_a_service

AccessLevel = Literal["List", "Read", "Write", "Permissions management", "Tagging"]
"""What an action is for, after the access levels of the Service Authorization Reference."""

_WILDCARDS = "*?"
_DATA = Path(__file__).with_name("action_data.json")


class _Action(NamedTuple):
    name: str
    access_level: AccessLevel
    supports_only_star: bool


@lru_cache(maxsize=1024)
def actions_matching(pattern: str) -> frozenset[str]:
    """Expand a pattern to the names of the known actions it covers, as `s3:GetObject`.

    The service part may hold wildcards too, and `*` alone is every action. A pattern that covers
    no known action gives the empty set; it may still cover one that is new.
    """
    service, _, name = ("*:*" if pattern == "*" else pattern.lower()).partition(":")
    return frozenset(
        action.name for prefix in _services_matching(service) for action in _matching(prefix, name)
    )


def access_level(action: str) -> AccessLevel | None:
    """Give the access level of an action, None where the action is not known."""
    known = _find(action)
    return known.access_level if known else None


def supports_only_star(action: str) -> bool:
    """Whether no resource but `*` can be given for an action; False where it is not known.

    The reference lists no resource type for such an action, as for `s3:ListAllMyBuckets`.
    """
    known = _find(action)
    return known.supports_only_star if known else False


def knows_service(prefix: str) -> bool:
    """Whether `prefix` is the service part of known actions."""
    return prefix.lower() in _data()


def is_known(action: str) -> bool:
    """Whether there is an action of this whole name."""
    return _find(action) is not None


def covers_a_service(pattern: str) -> bool:
    """Whether an action pattern covers every action of a service, as `s3:*`, `sqs:*e*` and `*`."""
    if is_every_action_of_a_service(pattern):
        return True
    named = actions_matching(pattern) if set(pattern) & set(_WILDCARDS) else frozenset()
    services = {action.partition(":")[0] for action in named}
    return any(actions_matching(f"{service}:*") <= named for service in services)


def restrictable(pattern: str) -> bool:
    """Whether a pattern covers an action that supports a resource narrower than `*`.

    A pattern that covers no known action counts as one that does: what is not known is asked for
    a narrow resource.
    """
    covered = actions_matching(pattern)
    return not covered or not all(map(supports_only_star, covered))


def _services_matching(pattern: str) -> Iterable[str]:
    if "*" in pattern or "?" in pattern:
        return [service for service in _data() if text_matches(pattern, service)]
    return [pattern] if pattern in _data() else []


def _matching(service: str, pattern: str) -> Iterable[_Action]:
    actions = _actions_of(service)
    if "*" in pattern or "?" in pattern:
        return [action for name, action in actions.items() if text_matches(pattern, name)]
    return [actions[pattern]] if pattern in actions else []


def _find(action: str) -> _Action | None:
    service, _, name = action.lower().partition(":")
    return _actions_of(service).get(name) if service in _data() else None


@cache
def _data() -> Mapping[str, Mapping[str, str]]:
    """Read the file's services: the names of actions, joined by blanks, by access level."""
    read = json.loads(_DATA.read_text(encoding="utf-8"))
    return cast("Mapping[str, Mapping[str, str]]", read["services"])


@cache
def _actions_of(service: str) -> Mapping[str, _Action]:
    """Give the actions of a known service by their names in lower case."""
    return {
        name.lower(): _Action(
            f"{service}:{name}", cast("AccessLevel", level.rstrip("*")), level.endswith("*")
        )
        for level, names in _data()[service].items()
        for name in names.split(" ")
    }
