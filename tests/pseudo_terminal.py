"""A shell on a pseudo-terminal, and a person double who types into it and reads the screen."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

# Control sequences of ECMA-48: what moves the cursor or colours, and shows nothing.
_CONTROL = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    rb"|\x1b[ -/]*[0-~]"
    rb"|[\x00-\x08\x0e-\x1f]"
)
ROWS, COLUMNS = 40, 120
_CHUNK = 65_536
_ERASE_LINE = "\x15"
_ENTER = "\r"
INTERRUPT = "\x03"
PROMPT = "$ "


def _unheard(_: bytes) -> None:
    """Keep no record of the output."""


class PseudoTerminal:
    """An interactive shell, whose whole output is kept in `raw`."""

    def __init__(
        self,
        folder: Path,
        environ: Mapping[str, str],
        heard: Callable[[bytes], None],
        pace_seconds: float,
    ) -> None:
        self.raw = b""
        self._read_to = 0
        self._heard = heard
        self._pace_seconds = pace_seconds
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], dict(environ))  # noqa: S606 - that is the point
        size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)

    @property
    def screen(self) -> str:
        """Everything that was shown, without control sequences."""
        return _CONTROL.sub(b"", self.raw).decode(errors="replace").replace("\r", "")

    def type(self, text: str) -> None:
        """Type a text, without Enter, after looking at the screen for as long as the pace says."""
        until = time.monotonic() + self._pace_seconds
        while self._pace_seconds and time.monotonic() < until:
            self._read(until)
        os.write(self._master, text.encode())

    def enter(self, text: str = "") -> None:
        """Type a text and Enter."""
        self.type(text + _ENTER)

    def mistake(self, text: str, rule: str) -> None:
        """Type something wrong and Enter, read the rule that it breaks, and erase it."""
        self.enter(text)
        self.wait_for(rule)
        self.type(_ERASE_LINE)

    def run(self, command: str, seconds: float = 60.0) -> str:
        """Type a command, wait for its end and return what it showed."""
        self.enter(command)
        return self.wait_for_prompt(seconds)

    def wait_for_prompt(self, seconds: float = 60.0) -> str:
        """Wait for the shell's prompt and return what was shown before it."""
        return self._wait(_end_of_prompt, seconds, "the prompt")

    def wait_for(self, text: str, seconds: float = 30.0) -> str:
        """Wait until a text is shown that was not waited for before."""
        return self._wait(partial(_end_of, text), seconds, repr(text))

    def close(self) -> None:
        """Hang up, as a terminal does whose window is closed, and wait for the shell's end."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGHUP)
        os.close(self._master)
        os.waitpid(self.pid, 0)

    def _wait(self, end_of: Callable[[str], int], seconds: float, what: str) -> str:
        """Wait until `end_of` finds where the awaited text ends; what follows stays to be read."""
        until = time.monotonic() + seconds
        while True:
            shown = self.screen[self._read_to :]
            end = end_of(shown)
            if end >= 0:
                self._read_to += end
                return shown[:end]
            if not self._read(until):
                raise AssertionError(f"{what} was not shown within {seconds:.0f} s:\n{shown}")

    def _read(self, until: float) -> bool:
        """Read what came; tell whether anything did in time."""
        left = max(0.0, until - time.monotonic())
        if not select.select([self._master], [], [], left)[0]:
            return False
        try:
            came = os.read(self._master, _CHUNK)
        except OSError:  # the shell has ended
            return False
        self.raw += came
        self._heard(came)
        return bool(came)


def _end_of(text: str, shown: str) -> int:
    """Return where a text ends, or -1."""
    found = shown.find(text)
    return found if found < 0 else found + len(text)


def _end_of_prompt(shown: str) -> int:
    """Return the end, if the shell's prompt is the last that is shown, or -1."""
    return len(shown) if shown.endswith(f"\n{PROMPT}") else -1


@contextlib.contextmanager
def shell(
    folder: Path,
    environ: Mapping[str, str],
    heard: Callable[[bytes], None] = _unheard,
    pace_seconds: float = 0.0,
) -> Iterator[PseudoTerminal]:
    """Open a shell in a folder, with its prompt shown, and hang up at the end.

    `heard` is told all that is shown; a pace lets somebody who watches follow.
    """
    variables = {
        **environ,
        "PS1": PROMPT,
        "TERM": environ.get("TERM", "xterm-256color"),
        # The terminal answers no question about the cursor's place.
        "PROMPT_TOOLKIT_NO_CPR": "1",
    }
    terminal = PseudoTerminal(folder, variables, heard, pace_seconds)
    try:
        terminal.wait_for(PROMPT)
        yield terminal
    finally:
        terminal.close()
