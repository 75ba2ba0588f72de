"""A question that is asked once, whichever thread wants the answer first."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Asks at the first call; every call returns that answer, or raises what it raised."""

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._asking = threading.Lock()
        self._answer: Future[T] = Future()

    def __call__(self) -> T:
        """Return the answer; whoever comes while it is asked for waits."""
        with self._asking:
            if not self._answer.done():
                try:
                    self._answer.set_result(self._ask())
                except Exception as error:  # kept for the others, and raised below
                    self._answer.set_exception(error)
        return self._answer.result()
