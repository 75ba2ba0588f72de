"""Reads one stack's configuration, collecting what is wrong instead of stopping at the first."""

import json
from collections.abc import Callable, Mapping
from typing import Protocol

from berthcare.problems import Problem

ProblemFinder = Callable[[str, str], Problem | None]
"""Judges the text given for a field, as `numbering.problem_with_number` does."""


class Configuration(Protocol):
    """A configuration bag such as `pulumi.Config`: every value is text, or absent."""

    def get(self, key: str, /) -> str | None:
        """Return the text of `key`, or `None` where it is not set."""


class Reader:
    """Reads typed values and remembers each `Problem`; a refused value reads as its empty form."""

    def __init__(self, configuration: Configuration, namespace: str) -> None:
        self._configuration = configuration
        self._namespace = namespace
        self.problems: list[Problem] = []

    def field(self, key: str) -> str:
        """Return the key as people type it: `namespace:key`."""
        return f"{self._namespace}:{key}"

    def raw(self, key: str) -> str | None:
        """Return the text of `key`; empty text counts as not set."""
        return self._configuration.get(key) or None

    def text(self, key: str, judge: ProblemFinder) -> str | None:
        """Read an optional text that `judge` must accept."""
        value = self.raw(key)
        if value is None or self._refused(judge(self.field(key), value)):
            return None
        return value

    def texts(
        self,
        key: str,
        judge: ProblemFinder,
        *,
        default: tuple[str, ...],
        example: str,
        confidential: bool = False,
    ) -> tuple[str, ...]:
        """Read a list of different texts, each of which `judge` must accept.

        Where `default` has something, an empty list is refused: it would not mean "none". What is
        `confidential` is not shown where it is refused.
        """
        value = self.raw(key)
        if value is None:
            return default
        items, remedy = _json_texts(value), f"Type it like: {example}"
        shown = None if confidential else value
        if items is None:
            self.refuse(key, shown, "be a list", remedy)
        elif default and not items:
            self.refuse(key, shown, "name at least one", remedy)
        elif len(set(items)) < len(items):
            self.refuse(key, shown, "name each once", remedy)
        else:
            found = [problem for item in items if (problem := judge(self.field(key), item))]
            self.problems.extend(found)
            return default if found else tuple(items)
        return default

    def flag(self, key: str, *, default: bool) -> bool:
        """Read a true-or-false value."""
        value = self.raw(key)
        if value in (None, "true", "false"):
            return default if value is None else value == "true"
        self.refuse(key, value, "be true or false", f"Type: pulumi config set {key} false")
        return default

    def choice(self, key: str, *, default: str, allowed: tuple[str, ...]) -> str:
        """Read one of the words allowed."""
        value = self.raw(key)
        if value is None or value in allowed:
            return value or default
        rule = f"be {' or '.join(allowed)}"
        self.refuse(key, value, rule, f"Type: pulumi config set {key} {default}")
        return default

    def whole(self, key: str, *, default: int, allowed: range | tuple[int, ...], unit: str) -> int:
        """Read a whole number of `unit`s out of those allowed."""
        value = self.raw(key)
        if value is None:
            return default
        if value.isdecimal() and int(value) in allowed:
            return int(value)
        spelled = (
            f"from {allowed[0]} to {allowed[-1]}"
            if isinstance(allowed, range)
            else "one of " + ", ".join(str(number) for number in allowed)
        )
        remedy = f"Type: pulumi config set {key} {default}"
        self.refuse(key, value, f"be a whole number of {unit}, {spelled}", remedy)
        return default

    def fields(self, key: str, *, example: str) -> dict[str, str] | None:
        """Read an object of texts, for its caller to judge; an empty one counts as not set.

        What is no object of texts is refused without being shown.
        """
        value = self.raw(key)
        if value is None:
            return None
        found = _json_fields(value)
        if found is None:
            self.refuse(key, None, "be an object of texts", f"Type: {example}")
        return found or None

    def credential(
        self, key: str, variable: str, environ: Mapping[str, str], judge: ProblemFinder
    ) -> str:
        """Read a credential from secret configuration, else from the environment variable."""
        configured = self.raw(key)
        value = configured or environ.get(variable) or ""
        source = self.field(key) if configured else variable
        if not value:
            remedy = f"Type: pulumi config set --secret {key}   (or: export {variable}=…)"
            self.problems.append(
                Problem(f"{self.field(key)} or {variable}", None, "be set", remedy)
            )
        elif self._refused(judge(source, value)):
            return ""
        return value

    def refuse(self, key: str, value: str | None, rule: str, remedy: str) -> None:
        """Remember that `key` must `rule`; what depends on several values is judged outside."""
        self.problems.append(Problem(self.field(key), value, rule, remedy))

    def _refused(self, problem: Problem | None) -> bool:
        if problem is not None:
            self.problems.append(problem)
        return problem is not None


def _json_texts(value: str) -> list[str] | None:
    try:
        items = json.loads(value)
    except ValueError:
        return None
    return [str(item) for item in items] if isinstance(items, list) else None


def _json_fields(value: str) -> dict[str, str] | None:
    try:
        found = json.loads(value)
    except ValueError:
        return None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        return None
    return found
