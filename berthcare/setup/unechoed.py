"""A terminal that does not echo: what is typed before a hidden prompt may be a secret."""

import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_LOCAL_MODES = 3
"""Where the modes with `ECHO` stand in what `termios.tcgetattr` returns."""


@contextmanager
def unechoed(terminal: TextIO) -> Iterator[None]:
    """Switch the echo off meanwhile; prompts that show what is typed draw it themselves."""
    if not terminal.isatty():
        yield
        return
    before = termios.tcgetattr(terminal)
    silent = [*before]
    silent[_LOCAL_MODES] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def forget_typed_ahead() -> None:
    """Drop what was typed before there was a prompt: nobody saw what it would answer."""
    if sys.stdin.isatty():
        termios.tcflush(sys.stdin, termios.TCIFLUSH)
