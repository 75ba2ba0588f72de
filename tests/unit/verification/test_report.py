import io
import json

import pytest

from berthcare.console import Console
from berthcare.verification.check import Check
from berthcare.verification.outcome import Outcome
from berthcare.verification.report import any_failed, as_json, row, summary
from berthcare.verification.runner import Result


def terminal(*, colour: bool = False, unicode: bool = True) -> Console:
    nowhere = io.StringIO()
    return Console(nowhere, nowhere, nowhere, colour=colour, unicode=unicode, interactive=False)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the terminal have 100 columns."""
    monkeypatch.setenv("COLUMNS", "100")


PLAIN = terminal()
PASSED = Outcome.passed("all is well")
FAILED = Outcome.failed("it is broken", "Mend it: make it well")
SKIPPED = Outcome.skipped("there is none")


def result(outcome: Outcome, name: str = "a check") -> Result:
    return Result(Check(name, "Is it well?", lambda _: outcome), outcome, seconds=0.123)


def test_a_row_has_mark_name_and_evidence() -> None:
    assert row(result(PASSED), 8, PLAIN) == "✓  a check   all is well"


def test_a_failure_has_its_remedy_below() -> None:
    assert row(result(FAILED), 7, PLAIN).splitlines() == [
        "✗  a check  it is broken",
        "            -> Mend it: make it well",
    ]


def test_long_evidence_is_wrapped_under_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = row(result(Outcome.passed("word " * 20)), 7, PLAIN).splitlines()
    assert len(lines) == 3
    assert all(line.startswith(" " * 12 + "word") for line in lines[1:])
    assert max(map(len, lines)) <= 60


@pytest.mark.parametrize(("outcome", "colour"), [(PASSED, "32"), (FAILED, "31"), (SKIPPED, "33")])
def test_the_mark_is_coloured_where_colour_is_wanted(outcome: Outcome, colour: str) -> None:
    assert row(result(outcome), 7, terminal(colour=True)).startswith(f"\033[{colour}m")
    assert "\033" not in row(result(outcome), 7, PLAIN)


@pytest.mark.parametrize(
    ("outcome", "mark"), [(PASSED, "ok  "), (FAILED, "FAIL"), (SKIPPED, "-   ")]
)
def test_a_terminal_without_unicode_gets_words(outcome: Outcome, mark: str) -> None:
    shown = row(result(outcome), 7, terminal(unicode=False))
    assert shown.startswith(mark)
    assert shown.isascii()


def test_the_summary_counts_what_there_is() -> None:
    assert summary([result(PASSED), result(FAILED), result(PASSED)]) == (
        "3 checks: 2 passed, 1 failed."
    )


@pytest.mark.parametrize(
    ("outcomes", "failed"),
    [([PASSED, SKIPPED], False), ([PASSED, FAILED, SKIPPED], True)],
)
def test_only_a_failure_fails_the_whole(outcomes: list[Outcome], failed: bool) -> None:
    assert any_failed([result(outcome) for outcome in outcomes]) is failed


def test_json_has_everything_that_the_table_has() -> None:
    told = json.loads(as_json("staging", [result(FAILED)]))
    assert told == {
        "stack": "staging",
        "passed": False,
        "checks": [
            {
                "name": "a check",
                "question": "Is it well?",
                "verdict": "failed",
                "detail": "it is broken",
                "remedy": "Mend it: make it well",
                "seconds": 0.12,
            }
        ],
    }
