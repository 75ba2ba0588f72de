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
_LEFT_ALONE = (signal.SIG_IGN, None)
_STANDARD_ERROR = 2
_TOLD = b"\nInterrupted: the engine finishes what it began. Wait for it.\n"


class Interrupt:
    """Whether this process was asked to end; an engine that runs meanwhile learns it, once."""

    def __init__(self) -> None:
        self.came = False
        self._engine: subprocess.Popen[str] | None = None
        self._passed_on = False

    def reaches(self, engine: "subprocess.Popen[str]") -> None:
        """Have this engine interrupted, at once where the request came before it was started."""
        self._engine = engine
        self._pass_on()

    def end(self, _number: int, _frame: FrameType | None) -> None:
        """Handle a signal. It raises nothing: whoever reads the engine's output loses none."""
        if self.came:
            return
        self.came = True
        self._pass_on()
        # Not by `print`, which the signal may have come in the middle of.
        with suppress(OSError):
            os.write(_STANDARD_ERROR, _TOLD)

    def _pass_on(self) -> None:
        """Interrupt the engine, if there is one; a signal may come in the middle of `reaches`."""
        if self.came and self._engine is not None and not self._passed_on:
            self._passed_on = True
            self._engine.send_signal(signal.SIGINT)


@contextmanager
def interrupting_once() -> Iterator[Interrupt]:
    """Take the requests to end that this process gets; put back at the end what was there.

    What this process ignores it goes on to ignore: `nohup` means that a closed terminal ends it
    not. So does what something else than Python handles, which could not be put back.
    """
    interrupt = Interrupt()
    before = {number: signal.getsignal(number) for number in _ENDING}
    before = {number: one for number, one in before.items() if one not in _LEFT_ALONE}
    try:
        for number in before:
            signal.signal(number, interrupt.end)
        yield interrupt
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
