"""What a person sees: plain lines, one for each long step with its seconds."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_BOLD, _GREEN, _RED, _YELLOW, _OFF = "\033[1m", "\033[32m", "\033[31m", "\033[33m", "\033[0m"
_CLEAR_LINE = "\r\033[K"


class Console:
    """Writes to one stream. Colour only on a terminal, and never where `NO_COLOR` is set.

    Words and marks are ASCII, so that any terminal and any log can show them.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.terminal = stream.isatty()
        self.colour = self.terminal and not os.environ.get("NO_COLOR")

    def line(self, text: str = "") -> None:
        """Write a line as it is."""
        self._stream.write(f"{text}\n")
        self._stream.flush()

    def heading(self, text: str) -> None:
        """Write a line that opens a part of the output."""
        self.line(self._in(_BOLD, text))

    def note(self, text: str) -> None:
        """Write a line that a person should notice."""
        self.line(f"{self._in(_YELLOW, 'note')}  {text}")

    def failure(self, text: str) -> None:
        """Write what failed and the remedy."""
        self.line(f"{self._in(_RED, 'fail')}  {text}")

    @contextmanager
    def step(self, text: str, *, streams: bool = False) -> Iterator[list[str]]:
        """Time a long step. Strings that are appended to the list are told at its end.

        `streams` says that the step writes to the terminal itself: its start is then a heading.
        """
        if streams:
            self.heading(f"....  {text}")
        elif self.terminal:
            self._stream.write(f"....  {text}")
            self._stream.flush()
        outcome: list[str] = []
        begun = time.monotonic()
        try:
            yield outcome
        except KeyboardInterrupt:
            self._end_step("stop", _YELLOW, text, begun, outcome, streams=streams)
            raise
        except BaseException:
            self._end_step("fail", _RED, text, begun, outcome, streams=streams)
            raise
        self._end_step("ok  ", _GREEN, text, begun, outcome, streams=streams)

    def _end_step(
        self, mark: str, colour: str, text: str, begun: float, outcome: list[str], *, streams: bool
    ) -> None:
        if self.terminal and not streams:
            self._stream.write(_CLEAR_LINE)
        told = f": {'; '.join(outcome)}" if outcome else ""
        self.line(f"{self._in(colour, mark)}  {text}{told} ({time.monotonic() - begun:.1f} s)")

    def _in(self, colour: str, text: str) -> str:
        return f"{colour}{text}{_OFF}" if self.colour else text
