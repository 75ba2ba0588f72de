"""Readings side by side: each waits only for those that it needs, and fails for itself."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass
from typing import Generic, TypeVar

from functions.common.failure import KnownFailure, location
from functions.common.patience import Deadline

T = TypeVar("T")

_AT_ONCE = 32
"""More than there are readings: one that waits for another never keeps it from starting."""


@dataclass(frozen=True)
class Failure:
    """A reading that gave no value."""

    reading: str
    reason: str
    bug: BaseException | None = None
    """The exception where it is none of the known kinds; never shown, only its type and place."""


class Reading(Generic[T]):
    """One value that is being read."""

    def __init__(self, name: str, future: "Future[T]", deadline: Deadline) -> None:
        self.name = name
        self._future = future
        self._deadline = deadline

    def needed(self) -> T:
        """Wait for the value; raise `KnownFailure` where there is none."""
        try:
            return self._future.result(self._deadline.left())
        except Exception:  # whatever it was, it is told once, by `failure`
            raise KnownFailure(f"needs {self.name}") from None

    def value(self) -> T | None:
        """Wait for the value; `None` where there is none."""
        try:
            return self.needed()
        except KnownFailure:
            return None

    def failure(self) -> Failure | None:
        """Wait, and say why there is no value; `None` where there is one."""
        try:
            error = self._future.exception(self._deadline.left())
        except NotInTime:
            return Failure(self.name, "out of time")
        if error is None:
            return None
        if isinstance(error, KnownFailure):
            return Failure(self.name, error.reason)
        return Failure(self.name, f"{type(error).__name__} at {location(error)}", error)


class Readings:
    """All readings of one stage, until its deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="reading")
        self._started: list[Reading[object]] = []

    def close(self) -> None:
        """Wait for nobody: what is late ends by its own time limits, and is not asked any more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def start(self, name: str, read: Callable[[], T]) -> Reading[T]:
        """Begin a reading."""
        reading = Reading(name, self._pool.submit(read), self._deadline)
        self._started.append(reading)  # type: ignore[arg-type]  # read only, so covariant
        return reading

    def failures(self) -> list[Failure]:
        """Wait for all, and return what failed, in the order of the start."""
        return [failure for one in self._started if (failure := one.failure()) is not None]
