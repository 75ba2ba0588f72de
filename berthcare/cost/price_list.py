"""The prices of one date, read from `prices.yaml` beside this module, and judged."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from berthcare.cost.price import Price
from berthcare.errors import BerthcareError

FILE = Path(__file__).with_name("prices.yaml")
CURRENCY = "USD"
OLD_AFTER_DAYS = 180
IDS = frozenset(
    {
        *("number", "emergency-number", "voice-minute", "text"),
        *("secret", "secret-call", "key", "key-request", "parameter", "parameter-call"),
        *("metric", "alarm", "dashboard", "log-gb", "log-gb-kept"),
        *("function-start", "function-gb-second", "event", "queue-request", "notice", "email"),
        *("trail-event", "trail-event-again", "file-written", "file-gb-kept", "budget"),
    }
)
"""The prices that the lines are made of: each must be there, and no other."""

_FIELDS = ("id", "usd", "per", "unit", "place", "source")
_USD = re.compile(r"\d+(\.\d+)?")


class PricesRefused(BerthcareError):
    """The file of prices is wrong; the text names each field."""

    def __init__(self, problems: list[str]) -> None:
        lines = "".join(f"\n  - {problem}" for problem in problems)
        super().__init__(
            f"The prices of {FILE.name} are refused.{lines}\n",
            "Mend berthcare/cost/prices.yaml, or restore it: "
            "git checkout berthcare/cost/prices.yaml",
        )


@dataclass(frozen=True)
class PriceList:
    """Every price, as of one day."""

    as_of: date
    prices: Mapping[str, Price]

    @classmethod
    def load(cls, path: Path = FILE) -> "PriceList":
        """Read the file. Raises `PricesRefused`."""
        try:
            return cls.parse(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise PricesRefused([f"the file cannot be read: {error.strerror}"]) from None

    @classmethod
    def parse(cls, text: str) -> "PriceList":
        """Read the text of the file. Raises `PricesRefused` with every problem."""
        try:
            found = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise PricesRefused([f"it is no YAML: {error}"]) from None
        if not isinstance(found, dict):
            raise PricesRefused(["it must be a mapping with date, currency and prices"])
        problems = _problems_with_head(found)
        listed = found.get("prices")
        entries = listed if isinstance(listed, list) else []
        for number, entry in enumerate(entries):
            problems += _problems_with_entry(number, entry)
        problems += _problems_with_ids(entries)
        if problems:
            raise PricesRefused(problems)
        return cls(found["date"], {one["id"]: _price(one) for one in entries})

    def __getitem__(self, price_id: str) -> Price:
        return self.prices[price_id]

    def note(self, today: date) -> str | None:
        """Say so where the prices are old."""
        days = (today - self.as_of).days
        if days <= OLD_AFTER_DAYS:
            return None
        return (
            f"The prices are of {self.as_of}, {days} days ago: look them up anew at their sources "
            f"(berthcare/cost/prices.yaml)."
        )


def _price(entry: Mapping[str, Any]) -> Price:
    usd = Decimal(entry["usd"])
    return Price(usd, entry["per"], entry["unit"], entry["place"], entry["source"])


def _problems_with_head(found: Mapping[str, Any]) -> list[str]:
    problems = [
        f"{name}: must not be there"
        for name in sorted(found.keys() - {"date", "currency", "prices"})
    ]
    if type(found.get("date")) is not date:
        problems.append(f"date: {found.get('date')!r} must be a date such as 2026-11-27")
    if found.get("currency") != CURRENCY:
        problems.append(f"currency: {found.get('currency')!r} must be {CURRENCY}")
    if not isinstance(found.get("prices"), list):
        problems.append("prices: must be a list")
    return problems


def _problems_with_entry(number: int, entry: object) -> list[str]:
    if not isinstance(entry, dict):
        return [f"prices[{number}]: must be a mapping with {', '.join(_FIELDS)}"]
    where = f"prices[{number}] ({entry.get('id')})"
    problems = [f"{where}.{name}: must not be there" for name in entry if name not in _FIELDS]
    usd, per = entry.get("usd"), entry.get("per")
    if not isinstance(usd, str) or not _USD.fullmatch(usd):
        problems.append(f'{where}.usd: {usd!r} must be an amount in quotes, such as "0.40"')
    if not isinstance(per, int) or isinstance(per, bool) or per < 1:
        problems.append(f"{where}.per: {per!r} must be a whole number of units, 1 at least")
    return problems + [
        f"{where}.{name}: {entry.get(name)!r} must be text"
        for name in ("unit", "place", "source")
        if not isinstance(entry.get(name), str) or not entry[name].strip()
    ]


def _problems_with_ids(entries: list[Any]) -> list[str]:
    ids = [str(entry.get("id")) for entry in entries if isinstance(entry, dict)]
    return [
        *(f"{one}: is no price that a line uses" for one in sorted(set(ids) - IDS)),
        *(f"{one}: is missing" for one in sorted(IDS - set(ids))),
        *(
            f"{one}: is given {ids.count(one)} times"
            for one in sorted(set(ids))
            if ids.count(one) > 1
        ),
    ]
