"""The periods of usage records: which days each of Twilio's subresources tells (pure).

Source: docs/usage/api/usage-record, "Usage Records subresources" and the StartDate and EndDate
filters. Days are GMT. Twilio gives the periods that an account has lived through; here they begin
with the first day of use.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple


class Period(NamedTuple):
    """From the first day to the last, both included."""

    first: date
    last: date


def periods(name: str, today: date, first_use: date) -> list[Period] | None:
    """Return the periods of a subresource, newest first, or `None` for a name that is none.

    `name` is the last part of the path, empty for the Records resource itself, which is all time.
    """
    month, yesterday = today.replace(day=1), today - timedelta(days=1)
    single = {
        "": Period(first_use, today),
        "AllTime": Period(first_use, today),
        "Today": Period(today, today),
        "Yesterday": Period(yesterday, yesterday),
        "ThisMonth": Period(month, today),
        "LastMonth": Period(_month_before(month), month - timedelta(days=1)),
    }
    if name in single:
        return [single[name]]
    return _each(name, today, first_use) if name in ("Daily", "Monthly", "Yearly") else None


def within(period: Period, start: date | None, end: date | None) -> Period | None:
    """Return the part of a period between StartDate and EndDate, or `None` when there is none."""
    narrowed = Period(
        max(period.first, start or period.first), min(period.last, end or period.last)
    )
    return narrowed if narrowed.first <= narrowed.last else None


def parse_day(text: str, today: date) -> date | None:
    """Read `YYYY-MM-DD` or an offset such as `-30days`; `None` when it is neither."""
    offset = re.fullmatch(r"([+-][0-9]{1,5})days?", text)
    try:
        return today + timedelta(days=int(offset[1])) if offset else date.fromisoformat(text)
    except (OverflowError, ValueError):
        return None


def _each(name: str, today: date, first_use: date) -> list[Period]:
    """Return the calendar days, months or years up to today, newest first."""
    found = []
    last = today
    while last >= first_use:
        first = last
        if name != "Daily":
            first = last.replace(day=1) if name == "Monthly" else last.replace(month=1, day=1)
        found.append(Period(first, last))
        last = first - timedelta(days=1)
    return found


def _month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)
