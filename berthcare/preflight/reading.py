"""One thing that is read once, and that several checks wait for."""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Generic, TypeVar

from berthcare.errors import BerthcareError

T = TypeVar("T")


class NotRead(BerthcareError):
    """What a check builds upon could not be read; the check of that thing itself says why."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} could not be read, so this is not known.", "")


class Reading(Generic[T]):
    """A value, or the error that there is in its place. Safe between threads."""

    def __init__(self, what: str) -> None:
        """Make one that is not read yet; `what` begins a sentence: "The configuration"."""
        self._what = what
        self._future: Future[T] = Future()

    def take(self, ask: Callable[[], T]) -> None:
        """Read now; a `BerthcareError` is kept for those who wait."""
        try:
            self._future.set_result(ask())
        except BerthcareError as error:
            self._future.set_exception(error)
        except BaseException:
            # A fault of ours must be seen, and nobody may wait for ever because of it.
            self.abandon()
            raise

    def abandon(self) -> None:
        """Let nobody wait any longer, where it was not read."""
        self._future.cancel()

    def get(self) -> T:
        """Wait for it. Raises the `BerthcareError` that there is in its place."""
        try:
            return self._future.result()
        except CancelledError:
            raise NotRead(self._what) from None

    def needed(self) -> T:
        """Wait for it, for a check of something else. Raises `NotRead` where it is not there."""
        try:
            return self.get()
        except BerthcareError:
            raise NotRead(self._what) from None

    def known(self) -> T | None:
        """Wait for it; `None` where it is not there."""
        try:
            return self.get()
        except BerthcareError:
            return None
