"""The time that a dashboard looks back on, in periods of one length."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

LONGEST_HOURS = 24 * 15
_PERIODS = (300, 900, 3600)
"""Seconds; the watcher runs every five minutes, and nothing shows more of it."""
_MOST_PERIODS = 400
"""More are neither seen in a line of the terminal nor in a small chart."""


@dataclass(frozen=True)
class Window:
    """Whole periods, the last of which may still be running.

    Periods begin at multiples of their length since 1970, as CloudWatch's do (API page
    GetMetricData: times that align with the period are answered best).
    """

    start: datetime
    period: timedelta
    count: int
    """How many periods."""

    @classmethod
    def back_from(cls, now: datetime, hours: int) -> "Window":
        """Return the window that covers the given hours (1 to `LONGEST_HOURS`) up to now (UTC)."""
        seconds = next(length for length in _PERIODS if hours * 3600 <= length * _MOST_PERIODS)
        period = timedelta(seconds=seconds)
        last = datetime.fromtimestamp(now.timestamp() // seconds * seconds, timezone.utc)
        count = hours * 3600 // seconds
        return cls(last - period * (count - 1), period, count)

    @property
    def end(self) -> datetime:
        """The end of the last period, which is not in it."""
        return self.start + self.period * self.count

    @property
    def hours(self) -> int:
        """How many hours it spans."""
        return self.period * self.count // timedelta(hours=1)

    @property
    def starts(self) -> tuple[datetime, ...]:
        """When each period begins."""
        return tuple(self.start + self.period * number for number in range(self.count))

    def place_of(self, time: datetime) -> int | None:
        """Return which period a time lies in; `None` outside the window."""
        number = (time - self.start) // self.period
        return number if 0 <= number < self.count else None
