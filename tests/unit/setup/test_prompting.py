"""How the wizard asks: it judges while one types, and shows nothing of a hidden answer."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.plain_text import PlainTextOutput

from berthcare.setup import prompting
from berthcare.setup.credentials import TOKEN as TOKEN_QUESTION
from berthcare.setup.prompting import LinePrompter, TypingPrompter, prompter_of
from berthcare.setup.question import Question
from berthcare.setup.questions import BASE_URL
from tests.pseudo_terminal import shell
from tests.unit.setup.doubles import TOKEN, TerminalDouble, situation

_ERASE_LINE, _ENTER, _INTERRUPT, _END = "\x15", "\r", "\x03", "\x04"
_MISTAKE = "not-a-token-but-perhaps-a-pass-word"
_GOOD = "https://api.example.ca"


def _judge(question: Question) -> Callable[[str], object]:
    def judge(text: str) -> object:
        outcome = question.answered(text, situation())
        return None if isinstance(outcome, tuple) else outcome

    return judge


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, str]]:
    """Type into the prompter; return the answer, and what the terminal showed."""

    def type_into(keys: str, *, hidden: bool) -> tuple[str, str]:
        shown = io.StringIO()
        monkeypatch.setattr(prompting, "create_output", lambda **_: PlainTextOutput(shown))
        with create_pipe_input() as keyboard, create_app_session(input=keyboard):
            keyboard.send_text(keys)
            prompter = TypingPrompter()
            if hidden:
                return prompter.ask_hidden("Token", TOKEN_QUESTION.judged), shown.getvalue()
            return prompter.ask("URL", _judge(BASE_URL)), shown.getvalue()  # type: ignore[arg-type]  # test shorthand

    return type_into


def test_a_hidden_answer_is_taken_and_never_shown(typed: Callable[..., tuple[str, str]]) -> None:
    answer, shown = typed(f"{_MISTAKE}{_ENTER}{_ERASE_LINE}{TOKEN}{_ENTER}", hidden=True)
    assert answer == TOKEN
    assert "Token (hidden):" in shown
    assert TOKEN not in shown
    assert _MISTAKE not in shown


def test_a_bad_answer_is_not_taken(typed: Callable[..., tuple[str, str]]) -> None:
    answer, _ = typed(f"http://x.ca{_ENTER}{_ERASE_LINE}{_GOOD}{_ENTER}", hidden=False)
    assert answer == _GOOD


@pytest.mark.parametrize(("key", "raised"), [(_INTERRUPT, KeyboardInterrupt), (_END, EOFError)])
@pytest.mark.parametrize("hidden", [True, False])
def test_ctrl_c_and_the_end_of_input_end_the_question(
    typed: Callable[..., tuple[str, str]], key: str, raised: type[BaseException], hidden: bool
) -> None:
    with pytest.raises(raised):
        typed(key, hidden=hidden)


@pytest.mark.parametrize(("term", "kind"), [("dumb", LinePrompter), ("xterm", TypingPrompter)])
def test_a_terminal_that_cannot_move_its_cursor_is_asked_line_by_line(
    term: str, kind: type
) -> None:
    assert isinstance(prompter_of(TerminalDouble().console(), {"TERM": term}), kind)


def test_line_by_line_a_bad_answer_is_asked_again_with_rule_and_remedy() -> None:
    terminal = TerminalDouble(interactive=True, answers=f"http://x.ca\n{_GOOD}\n")
    prompter = LinePrompter(terminal.console())
    assert prompter.ask("URL", _judge(BASE_URL)) == _GOOD  # type: ignore[arg-type]  # test shorthand
    assert "must begin with https://. Type it like" in terminal.shown.getvalue()


def test_line_by_line_the_end_of_input_ends_the_question() -> None:
    with pytest.raises(EOFError):
        LinePrompter(TerminalDouble(interactive=True).console()).ask("URL", lambda _: None)


@pytest.mark.cloud
def test_line_by_line_a_hidden_answer_is_not_echoed_by_a_real_terminal() -> None:
    program = (
        "import os, sys; from berthcare.console import Console; "
        "from berthcare.setup.credentials import TOKEN; "
        "from berthcare.setup.prompting import prompter_of; "
        "console = Console.of(sys.stderr, sys.stderr, sys.stdin, os.environ); "
        "told = prompter_of(console, os.environ).ask_hidden('Token', TOKEN.judged); "
        "print('length', len(told))"
    )
    environ = {**os.environ, "TERM": "dumb", "NO_COLOR": "1", "HISTFILE": os.devnull}
    with shell(Path(__file__).parents[3], environ) as terminal:
        terminal.enter(f'{sys.executable} -c "{program}"')
        terminal.wait_for("Token (hidden): ")
        terminal.enter(_MISTAKE)
        terminal.wait_for("must be 32 letters and digits; it has 35 characters")
        terminal.wait_for("Token (hidden): ")
        terminal.enter(TOKEN)
        terminal.wait_for("length 32")
    assert _MISTAKE not in terminal.screen
    assert TOKEN not in terminal.screen
    assert b"\x1b[3" not in terminal.raw
