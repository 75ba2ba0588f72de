"""An engine that runs learns once that it is to end, whenever the request comes."""

import os
import signal
from collections.abc import Callable

from berthcare.engine.interrupts import Interrupt, interrupting_once


class EngineDouble:
    """Counts its interrupts; does something of a test's when it is sent the first."""

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.came: list[int] = []
        self._meanwhile = meanwhile

    def send_signal(self, number: int) -> None:
        self.came.append(number)
        self._meanwhile()


def asked_to_end(interrupt: Interrupt) -> None:
    interrupt.end(signal.SIGTERM, None)


def test_a_request_before_the_engine_is_started_reaches_it_then() -> None:
    interrupt, engine = Interrupt(), EngineDouble()
    asked_to_end(interrupt)
    interrupt.reaches(engine)  # type: ignore[arg-type]
    assert engine.came == [signal.SIGINT]


def test_a_request_while_the_engine_is_being_told_is_the_same_one() -> None:
    interrupt = Interrupt()
    engine = EngineDouble(meanwhile=lambda: asked_to_end(interrupt))
    interrupt.reaches(engine)  # type: ignore[arg-type]
    asked_to_end(interrupt)
    assert engine.came == [signal.SIGINT]


def test_a_request_between_two_lines_of_reaches_interrupts_once() -> None:
    class Hurried(Interrupt):
        """Is asked to end at the moment at which it knows its engine."""

        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, value)
            if name == "_engine" and value is not None:
                asked_to_end(self)

    engine = EngineDouble()
    Hurried().reaches(engine)  # type: ignore[arg-type]
    assert engine.came == [signal.SIGINT]


def test_what_was_ignored_is_ignored_while_an_engine_runs() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interrupting_once() as interrupt:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not interrupt.came
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
