"""The terminal of the operating commands: what takes time is shown, and a question is answered."""

import io

import pytest

from berthcare.console import Console
from berthcare.errors import BerthcareError


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def console_on(questions: io.StringIO, answers: str = "") -> Console:
    return Console.of(io.StringIO(), questions, Terminal(answers), {})


def test_what_takes_time_is_one_plain_line_without_a_terminal() -> None:
    questions = io.StringIO()
    with console_on(questions).working("reading the plan"):
        pass
    assert questions.getvalue() == "... reading the plan\n"


def test_what_takes_time_turns_on_a_terminal_and_leaves_no_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    questions = Terminal()
    with console_on(questions).working("reading [the] plan"):
        pass
    written = questions.getvalue()
    assert "reading [the] plan" in written
    assert "\x1b[?25h" in written, "the cursor is back"
    assert written.rstrip().endswith("\x1b[2K"), "the last line is erased"


def test_an_interrupt_gives_the_cursor_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    questions = Terminal()
    with pytest.raises(KeyboardInterrupt), console_on(questions).working("waiting"):
        raise KeyboardInterrupt
    assert "\x1b[?25h" in questions.getvalue()


@pytest.mark.parametrize(("answer", "agreed"), [("y\n", True), ("YES\n", True), ("", False)])
def test_only_a_yes_is_a_yes(answer: str, agreed: bool) -> None:
    assert console_on(Terminal(), answer).may_go_on("berthcare x") is agreed


def test_without_a_terminal_nobody_is_asked_and_the_command_is_told() -> None:
    with pytest.raises(BerthcareError, match=r"Type: berthcare x --yes"):
        console_on(io.StringIO(), "y\n").may_go_on("berthcare x")


@pytest.mark.parametrize(
    ("encoding", "environ", "terminal", "colour", "unicode"),
    [
        ("utf-8", {}, True, True, True),
        ("utf-8", {}, False, False, True),
        ("utf-8", {"NO_COLOR": "1"}, True, False, True),
        ("ascii", {}, True, True, False),
    ],
)
def test_colour_and_marks_follow_the_terminal(
    encoding: str, environ: dict[str, str], terminal: bool, colour: bool, unicode: bool
) -> None:
    class Stream(io.TextIOWrapper):
        def isatty(self) -> bool:
            return terminal

    stream = Stream(io.BytesIO(), encoding=encoding)
    console = Console.of(stream, stream, stream, environ)
    assert (console.colour, console.unicode) == (colour, unicode)
