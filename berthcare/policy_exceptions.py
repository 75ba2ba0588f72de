"""The findings that the policy rules let pass, each with its reason, its owner and its end.

They stand in one reviewed file, `policies/exceptions.yaml`, and not in a stack's configuration:
`pulumi policy analyze` hands no configuration to a pack, and an exception must mean the same
wherever the rules run (docs/adr/0012).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from berthcare.environments import Environment

_FIELDS = ("rule", "stacks", "resource", "finding", "reason", "owner", "expires")
_TEXTS = ("rule", "resource", "finding", "reason", "owner")
_LONGEST_DAYS = 366
_FOREIGN = re.compile(r"[\w.-]+/[\w.-]+")


@dataclass(frozen=True)
class PolicyException:
    """One finding of one rule on one resource that is let pass until a day."""

    rule: str
    stacks: tuple[str, ...]
    """Stack names, such as `staging`; those of another project as `PROJECT/STACK`."""
    resource: str
    """The end of its URN, `type::name`."""
    finding: str
    """What the violation's message gives as its finding."""
    reason: str
    owner: str
    """A team or a role, never a person's name."""
    expires: date
    """The last day on which it holds (UTC)."""

    def has_expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return today > self.expires


@dataclass(frozen=True)
class Fault:
    """An entry that is no exception: its place in the file, and what is wrong with it."""

    place: str
    what: str
    of: str = field(default="", compare=False)
    """The rule and the resource that it names, as far as it does."""


def read_exceptions(text: str, today: date) -> tuple[list[PolicyException], list[Fault]]:
    """Read the file's text; what cannot be read is a `Fault`, and lets nothing pass.

    An exception may last a year from `today` at the most: it is looked at again by then.
    """
    try:
        entries = yaml.safe_load(text) or []
    except (yaml.YAMLError, ValueError) as error:  # an impossible date is a ValueError
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "the file"
        return [], [Fault(where, "is not YAML")]
    if not isinstance(entries, list):
        return [], [Fault("the file", "is not a list of exceptions")]
    read: list[PolicyException] = []
    faults: list[Fault] = []
    for number, entry in enumerate(entries, start=1):
        place = f"exception {number}"
        wrong = _what_is_wrong(entry, today)
        if wrong is not None:
            faults.append(Fault(place, wrong, _of(entry)))
        elif (exception := _exception(entry)) in read:
            faults.append(Fault(place, "is given twice", _of(entry)))
        else:
            read.append(exception)
    return read, faults


def _of(entry: object) -> str:
    """Say which entry it is, as far as it says so itself."""
    known = entry if isinstance(entry, Mapping) else {}
    said = [str(known[key]) for key in ("rule", "resource") if known.get(key)]
    return ", ".join(said)


def _exception(entry: Mapping[str, Any]) -> PolicyException:
    texts = {key: entry[key].strip() for key in _TEXTS}
    return PolicyException(**texts, stacks=tuple(entry["stacks"]), expires=entry["expires"])


def _what_is_wrong(entry: object, today: date) -> str | None:
    if not isinstance(entry, Mapping):
        return "is not an object"
    missing = [key for key in _FIELDS if entry.get(key) in (None, "", [])]
    unknown = sorted(str(key) for key in entry if key not in _FIELDS)
    wrong = [f"lacks {missing[0]}"] if missing else []
    wrong += [f"has the unknown field {unknown[0]!r}"] if unknown else []
    if wrong:
        return " and ".join(wrong)
    return _wrong_value(entry, today)


def _wrong_value(entry: Mapping[str, Any], today: date) -> str | None:
    blank = [key for key in _TEXTS if not isinstance(entry[key], str) or not entry[key].strip()]
    if blank:
        return f"has a {blank[0]} that is no text"
    stacks, expires = entry["stacks"], entry["expires"]
    if not isinstance(stacks, list) or not all(isinstance(one, str) for one in stacks):
        return "has stacks that are no list of names, such as [staging]"
    strange = [
        one for one in stacks if one not in list(Environment) and not _FOREIGN.fullmatch(one)
    ]
    if strange:
        known = ", ".join(Environment)
        return f"has the stack {strange[0]!r}, not one of {known}, nor PROJECT/STACK of another"
    if type(expires) is not date:
        return "has an expires that is no date, such as 2027-01-31"
    if (expires - today).days > _LONGEST_DAYS:
        return f"expires on {expires}, more than {_LONGEST_DAYS} days from now"
    return None
