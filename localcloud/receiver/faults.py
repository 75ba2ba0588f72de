"""Faults on demand: rules that make the receiver answer late, wrongly, or whoever asks.

A rule is for one webhook path or, without `path`, for all. It is part of the control surface under
`/_receiver`, which is not the backend's.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

_KINDS = ("status", "latency_ms", "accept_unsigned")
_FIELDS = {*_KINDS, "path", "times"}
_MOST_TIMES = 100_000
_LONGEST_MS = 60_000


class FaultRuleError(ValueError):
    """A rule that is refused; the text names the field and the rule it breaks."""


@dataclass
class Fault:
    """One rule: exactly one of its last three fields is set."""

    path: str | None
    remaining: int
    """How often it still strikes."""
    status: int | None = None
    """Answered in place of everything."""
    latency_ms: int = 0
    """Waited before the usual answer."""
    accept_unsigned: bool = False
    """A request without a genuine signature is answered as Twilio's would be."""


class Faults:
    """The rules in force; the first that matches strikes."""

    def __init__(self, paths: Collection[str]) -> None:
        """`paths` are the webhook paths that a rule may name."""
        self._paths = paths
        self._rules: list[Fault] = []

    def add(self, document: object) -> None:
        """Add the rule that a JSON object describes. Raises `FaultRuleError`."""
        if not isinstance(document, dict):
            raise FaultRuleError("the body must be a JSON object")
        self._rules.append(parse(document, self._paths))

    def clear(self) -> None:
        """Forget every rule."""
        self._rules.clear()

    def strike(self, path: str) -> Fault | None:
        """Return the rule that strikes a request to this path, and count it down."""
        for rule in self._rules:
            if rule.remaining > 0 and rule.path in (None, path):
                rule.remaining -= 1
                return rule
        return None


def parse(document: Mapping[str, Any], paths: Collection[str]) -> Fault:
    """Return the rule that a JSON object describes, or raise `FaultRuleError`."""
    unknown = sorted(set(document) - _FIELDS)
    if unknown:
        raise FaultRuleError(f"unknown field {unknown[0]}; known are {', '.join(sorted(_FIELDS))}")
    kinds = [kind for kind in _KINDS if kind in document]
    if len(kinds) != 1:
        raise FaultRuleError(f"exactly one of {', '.join(_KINDS)} is needed")
    path = document.get("path")
    if path is not None and path not in paths:
        raise FaultRuleError(f"path must be one of {', '.join(paths)}")
    rule = Fault(path, _whole(document, "times", 1, _MOST_TIMES))
    if kinds == ["status"]:
        rule.status = _whole(document, "status", 200, 599)
    elif kinds == ["latency_ms"]:
        rule.latency_ms = _whole(document, "latency_ms", 1, _LONGEST_MS)
    elif document["accept_unsigned"] is True:
        rule.accept_unsigned = True
    else:
        raise FaultRuleError("accept_unsigned must be true")
    return rule


def _whole(document: Mapping[str, Any], name: str, least: int, most: int) -> int:
    value = document.get(name, 1)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise FaultRuleError(f"{name} must be a whole number from {least} to {most}")
    return value
