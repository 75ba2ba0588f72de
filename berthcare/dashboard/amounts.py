"""Values as a person reads them."""

from collections.abc import Sequence

from berthcare.dashboard.model import Limit, Series, Unit
from berthcare.dashboard.snapshot import Reading

NO_DATA = "no data"
NO_EVENT = "none"


def absence(series: Series) -> str:
    """Return what is said where a series has no data."""
    return NO_EVENT if series.counts_events else NO_DATA


def amount(value: float, unit: Unit) -> str:
    """Return a measured value with its unit, such as `$12.50`, `3.1 %`, `1,200 ms`."""
    match unit:
        case Unit.YES_NO:
            return "yes" if value else "no"
        case Unit.DOLLARS:
            return _dollars(value, f"{abs(value):,.2f}")
        case Unit.PERCENT:
            return f"{value:,.1f} %"
        case Unit.MILLISECONDS:
            return f"{value:,.0f} ms"
        case Unit.DAYS:
            return f"{value:,.0f} days"
        case Unit.COUNT:
            return _short(value)


def mark(value: float, unit: Unit) -> str:
    """Return a value on a scale, such as `$500`, `2.5 %`."""
    match unit:
        case Unit.YES_NO:
            return amount(value, unit)
        case Unit.DOLLARS:
            return _dollars(value, _short(abs(value)))
        case Unit.PERCENT:
            return f"{_short(value)} %"
        case Unit.MILLISECONDS:
            return f"{_short(value)} ms"
        case Unit.DAYS | Unit.COUNT:
            return _short(value)


def spread(reading: Reading, unit: Unit) -> str:
    """Return the least and the most, such as `2..17`, without the unit; empty without data.

    Of dollars the cents are left out.
    """
    if reading.least is None or reading.most is None:
        return ""
    ends = [
        f"{value:,.0f}" if unit is Unit.DOLLARS else amount(value, unit).split(" ")[0]
        for value in (reading.least, reading.most)
    ]
    return "..".join(dict.fromkeys(ends))


def limits(them: Sequence[Limit], unit: Unit) -> str:
    """Return limits, those of one comparison together, such as `>= 100/500/1,000`.

    Of a yes and a no, it is the yes that must not be.
    """
    if unit is Unit.YES_NO:
        return amount(1, unit) if them else ""
    told: dict[str, list[str]] = {}
    for limit in sorted(them, key=lambda one: one.value):
        told.setdefault(limit.comparison, []).append(_short(limit.value))
    return ", ".join(f"{sign} {'/'.join(values)}" for sign, values in told.items())


def _dollars(value: float, shown: str) -> str:
    return f"-${shown}" if value < 0 else f"${shown}"


def _short(value: float) -> str:
    """Return a number with two decimals at most, and no zero that says nothing."""
    shown = f"{value:,.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown
