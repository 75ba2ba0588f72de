"""How long the watcher waits, so that a run ends well within the function's 60 seconds."""

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """Times in seconds. Tests give shorter ones."""

    connect: float = 3.0
    read: float = 5.0
    retry_after: float = 0.5
    """Before the one retry of a request that may be sent twice."""
    look: float = 5.0
    """For one look at a webhook as a whole: name, addresses, handshake and answer."""
    second_look: float = 3.0
    """Before a webhook that did badly is looked at again."""
    readings: float = 25.0
    """For all readings together."""
    action: float = 15.0
    """For a suspension, and for reading the status again."""


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
