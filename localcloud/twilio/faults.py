"""Faults on demand: rules that make the emulator fail the way a network or Twilio can.

A rule names a method, a path and how often it strikes, and exactly one way to fail. It is part of
the control surface under `/_emulator`, which is not Twilio's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_METHODS = ("*", "GET", "POST", "DELETE")
_LONGEST_MS = 60_000
_USUAL_CODES = {401: 20003, 403: 20403, 404: 20404, 429: 20429, 503: 20503}
"""What Twilio answers with these statuses (docs/errors of each code)."""
_MOST_TIMES = 100_000
_KINDS = (
    "status",
    "page_status",
    "latency_ms",
    "drop_after_commit",
    "hang_after_commit",
    "malformed",
    "reset",
    "slow_visibility_ms",
)
_FIELDS = {*_KINDS, "method", "path", "times", "code", "message", "after_commit"}


class FaultRuleError(ValueError):
    """A rule that is refused; the text names the field and the rule it breaks."""


@dataclass
class Fault:
    """One rule. `remaining` is how often it still strikes; times are in milliseconds."""

    method: str
    path: "re.Pattern[str]"
    remaining: int
    status: int | None = None
    code: int = 20500
    message: str = ""
    page: bool = False
    after_commit: bool = False
    latency_ms: int = 0
    drop_after_commit: bool = False
    hang_after_commit: bool = False
    malformed: bool = False
    reset: bool = False
    slow_visibility_ms: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Tell whether the rule still strikes and is meant for this request."""
        return (
            self.remaining > 0
            and self.method in ("*", method)
            and self.path.search(path) is not None
        )


class Faults:
    """The rules in force; the first that matches strikes."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []

    def add(self, document: Mapping[str, Any]) -> None:
        """Add the rule that a JSON object describes. Raises `FaultRuleError`."""
        self._rules.append(parse(document))

    def clear(self) -> None:
        """Forget every rule."""
        self._rules.clear()

    def strike(self, method: str, path: str) -> Fault | None:
        """Return the rule that strikes this request, and count it down."""
        for rule in self._rules:
            if rule.matches(method, path):
                rule.remaining -= 1
                return rule
        return None


def parse(document: Mapping[str, Any]) -> Fault:
    """Return the rule that a JSON object describes, or raise `FaultRuleError`."""
    unknown = sorted(set(document) - _FIELDS)
    if unknown:
        raise FaultRuleError(f"unknown field {unknown[0]}; known are {', '.join(sorted(_FIELDS))}")
    kinds = [kind for kind in _KINDS if kind in document]
    if len(kinds) != 1:
        raise FaultRuleError(f"exactly one of {', '.join(_KINDS)} is needed")
    if {"code", "message", "after_commit"} & set(document) and kinds != ["status"]:
        raise FaultRuleError("code, message and after_commit go with status only")
    method = document.get("method", "*")
    if method not in _METHODS:
        raise FaultRuleError(f"method must be one of {', '.join(_METHODS)}")
    rule = Fault(method, _path(document.get("path", "")), _whole(document, "times", 1, _MOST_TIMES))
    kind = kinds[0]
    if kind == "status":
        rule.status = _whole(document, "status", 400, 599)
        usual = _USUAL_CODES.get(rule.status, 20500)
        rule.code = _whole({"code": usual, **document}, "code", 0, 99_999)
        rule.message = _text(document.get("message", "Fault injected"))
        rule.after_commit = _flag(document.get("after_commit", False), "after_commit")
    elif kind == "page_status":
        rule.status, rule.page = _whole(document, kind, 400, 599), True
    elif kind.endswith("_ms"):
        setattr(rule, kind, _whole(document, kind, 1, _LONGEST_MS))
    elif _flag(document[kind], kind):
        setattr(rule, kind, True)
    else:
        raise FaultRuleError(f"{kind} must be true")
    return rule


def _path(value: object) -> "re.Pattern[str]":
    try:
        return re.compile(_text(value))
    except re.error:
        raise FaultRuleError("path must be a regular expression") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise FaultRuleError("path and message must be strings")
    return value


def _flag(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise FaultRuleError(f"{name} must be true or false")
    return value


def _whole(document: Mapping[str, Any], name: str, least: int, most: int) -> int:
    value = document.get(name, 1)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise FaultRuleError(f"{name} must be a whole number from {least} to {most}")
    return value
