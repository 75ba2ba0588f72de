"""The form of a resource's inputs: text, flag, list or amount; what is not known yet is passed."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi.runtime.rpc import UNKNOWN

from berthcare.problems import Problem


@dataclass(frozen=True, kw_only=True)
class Forms:
    """The names of a resource's inputs, by the form of their values. `None` is always allowed."""

    texts: Collection[str] = ()
    flags: Collection[str] = ()
    lists: Collection[str] = ()
    """Lists of texts."""
    amounts: Collection[str] = ()
    """Numbers that are not negative; the engine hands whole ones over as floats too."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every input by name."""
        return (*self.texts, *self.lists, *self.flags, *self.amounts)

    def problems(self, properties: Mapping[str, Any]) -> list[Problem]:
        """Say which known values have the wrong form."""
        found = [self._problem(name, properties.get(name)) for name in self.names]
        return [problem for problem in found if problem is not None]

    def unknown(self, properties: Mapping[str, Any]) -> list[str]:
        """Return the inputs that are not known yet, as in a preview that creates their source."""
        return [
            name
            for name in self.names
            if (value := properties.get(name)) == UNKNOWN
            or (isinstance(value, list) and UNKNOWN in value)
        ]

    def _problem(self, name: str, value: Any) -> Problem | None:
        if value is None or value == UNKNOWN:
            return None
        if name in self.texts and not isinstance(value, str):
            return Problem(name, str(value), "be text", "Put it between quotation marks.")
        if name in self.flags and not isinstance(value, bool):
            return Problem(
                name, str(value), "be true or false", "Write it without quotation marks."
            )
        if name in self.lists and not _is_list_of_texts(value):
            return Problem(name, str(value), "be a list of texts", 'Write it like ["416", "647"].')
        if name in self.amounts and not _is_amount(value):
            return Problem(name, str(value), "be a number, 0 or more", "Write it like 1000.")
        return None


def known(properties: Mapping[str, Any], name: str) -> str:
    """Return a text, empty where it is not set or not known."""
    value = properties.get(name) or ""
    return "" if value == UNKNOWN else str(value)


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_amount(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < math.inf
