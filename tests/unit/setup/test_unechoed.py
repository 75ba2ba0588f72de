"""Between the prompts the terminal shows nothing of what is typed."""

import os
import pty
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest

from berthcare.setup.unechoed import forget_typed_ahead, unechoed


@pytest.fixture
def terminal() -> Iterator[tuple[int, TextIO]]:
    """The end that a person types at, and the terminal as a program has it."""
    person, program = pty.openpty()
    with os.fdopen(program, "r") as stream:
        yield person, stream
    os.close(person)


def _echoes(stream: TextIO) -> bool:
    return bool(termios.tcgetattr(stream)[3] & termios.ECHO)


def _interrupted(stream: TextIO) -> None:
    with unechoed(stream):
        assert not _echoes(stream)
        raise KeyboardInterrupt


def test_what_is_typed_meanwhile_is_not_echoed(terminal: tuple[int, TextIO]) -> None:
    person, stream = terminal
    with unechoed(stream):
        os.write(person, b"hush\n")
        assert stream.readline() == "hush\n"
        os.set_blocking(person, False)
        with pytest.raises(BlockingIOError):
            os.read(person, 100)


def test_the_echo_is_back_afterwards_even_after_an_error(terminal: tuple[int, TextIO]) -> None:
    _, stream = terminal
    with pytest.raises(KeyboardInterrupt):
        _interrupted(stream)
    assert _echoes(stream)


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("y\n")
    with (tmp_path / "answers").open() as stream, unechoed(stream):
        assert stream.readline() == "y\n"


def test_what_was_typed_before_a_prompt_is_dropped(
    terminal: tuple[int, TextIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    person, stream = terminal
    monkeypatch.setattr("sys.stdin", stream)
    os.write(person, b"pasted too early\n")
    forget_typed_ahead()
    os.write(person, b"later\n")
    assert stream.readline() == "later\n"
