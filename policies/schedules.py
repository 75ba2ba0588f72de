"""How many days a Secrets Manager schedule lets pass between two rotations.

Source: Secrets Manager User Guide, "Rotation schedules": the forms of rate and cron expressions,
and what Secrets Manager accepts of each cron field. There is no `W`; the minute is 0, and the year
is `*`.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

_RATE = re.compile(r"rate\(\s*0*([1-9][0-9]{0,5})\s+(hour|day)s?\s*\)")
_CRON = re.compile(r"cron\((.*)\)")
_HOURS_A_DAY = 24
_WEEKS_OF_A_MONTH = range(1, 6)
_FIRST_DAY = date(2000, 1, 1)
# Weekdays come back to the same dates after 28 years, so every gap shows in twice as many.
_DAYS = 2 * 28 * 366

DayTest = Callable[[date], bool]


class UnreadableSchedule(Exception):
    """An expression that cannot be read; `what` goes on from its name."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class _Field:
    """A cron field: what it is called, and its first and last value; names begin at the first."""

    called: str
    first: int
    last: int
    names: tuple[str, ...] = ()

    def unreadable(self) -> UnreadableSchedule:
        return UnreadableSchedule(f"has a {self.called} that Secrets Manager would not read")


_HOUR = _Field("hour", 0, 23)
_DAY = _Field("day-of-month", 1, 31)
_MONTH = _Field(
    "month",
    1,
    12,
    ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
)
_WEEKDAY = _Field("day-of-week", 1, 7, ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"))


def longest_interval(expression: str) -> float:
    """Give the most days that may pass between two rotations, or raise `UnreadableSchedule`.

    Of a cron expression, these are the days between two on which it fires.
    """
    rate = _RATE.fullmatch(expression.strip())
    if rate:
        return int(rate[1]) / (_HOURS_A_DAY if rate[2] == "hour" else 1)
    cron = _CRON.fullmatch(expression.strip())
    if cron is None:
        raise UnreadableSchedule("is neither rate(NUMBER hours or days) nor cron(SIX FIELDS)")
    return _longest_gap(_fires(cron[1].upper().split()))


def _longest_gap(fires: DayTest) -> int:
    days = (_FIRST_DAY + timedelta(number) for number in range(_DAYS))
    gaps = [(later - earlier).days for earlier, later in pairwise(filter(fires, days))]
    if not gaps:
        raise UnreadableSchedule("names a day that no month has")
    return max(gaps)


def _fires(fields: list[str]) -> DayTest:
    if len(fields) != 6:
        raise UnreadableSchedule("has not the six fields of a cron expression")
    minute, hour, day, month, weekday, year = fields
    if minute != "0":
        raise UnreadableSchedule("has a minute other than 0")
    if year != "*":
        raise UnreadableSchedule("has a year other than *, so it would end")
    _values(hour, _HOUR)
    months = _values(month, _MONTH)
    is_day = _day_test(day, weekday)
    return lambda one: one.month in months and is_day(one)


def _day_test(day: str, weekday: str) -> DayTest:
    if (day == "?") == (weekday == "?"):
        raise UnreadableSchedule("has not ? as its day-of-month or its day-of-week, and only there")
    parts = day.split(",") if weekday == "?" else weekday.split(",")
    tests = [_monthly(part) if weekday == "?" else _weekly(part) for part in parts]
    return lambda one: any(test(one) for test in tests)


def _monthly(part: str) -> DayTest:
    """Read a part of the day-of-month: `L` is the month's last day, `SUNL` its last Sunday."""
    if part == "L":
        return lambda one: _is_among_the_last(one, 1)
    if part.endswith("L") and part[:-1] in _WEEKDAY.names:
        weekday = _value(part[:-1], _WEEKDAY)
        return lambda one: _weekday(one) == weekday and _is_among_the_last(one, 7)
    days = _span(part, _DAY)
    return lambda one: one.day in days


def _weekly(part: str) -> DayTest:
    """Read a part of the day-of-week: `L` is Saturday, `SUN#2` the month's second Sunday."""
    if part == "L":
        return lambda one: _weekday(one) == _WEEKDAY.last
    name, hashed, week = part.partition("#")
    if not hashed:
        weekdays = _span(part, _WEEKDAY)
        return lambda one: _weekday(one) in weekdays
    weekday, nth = _value(name, _WEEKDAY), _number(week, _WEEKDAY)
    if nth not in _WEEKS_OF_A_MONTH:
        raise _WEEKDAY.unreadable()
    return lambda one: _weekday(one) == weekday and (one.day - 1) // 7 + 1 == nth


def _weekday(day: date) -> int:
    """Give the number of a weekday; Sunday is 1."""
    return day.isoweekday() % 7 + 1


def _is_among_the_last(day: date, days: int) -> bool:
    return (day + timedelta(days)).month != day.month


def _values(text: str, field: _Field) -> set[int]:
    return {value for part in text.split(",") for value in _span(part, field)}


def _span(part: str, field: _Field) -> Iterable[int]:
    """Read `*`, `5`, `1-5`, and with a step `*/2`, `/2`, `3/2` (from 3 to the end), `1-5/2`."""
    span, stepped, step = part.partition("/")
    low, dashed, high = span.partition("-")
    if span == "*" or (stepped and not span):
        first, last = field.first, field.last
    else:
        first = _value(low, field)
        last = _value(high, field) if dashed else field.last if stepped else first
    width = _number(step, field) if stepped else 1
    if first > last or width < 1:
        raise field.unreadable()
    return range(first, last + 1, width)


def _value(text: str, field: _Field) -> int:
    if text in field.names:
        return field.first + field.names.index(text)
    value = _number(text, field)
    if not field.first <= value <= field.last:
        raise field.unreadable()
    return value


def _number(text: str, field: _Field) -> int:
    if not re.fullmatch("[0-9]{1,4}", text):
        raise field.unreadable()
    return int(text)
