"""The estimate as a JSON document, and the comparison of two of them, line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from berthcare.cost.estimate import Estimate, Overview
from berthcare.cost.price_list import CURRENCY
from berthcare.environments import Environment
from berthcare.errors import BerthcareError

Document = dict[str, Any]
_SUMS = ("required_usd", "rest_usd", "usd")


def as_document(overview: Overview, environment: Environment, notes: Sequence[str]) -> Document:
    """Return an environment's estimate; amounts are text, those of lines not rounded."""
    estimate = overview.estimates[environment]
    both = {name: str(getattr(overview, name)) for name in _SUMS}
    return {
        "environment": environment.value,
        "currency": CURRENCY,
        "prices_of": overview.prices.as_of.isoformat(),
        **{name: str(getattr(estimate, name)) for name in _SUMS},
        "groups": _groups(estimate),
        "both": {**both, "one_account_more_usd": str(overview.one_account_more_usd)},
        "notes": list(notes),
    }


def _groups(estimate: Estimate) -> list[Document]:
    return [
        {
            "title": group.title,
            "required": group.required,
            "usd": str(group.usd),
            "lines": [
                {
                    "name": one.name,
                    "quantity": f"{one.quantity:f}",
                    "unit": one.price.unit,
                    "usd": f"{one.usd:f}",
                }
                for one in group.lines
            ],
        }
        for group in estimate.groups
    ]


@dataclass(frozen=True)
class Change:
    """One amount at two commits; `None` where it is not there."""

    name: str
    before: Decimal | None
    now: Decimal | None

    @property
    def usd(self) -> Decimal:
        """By how much it is more now."""
        return (self.now or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True)
class Comparison:
    """The estimate beside that of an earlier commit."""

    commit: str
    sums: tuple[Change, Change, Change]
    """The requirement's lines, the rest, and all."""
    lines: tuple[Change, ...]
    """Those that differ."""


def compare(before: Mapping[str, Any], now: Mapping[str, Any], commit: str) -> Comparison:
    """Compare two documents. Raises `BerthcareError` where the earlier one has another form."""
    try:
        required, rest, every = (
            Change(name, _usd(before[name]), _usd(now[name])) for name in _SUMS
        )
        lines_before, lines_now = _lines(before), _lines(now)
    except (KeyError, TypeError, AttributeError, InvalidOperation):
        raise BerthcareError(
            f"The estimate of {commit} has another form and cannot be compared.",
            "Compare with a later commit: git log --oneline -- berthcare/cost",
        ) from None
    changes = (
        Change(name, lines_before.get(name), lines_now.get(name))
        for name in {**lines_now, **lines_before}
    )
    differing = tuple(one for one in changes if one.before != one.now)
    return Comparison(commit, (required, rest, every), differing)


def _lines(document: Mapping[str, Any]) -> dict[str, Decimal]:
    return {
        line["name"]: _usd(line["usd"]) for group in document["groups"] for line in group["lines"]
    }


def _usd(value: object) -> Decimal:
    """Read an amount, which is text. Raises `TypeError` or `InvalidOperation`."""
    if not isinstance(value, str):
        raise TypeError("an amount is text")
    return Decimal(value)


def comparison_document(comparison: Comparison) -> Document:
    """Return the comparison as JSON."""
    return {
        "commit": comparison.commit,
        **{name: str(one.before) for name, one in zip(_SUMS, comparison.sums, strict=True)},
        "changes": [
            {"name": one.name, "before_usd": _text(one.before), "now_usd": _text(one.now)}
            for one in comparison.lines
        ],
    }


def _text(usd: Decimal | None) -> str | None:
    return None if usd is None else f"{usd:f}"
