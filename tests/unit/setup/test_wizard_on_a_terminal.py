"""The wizard for production on a pseudo-terminal, with a mistake at every prompt.

Where the cursor can be moved, a mistake is told as one types; elsewhere, line by line.
"""

import os
import sys
from collections.abc import Callable

import pytest

from tests.pseudo_terminal import PseudoTerminal, shell
from tests.setup_walk import TYPED_BY_MISTAKE, Turn, turns_in_production
from tests.unit.documents_pages.pages import ROOT
from tests.unit.setup.doubles import SID, TOKEN


@pytest.mark.parametrize(
    ("kind", "take"), [("xterm-256color", Turn.take), ("dumb", Turn.take_line_by_line)]
)
def test_every_mistake_is_told_and_mended_and_nothing_hidden_is_shown(
    kind: str, take: Callable[[Turn, PseudoTerminal], None]
) -> None:
    environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": kind, "HISTFILE": ""}
    with shell(ROOT, environ) as terminal:
        terminal.enter(f"{sys.executable} -m tests.unit.setup.wizard_with_doubles")
        for turn in turns_in_production(SID, TOKEN):
            take(turn, terminal)
        end = terminal.wait_for_prompt()

    assert "made ['stack'], hardLimit dry-run, ['preview']" in end
    assert [typed for typed in (SID, TOKEN, *TYPED_BY_MISTAKE) if typed in terminal.screen] == []
