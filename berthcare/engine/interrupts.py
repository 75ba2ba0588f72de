"""An engine that changes things is interrupted once, whatever comes, and however often."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C; whatever ends a process in good order; a closed terminal.

GitHub's runner sends its SIGINT and SIGTERM to the shell of a step alone, which hands neither on;
ten seconds later it kills every process of the job, the engine too (GitHub Docs, "Workflow
cancellation reference"). So a cancelled job is not interrupted by what is here: it is recovered.
"""
_STANDARD_ERROR = 2
_TOLD = b"\nInterrupted: the engine finishes what it began. Wait for it.\n"


class Interrupt:
    """Whether this process was asked to end; an engine that runs meanwhile learns it, once."""

    def __init__(self) -> None:
        self.came = False
        self._engine: subprocess.Popen[str] | None = None

    def reaches(self, engine: "subprocess.Popen[str]") -> None:
        """Have this engine interrupted, at once where the request came before it was started."""
        self._engine = engine
        if self.came:
            engine.send_signal(signal.SIGINT)

    def end(self, _number: int, _frame: FrameType | None) -> None:
        """Handle a signal. It raises nothing: whoever reads the engine's output loses none."""
        if self.came:
            return
        self.came = True
        if self._engine is not None:
            self._engine.send_signal(signal.SIGINT)
        # Not by `print`, which the signal may have come in the middle of.
        with suppress(OSError):
            os.write(_STANDARD_ERROR, _TOLD)


@contextmanager
def interrupting_once() -> Iterator[Interrupt]:
    """Take the requests to end that this process gets; put back at the end what was there."""
    interrupt = Interrupt()
    before = {number: signal.signal(number, interrupt.end) for number in _ENDING}
    try:
        yield interrupt
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
