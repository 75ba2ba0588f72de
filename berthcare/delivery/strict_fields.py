"""A JSON object read field by field: nothing missing, nothing unknown, no other type, bounded.

A report may come from a stranger's fork: it is refused as a whole rather than half understood.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, NoReturn, cast

from berthcare.errors import BerthcareError
from berthcare.problems import Problem

_SHOWN = 60
"""Characters of a refused value that are repeated."""


class Refused(BerthcareError):
    """A field is not as it must be: field, value, rule, remedy."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.field}: {problem.shown} must {problem.rule}.", problem.remedy)


class Fields:
    """One object; `place` names it in a refusal, as "report.steps[3]". A read may be `Refused`."""

    def __init__(self, value: object, place: str, remedy: str) -> None:
        self._place, self._remedy = place, remedy
        if not isinstance(value, dict):
            self._refuse(place, value, "be an object")
        self._values: dict[str, object] = value

    @classmethod
    def parse(cls, text: str, place: str, remedy: str, *, most: int) -> "Fields":
        """Read an object from JSON of at most `most` characters."""
        if len(text) > most:
            rule = f"be at most {most:,} characters of JSON"
            raise Refused(Problem(place, f"{len(text):,} characters", rule, remedy))
        try:
            value = json.loads(text, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise Refused(Problem(place, text[:_SHOWN], "be JSON", remedy)) from None
        return cls(value, place, remedy)

    def only(self, *names: str) -> "Fields":
        """Refuse every field but these, and return the object."""
        for name in self._values:
            if name not in names:
                self._refuse(
                    self._place, name, f"hold these fields and no other: {', '.join(names)}"
                )
        return self

    def text(self, name: str, *, most: int, pattern: str | None = None) -> str:
        """Return a text of at most `most` characters that matches the whole pattern, if any."""
        value = self._value(name)
        if not isinstance(value, str):
            self._refuse(self._at(name), value, "be a text")
        return self._bounded(self._at(name), value, most, pattern)

    def optional_text(self, name: str, *, most: int) -> str | None:
        """Return a text, or `None` where the field is null."""
        return None if self._value(name) is None else self.text(name, most=most)

    def one_of(self, name: str, *known: str) -> str:
        """Return a text that is one of the known."""
        value = self._value(name)
        if not isinstance(value, str) or value not in known:
            self._refuse(self._at(name), value, f"be one of {', '.join(known)}")
        return value

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self._value(name)
        if not isinstance(value, bool):
            self._refuse(self._at(name), value, "be true or false")
        return value

    def count(self, name: str, *, most: int) -> int:
        """Return a whole number from 0 to `most`."""
        value = self._value(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            self._refuse(self._at(name), value, f"be a whole number from 0 to {most}")
        return value

    def moment(self, name: str) -> datetime:
        """Return a time with its zone, in UTC."""
        text = self.text(name, most=40)
        try:
            moment = datetime.fromisoformat(text.replace("Z", "+00:00"))  # Python 3.10 knows no Z
            zone = moment.tzinfo
            moment = moment.astimezone(timezone.utc)
        except (ValueError, OverflowError):
            zone = None
        if zone is None:
            rule = "be a time with its zone, as 2026-01-31T08:00:00+00:00"
            self._refuse(self._at(name), text, rule)
        return moment

    def texts(self, name: str, *, count: int, most: int) -> tuple[str, ...]:
        """Return a list of at most `count` texts of at most `most` characters."""
        places = enumerate(self._list(name, count))
        return tuple(self._list_text(f"{self._at(name)}[{n}]", one, most) for n, one in places)

    def objects(self, name: str, *, count: int) -> tuple["Fields", ...]:
        """Return a list of at most `count` objects."""
        places = enumerate(self._list(name, count))
        return tuple(Fields(one, f"{self._at(name)}[{n}]", self._remedy) for n, one in places)

    def inner(self, name: str) -> "Fields":
        """Return the object that the field holds."""
        return Fields(self._value(name), self._at(name), self._remedy)

    def optional_mapping(self, name: str) -> Mapping[str, object] | None:
        """Return an object as it is, its fields not looked at, or `None` where it is null."""
        value = self._value(name)
        if value is not None and not isinstance(value, dict):
            self._refuse(self._at(name), value, "be an object or null")
        return cast("Mapping[str, object] | None", value)

    def has(self, name: str) -> bool:
        """Tell whether the field is there."""
        return name in self._values

    def _value(self, name: str) -> Any:
        if name not in self._values:
            rule = f"hold the field {name}"
            self._refuse(self._place, f"an object without {name}", rule)
        return self._values[name]

    def _list(self, name: str, count: int) -> Sequence[object]:
        value = self._value(name)
        if not isinstance(value, list):
            self._refuse(self._at(name), value, "be a list")
        if len(value) > count:
            self._refuse(self._at(name), f"{len(value)} entries", f"hold at most {count}")
        return value

    def _list_text(self, place: str, value: object, most: int) -> str:
        if not isinstance(value, str):
            self._refuse(place, value, "be a text")
        return self._bounded(place, value, most, None)

    def _bounded(self, place: str, value: str, most: int, pattern: str | None) -> str:
        if len(value) > most:
            self._refuse(place, f"{len(value)} characters", f"be at most {most} characters")
        if pattern is not None and not re.fullmatch(pattern, value):
            self._refuse(place, value, f"match {pattern}")
        return value

    def _at(self, name: str) -> str:
        return f"{self._place}.{name}"

    def _refuse(self, place: str, value: object, rule: str) -> NoReturn:
        shown = value if isinstance(value, str) else _kind(value)
        cut = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]} …"
        raise Refused(Problem(place, cut, rule, self._remedy))


def _kind(value: object) -> str:
    """Name a value that is no text; what a list or an object holds may be anything."""
    kinds = {list: "a list", dict: "an object", type(None): "null"}
    return kinds.get(type(value)) or str(value)


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
