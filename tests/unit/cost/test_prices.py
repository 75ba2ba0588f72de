"""The file of prices is dated, whole, and judged field by field."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from berthcare.cost.price_list import FILE, IDS, OLD_AFTER_DAYS, PriceList, PricesRefused
from tests.unit.cost.project import PRICES

SOURCES = FILE.parent


def document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return found


def refusal(changed: object) -> str:
    with pytest.raises(PricesRefused) as refused:
        PriceList.parse(yaml.safe_dump(changed))
    return str(refused.value)


def test_every_price_has_its_source() -> None:
    assert all(
        price.source.startswith("https://") or price.source == "the product's requirements"
        for price in PRICES.prices.values()
    )


def test_an_amount_is_read_to_its_last_digit() -> None:
    assert PRICES["function-gb-second"].usd == Decimal("0.0000133334")
    assert PRICES["secret-call"].of(Decimal(1000)) == Decimal("0.005")


def test_every_price_is_used_by_a_line() -> None:
    code = "".join(path.read_text() for path in SOURCES.glob("*.py"))
    used = set(re.findall(r'prices\["([a-z-]+)"[\] ]', code))
    used |= set(re.findall(r'else "([a-z-]+)"\]', code))
    assert used == IDS


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("usd", 0.4, 'usd: 0.4 must be an amount in quotes, such as "0.40"'),
        ("usd", "-0.40", "usd: '-0.40' must be an amount"),
        ("usd", "NaN", "usd: 'NaN' must be an amount"),
        ("usd", None, "usd: None must be an amount"),
        ("per", 0, "per: 0 must be a whole number of units, 1 at least"),
        ("per", True, "per: True must be a whole number"),
        ("per", "many", "per: 'many' must be a whole number"),
        ("unit", "", "unit: '' must be text"),
        ("place", None, "place: None must be text"),
        ("source", 1, "source: 1 must be text"),
        ("cents", "40", "cents: must not be there"),
    ],
)
def test_a_bad_field_of_a_price_is_told(name: str, value: object, rule: str) -> None:
    changed = document()
    changed["prices"][0][name] = value
    assert f"prices[0] (secret).{rule}" in refusal(changed)


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("date", "in November", "date: 'in November' must be a date such as 2026-11-27"),
        ("currency", "CAD", "currency: 'CAD' must be USD"),
        ("prices", {}, "prices: must be a list"),
        ("tax", "0.13", "tax: must not be there"),
    ],
)
def test_a_bad_field_of_the_file_is_told(name: str, value: object, rule: str) -> None:
    assert rule in refusal({**document(), name: value})


def test_a_price_that_is_missing_unknown_or_given_twice_is_told() -> None:
    changed = document()
    first, second, *others = changed["prices"]
    text = refusal({**changed, "prices": [first, first, {**second, "id": "bandwidth"}, *others]})

    assert "secret-call: is missing" in text
    assert "bandwidth: is no price that a line uses" in text
    assert "secret: is given 2 times" in text


@pytest.mark.parametrize("changed", ["words", ["list"], None])
def test_what_is_no_mapping_is_refused(changed: object) -> None:
    assert "it must be a mapping with date, currency and prices" in refusal(changed)


def test_an_entry_that_is_no_mapping_is_told() -> None:
    assert "prices[0]: must be a mapping with id, usd" in refusal({**document(), "prices": ["x"]})


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PricesRefused, match="cannot be read: No such file"):
        PriceList.load(tmp_path / "prices.yaml")


def test_what_is_no_yaml_is_told() -> None:
    with pytest.raises(PricesRefused, match="it is no YAML"):
        PriceList.parse("date: [")


@pytest.mark.parametrize(("days", "told"), [(0, False), (OLD_AFTER_DAYS, False), (181, True)])
def test_old_prices_are_told(days: int, told: bool) -> None:
    note = PRICES.note(PRICES.as_of + timedelta(days=days))
    assert (note is not None) is told


def test_the_note_says_how_old_and_where_to_mend_it() -> None:
    prices = PriceList(date(2026, 1, 1), {})
    assert prices.note(date(2026, 12, 31)) == (
        "The prices are of 2026-01-01, 364 days ago: look them up anew at their sources "
        "(berthcare/cost/prices.yaml)."
    )
