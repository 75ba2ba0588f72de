"""How long a function waits for others, so that it ends well within its own time."""

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """Times of one request, in seconds. Tests give shorter ones."""

    connect: float = 3.0
    read: float = 5.0
    retry_after: float = 0.5
    """Before the one retry of a request that may be sent twice."""


@dataclass(frozen=True)
class Deadline:
    """A moment of the monotonic clock."""

    moment: float

    @classmethod
    def within(cls, seconds: float) -> "Deadline":
        """Return the deadline that lies this many seconds ahead."""
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """Return the seconds until then, never below 0."""
        return max(0.0, self.moment - time.monotonic())
