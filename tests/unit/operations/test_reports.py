"""Which readings and lines a period's report has, and how it is told."""

import io
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.findings import Finding, Verdict
from berthcare.operations.by_hand import BY_HAND, by_hand
from berthcare.operations.period import Period
from berthcare.operations.report import Report
from berthcare.operations.table import TABLE, readings_of
from tests.unit.status.world import NOW

ROOT = Path(__file__).parents[3]
FINDINGS = (
    Finding("balance", Verdict.WELL, "120.00 USD"),
    Finding("alarms: usage", Verdict.ATTENTION, "rings", "Follow docs/runbooks/usage-spike.md"),
)


def report(*findings: Finding) -> Report:
    return Report(
        environment=Environment.STAGING,
        period=Period.WEEKLY,
        at=NOW,
        findings=findings or FINDINGS,
        by_hand=["Call the number."],
    )


def console() -> Console:
    nowhere = io.StringIO()
    return Console(nowhere, nowhere, nowhere, colour=False, unicode=True, interactive=False)


def test_a_longer_period_has_all_that_the_shorter_ones_have() -> None:
    names = [[one.name for one in readings_of(period)] for period in Period]
    for shorter, longer in pairwise(names):
        assert longer[: len(shorter)] == shorter
        assert len(longer) > len(shorter)


def test_no_reading_stands_twice_in_the_table() -> None:
    assert [
        name for name, count in Counter(one.name for _, one in TABLE).items() if count > 1
    ] == []


@pytest.mark.parametrize("period", Period)
def test_each_period_leaves_something_to_a_person(period: Period) -> None:
    lines = by_hand(period, Environment.PRODUCTION)
    assert any(since is period for since, _ in BY_HAND)
    assert [line for line in lines if "{" in line] == []


def test_what_is_left_to_a_person_leads_to_pages_that_are_there() -> None:
    words = " ".join(by_hand(Period.QUARTERLY, Environment.STAGING)).split()
    pages = [word.partition("#")[0] for word in words if word.startswith("docs/")]
    assert pages
    assert [page for page in pages if not (ROOT / page).is_file()] == []


def test_the_text_has_the_rows_and_then_what_is_to_do_by_hand() -> None:
    lines = report().as_text(console()).splitlines()
    assert lines[0] == "staging, weekly report, 2026-11-27 12:02 UTC"
    assert lines[1].split() == ["✓", "balance", "120.00", "USD"]
    assert lines[-2:] == ["By hand:", "  [ ] Call the number."]


def test_the_json_is_one_object_with_period_verdict_and_lines() -> None:
    told = json.loads(report().as_json())
    assert (told["environment"], told["period"], told["verdict"]) == (
        "staging",
        "weekly",
        "attention",
    )
    assert [one["name"] for one in told["findings"]] == ["balance", "alarms: usage"]
    assert told["by_hand"] == ["Call the number."]


def test_what_could_not_be_read_is_not_well_in_the_json_either() -> None:
    unread = Finding("balance", Verdict.UNKNOWN, "the watcher told none", "Look.")
    assert json.loads(report(FINDINGS[0], unread).as_json())["verdict"] == "attention"
