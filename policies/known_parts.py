"""What is known of an IAM statement that the program gives as an object with unknown values.

An unknown item of a list is dropped: what is left is still granted. An element of which nothing is
known gets a stand-in, so that the statement can be parsed, and is empty afterwards.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from berthcare.iam.document import Statement
from policies.subject import Unknown

# What stands in a statement for an element of which nothing is known, so that it can be parsed.
_STAND_IN = "unknown:Unknown"
_LISTS = ("Action", "NotAction", "Resource", "NotResource")
PRINCIPAL_ELEMENTS = ("Principal", "NotPrincipal")
"""The elements of a statement that name principals."""


def without_unknown(statement: Any, number: int) -> tuple[Any, frozenset[str]]:
    """Copy a statement without its unknown values; name the elements that had any."""
    if not isinstance(statement, Mapping):
        return statement, frozenset()
    unknown = frozenset(key for key, value in statement.items() if holds_unknown(value))
    copied = {key: value for key, value in statement.items() if key not in unknown}
    copied.setdefault("Sid", f"#{number}")
    for element in unknown:
        copied |= _known_part(element, statement[element])
    return copied, unknown - {"Sid"}


def _known_part(element: str, value: Any) -> dict[str, Any]:
    if element in _LISTS:
        return {element: _known_items(value) or [_STAND_IN]}
    if element in PRINCIPAL_ELEMENTS:
        kinds = dict(value) if isinstance(value, Mapping) else {}
        known = {kind: items for kind, names in kinds.items() if (items := _known_items(names))}
        return {element: known or {"AWS": [_STAND_IN]}}
    if element == "Condition" and isinstance(value, Mapping):
        return {element: _known_conditions(value)}
    return {}


def _known_conditions(block: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the conditions that are known whole: a list of values is joined by OR."""
    known: dict[str, Any] = {}
    for operator, keys in block.items():
        if isinstance(keys, Mapping):
            whole = {key: value for key, value in keys.items() if not holds_unknown(value)}
            if whole:
                known[operator] = whole
        elif not isinstance(keys, Unknown):
            known[operator] = keys
    return known


def _known_items(value: Any) -> list[Any]:
    items = value if isinstance(value, (list, tuple)) else [value]
    return [item for item in items if not isinstance(item, Unknown)]


def holds_unknown(value: Any) -> bool:
    """Whether a value is unknown, or holds one that is at any depth."""
    if isinstance(value, Mapping):
        return any(map(holds_unknown, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(holds_unknown, value))
    return isinstance(value, Unknown)


def without_stand_ins(statement: Statement) -> Statement:
    """Empty the elements of a parsed statement of which nothing is known."""

    def kept(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(value for value in values if value != _STAND_IN)

    return replace(
        statement,
        actions=kept(statement.actions),
        not_actions=kept(statement.not_actions),
        resources=kept(statement.resources),
        not_resources=kept(statement.not_resources),
        principals=tuple(one for one in statement.principals if one.value != _STAND_IN),
        not_principals=tuple(one for one in statement.not_principals if one.value != _STAND_IN),
    )
