"""Schedules of Secrets Manager: the longest time that passes between two rotations."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from policies.schedules import UnreadableSchedule, longest_interval


@pytest.mark.parametrize(
    ("expression", "days"),
    [
        ("rate(4 hours)", 4 / 24),
        ("rate(1 hour)", 1 / 24),
        ("rate(36 hours)", 1.5),
        ("rate(1 day)", 1),
        ("rate(90 days)", 90),
        ("rate(0091 days)", 91),
        ("  rate( 999   days ) ", 999),
    ],
)
def test_a_rate_is_its_interval(expression: str, days: float) -> None:
    assert longest_interval(expression) == days


@pytest.mark.parametrize(
    ("expression", "days"),
    [
        # the examples of the user guide
        ("cron(0 /8 * * ? *)", 1),
        ("cron(0 8/8 * * ? *)", 1),
        ("cron(0 10 * * ? *)", 1),
        ("cron(0 18 ? * SAT *)", 7),
        ("cron(0 8 1 * ? *)", 31),
        ("cron(0 1 ? 1/3 SUN#1 *)", 98),
        ("cron(0 17 L * ? *)", 31),
        ("cron(0 8 ? * MON-FRI *)", 3),
        ("cron(0 16 1,15 * ? *)", 17),
        ("cron(0 0 ? * SUN#1 *)", 35),
        ("cron(0 0 ? 1/11 2#1 *)", 336),
        ("cron(0 0 SUNL * ? *)", 35),
        ("cron(0 0 1/2 * ? *)", 2),
        ("cron(0 0 1-15 * ? *)", 17),
        ("cron(0 0 ? * 1/2 *)", 2),
        ("cron(0 0 ? * 1-4 *)", 4),
        ("cron(0 0 ? * L *)", 7),
        ("cron(0 0 1 JAN,APR,JUL,OCT ? *)", 92),
        ("cron(0 0 1 1-3 ? *)", 306),
        # others
        ("cron(0 0 1 */2 ? *)", 62),
        ("cron(0 0 1,L * ? *)", 30),
        ("cron(0 0 ? * WED,SAT#2 *)", 7),
        ("cron(0 0 31 * ? *)", 61),
        ("cron(0 0 1-31/10 * ? *)", 10),
        ("cron(0 0 L 2 ? *)", 366),
        ("cron(0 0 29 2 ? *)", 1461),
        ("cron(0 0 1 1 ? *)", 366),
        ("cron(0 0 ? 12 * *)", 336),
        ("cron(0  4  ?  jan-dec  mon  *)", 7),
    ],
)
def test_a_cron_expression_is_its_longest_gap(expression: str, days: int) -> None:
    assert longest_interval(expression) == days


def test_the_fifth_sunday_of_a_month_is_now_and_then_far_off() -> None:
    """Counted once more over the whole 400 years after which the calendar repeats."""
    all_days = (date(2000, 1, 1) + timedelta(days) for days in range(146_097))
    sundays = [day for day in all_days if day.isoweekday() == 7 and day.day > 28]
    gaps = {(later - earlier).days for earlier, later in pairwise(sundays)}

    assert longest_interval("cron(0 0 ? * SUN#5 *)") == max(gaps)


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("", "neither rate"),
        ("every 30 days", "neither rate"),
        ("rate(30)", "neither rate"),
        ("rate(0 days)", "neither rate"),
        ("rate(-1 days)", "neither rate"),
        ("rate(1.5 days)", "neither rate"),
        ("rate(30 minutes)", "neither rate"),
        ("rate(30 days) rate(1 day)", "neither rate"),
        ("cron(0 0 1 * ?)", "six fields"),
        ("cron(0 0 1 * ? * *)", "six fields"),
        ("cron()", "six fields"),
        ("cron(30 0 1 * ? *)", "minute"),
        ("cron(* 0 1 * ? *)", "minute"),
        ("cron(0 24 1 * ? *)", "hour"),
        ("cron(0 ? 1 * ? *)", "hour"),
        ("cron(0 0 0 * ? *)", "day-of-month"),
        ("cron(0 0 32 * ? *)", "day-of-month"),
        ("cron(0 0 15W * ? *)", "day-of-month"),
        ("cron(0 0 LW * ? *)", "day-of-month"),
        ("cron(0 0 L-3 * ? *)", "day-of-month"),
        ("cron(0 0 SUN * ? *)", "day-of-month"),
        ("cron(0 0 15-1 * ? *)", "day-of-month"),
        ("cron(0 0 1/0 * ? *)", "day-of-month"),
        ("cron(0 0 1/ * ? *)", "day-of-month"),
        ("cron(0 0 1, * ? *)", "day-of-month"),
        ("cron(0 0 ?,1 * ? *)", "day-of-month"),
        ("cron(0 0 1-2-3 * ? *)", "day-of-month"),
        ("cron(0 0 ١ * ? *)", "day-of-month"),  # noqa: RUF001 - a digit of another script
        ("cron(0 0 1 13 ? *)", "month"),
        ("cron(0 0 1 JUNE ? *)", "month"),
        ("cron(0 0 1 L ? *)", "month"),
        ("cron(0 0 ? * 8 *)", "day-of-week"),
        ("cron(0 0 ? * SUN#6 *)", "day-of-week"),
        ("cron(0 0 ? * SUN#0 *)", "day-of-week"),
        ("cron(0 0 ? * #1 *)", "day-of-week"),
        ("cron(0 0 ? * FRI-MON *)", "day-of-week"),
        ("cron(0 0 ? * 6L *)", "day-of-week"),
        ("cron(0 0 1 * * *)", "?"),
        ("cron(0 0 ? * ? *)", "?"),
        ("cron(0 0 1 * ? 2027)", "year"),
        ("cron(0 0 1 * ? 2026-2030)", "year"),
        ("cron(0 0 1 * ? ?)", "year"),
        ("cron(0 0 31 2 ? *)", "no month has"),
        ("cron(0 0 30,31 FEB ? *)", "no month has"),
    ],
)
def test_what_cannot_be_read_is_told(expression: str, what: str) -> None:
    with pytest.raises(UnreadableSchedule) as refused:
        longest_interval(expression)
    assert what in refused.value.what
