from datetime import datetime, timedelta, timezone

import pytest

from berthcare.dashboard.window import LONGEST_HOURS, Window

NOW = datetime(2026, 3, 2, 11, 42, 7, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("hours", "minutes", "count"),
    [
        (1, 5, 12),
        (24, 5, 288),
        (33, 5, 396),
        (34, 15, 136),
        (168, 60, 168),
        (LONGEST_HOURS, 60, 360),
    ],
)
def test_the_period_grows_with_the_span(hours: int, minutes: int, count: int) -> None:
    window = Window.back_from(NOW, hours)

    assert (window.period, window.count, window.hours) == (timedelta(minutes=minutes), count, hours)


def test_the_last_period_is_the_one_that_runs() -> None:
    window = Window.back_from(NOW, 1)

    assert window.starts[-1] == datetime(2026, 3, 2, 11, 40, tzinfo=timezone.utc)
    assert window.end == datetime(2026, 3, 2, 11, 45, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("minutes", "place"), [(-1, None), (0, 0), (4, 0), (5, 1), (59, 11), (60, None)]
)
def test_a_time_lies_in_a_period_or_outside(minutes: int, place: int | None) -> None:
    window = Window.back_from(NOW, 1)

    assert window.place_of(window.start + timedelta(minutes=minutes)) == place
