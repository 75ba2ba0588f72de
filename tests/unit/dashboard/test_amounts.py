import pytest

from berthcare.dashboard.amounts import amount, limits, mark, spread
from berthcare.dashboard.model import Limit, Unit
from berthcare.dashboard.snapshot import Reading


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0, Unit.COUNT, "0"),
        (1234.0, Unit.COUNT, "1,234"),
        (0.5, Unit.COUNT, "0.5"),
        (12.5, Unit.DOLLARS, "$12.50"),
        (-3.0, Unit.DOLLARS, "-$3.00"),
        (3.14, Unit.PERCENT, "3.1 %"),
        (1200.4, Unit.MILLISECONDS, "1,200 ms"),
        (41.0, Unit.DAYS, "41 days"),
        (1.0, Unit.YES_NO, "yes"),
        (0.0, Unit.YES_NO, "no"),
    ],
)
def test_an_amount_has_its_unit(value: float, unit: Unit, text: str) -> None:
    assert amount(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (500.0, Unit.DOLLARS, "$500"),
        (2.5, Unit.PERCENT, "2.5 %"),
        (1000.0, Unit.MILLISECONDS, "1,000 ms"),
        (90.0, Unit.DAYS, "90"),
        (-0.001, Unit.COUNT, "0"),
        (1.0, Unit.YES_NO, "yes"),
    ],
)
def test_a_mark_on_a_scale_is_short(value: float, unit: Unit, text: str) -> None:
    assert mark(value, unit) == text


@pytest.mark.parametrize(
    ("least", "most", "unit", "text"),
    [
        (2.0, 17.0, Unit.COUNT, "2..17"),
        (4.0, 4.0, Unit.COUNT, "4"),
        (12.34, 99.99, Unit.DOLLARS, "12..100"),
        (90.0, 1500.0, Unit.MILLISECONDS, "90..1,500"),
        (0.0, 1.0, Unit.YES_NO, "no..yes"),
        (None, None, Unit.COUNT, ""),
    ],
)
def test_a_spread_goes_from_the_least_to_the_most(
    least: float | None, most: float | None, unit: Unit, text: str
) -> None:
    assert spread(Reading(least, least, most), unit) == text


@pytest.mark.parametrize(
    ("values", "unit", "text"),
    [
        ([(">=", 500.0), (">=", 100.0)], Unit.DOLLARS, ">= 100/500"),
        ([("<", 50.0)], Unit.DOLLARS, "< 50"),
        ([("<", 1.0), (">", 1000.0)], Unit.COUNT, "< 1, > 1,000"),
        ([(">", 0.0)], Unit.YES_NO, "yes"),
        ([], Unit.YES_NO, ""),
        ([], Unit.COUNT, ""),
    ],
)
def test_limits_of_one_comparison_stand_together(
    values: list[tuple[str, float]], unit: Unit, text: str
) -> None:
    assert limits([Limit(value, sign, "a label") for sign, value in values], unit) == text
