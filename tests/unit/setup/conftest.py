"""A terminal with a person before it, for the tests of the wizard."""

from collections.abc import Sequence

import pytest

from berthcare.setup import session
from berthcare.setup.session import Wish, run
from tests.unit.setup.doubles import OutsideDouble, PersonDouble, Run, TerminalDouble, wish


@pytest.fixture
def terminal() -> TerminalDouble:
    """A terminal with a person before it, who says no to every question of yes or no."""
    return TerminalDouble(interactive=True)


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch, terminal: TerminalDouble) -> Run:
    """Run the wizard with a person who types these answers, in the terminal."""

    def typed(outside: OutsideDouble, answers: Sequence[str], asked: Wish | None = None) -> int:
        person = PersonDouble(answers)
        monkeypatch.setattr(session, "prompter_of", lambda *_: person)
        return run(asked or wish(), outside.outside(), terminal.console(), {})

    return typed
