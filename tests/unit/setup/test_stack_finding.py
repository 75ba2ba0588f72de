"""A run that is cut off, or refused, says what became of the stack."""

import pytest

from berthcare.errors import BerthcareError
from berthcare.setup import session
from berthcare.setup.given import AnswersRefused
from berthcare.setup.session import run
from tests.unit.setup.doubles import (
    BackendDouble,
    OutsideDouble,
    PersonDouble,
    Run,
    TerminalDouble,
    memory,
    wish,
)


def test_answers_refused_after_the_stack_was_made_say_so() -> None:
    outside = OutsideDouble(BackendDouble(memory(), names=set()))
    asked = wish({"--voice-number": "+12125551234"}, yes=True)
    with pytest.raises(AnswersRefused, match=r"nothing was stored\. The stack staging was made"):
        run(asked, outside.outside(), TerminalDouble().console(), {})
    assert (outside.backend.made, outside.backend.moments) == (["stack"], [])


def test_answers_refused_for_a_stack_that_was_there_speak_of_no_stack() -> None:
    outside = OutsideDouble(BackendDouble(memory()))
    asked = wish({"--voice-number": "+12125551234"}, yes=True)
    with pytest.raises(AnswersRefused) as refused:
        run(asked, outside.outside(), TerminalDouble().console(), {})
    assert "The stack" not in str(refused.value)


def test_the_end_of_input_at_the_first_question_is_an_interrupt(
    terminal: TerminalDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object) -> str:
        raise EOFError

    person = PersonDouble([])
    monkeypatch.setattr(person, "ask", ended)
    monkeypatch.setattr(session, "prompter_of", lambda *_: person)
    outside = OutsideDouble(BackendDouble(names=set()))
    assert run(wish(), outside.outside(), terminal.console(), {}) == 130
    told = terminal.shown.getvalue()
    assert "Interrupted. Nothing was stored.\n" in told
    assert "Go on with: berthcare setup staging" in told
    assert outside.backend.made == []


def test_an_interrupt_while_the_stack_is_made_says_that_it_may_be_there(
    typing: Run, terminal: TerminalDouble
) -> None:
    outside = OutsideDouble(BackendDouble(names=set(), is_cut_off=True))
    assert typing(outside, ["y"]) == 130
    assert "Nothing was stored. The stack staging may have been made." in terminal.shown.getvalue()


def test_a_no_makes_no_stack(typing: Run) -> None:
    outside = OutsideDouble(BackendDouble(names=set()))
    with pytest.raises(BerthcareError, match="there is no stack"):
        typing(outside, [""])
    assert outside.backend.made == []
