"""What only the thread that began may ask: an interrupt reaches it there, and it ends in order."""

import threading
from collections.abc import Callable, Collection
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class _Errand(Generic[T]):
    question: Callable[[], T]
    answer: Future[T]

    def do(self) -> None:
        """Answer it; an interrupt lets whoever waits go, and goes on."""
        try:
            self.answer.set_result(self.question())
        except Exception as error:  # raised where it was asked
            self.answer.set_exception(error)
        except BaseException:
            self.answer.cancel()
            raise


class Foreground:
    """Questions that other threads hand to the main one, which asks them one after the other."""

    def __init__(self) -> None:
        self._errands: SimpleQueue[_Errand[Any] | None] = SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False

    def ask(self, question: Callable[[], T]) -> T:
        """Have it asked and wait; raises what it raises, `CancelledError` after the end."""
        if threading.current_thread() is threading.main_thread():
            return question()
        errand = _Errand(question, Future[T]())
        with self._closing:
            if self._closed:
                raise CancelledError
            self._errands.put(errand)
        return errand.answer.result()

    def serve(self, work: Collection["Future[Any]"]) -> None:
        """Ask what is handed over until all the work has ended; to be called by the main thread.

        An interrupt ends the question that is asked, and lets nobody wait for another one.
        """
        for one in work:
            one.add_done_callback(lambda _: self._errands.put(None))
        left = len(work)
        try:
            while left:
                errand = self._errands.get()
                if errand is None:
                    left -= 1
                else:
                    errand.do()
        finally:
            self._close()

    def _close(self) -> None:
        with self._closing:
            self._closed = True
        while True:
            try:
                errand = self._errands.get_nowait()
            except Empty:
                return
            if errand is not None:
                errand.answer.cancel()
