"""Two estimates are compared line by line, and shown as text, Markdown and JSON."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from berthcare.cost.document import (
    Change,
    Comparison,
    as_document,
    compare,
    comparison_document,
)
from berthcare.cost.estimate import Overview
from berthcare.cost.report import markdown, text
from berthcare.errors import BerthcareError
from tests.unit.cost.project import PRODUCTION, ROOT, STAGING, folder

COMMIT = "0123456789ab"


@pytest.fixture(scope="module")
def overview() -> Overview:
    return Overview.load(ROOT)


@pytest.fixture(scope="module")
def now(overview: Overview) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(as_document(overview, STAGING, ["a note"])))
    return document


def document_with(place: Path, **settings: Any) -> dict[str, Any]:
    return as_document(Overview.load(folder(place, settings)), STAGING, [])


def test_the_document_has_every_sum_line_and_note(now: dict[str, Any]) -> None:
    assert (now["environment"], now["currency"], now["notes"]) == ("staging", "USD", ["a note"])
    assert (now["required_usd"], now["both"]["required_usd"]) == ("10.56", "71.77")
    assert Decimal(now["required_usd"]) + Decimal(now["rest_usd"]) == Decimal(now["usd"])
    assert now["groups"][0]["lines"][1] == {
        "name": "Twilio: calls",
        "quantity": "200",
        "unit": "minute of a call",
        "usd": "2.600",
    }


def test_the_same_estimate_differs_in_no_line(now: dict[str, Any]) -> None:
    found = compare(now, now, COMMIT)

    assert found.lines == ()
    assert [one.usd for one in found.sums] == [0, 0, 0]


def test_what_more_is_used_is_told_by_its_line(tmp_path: Path, now: dict[str, Any]) -> None:
    found = compare(now, document_with(tmp_path, backupNumbers=3), COMMIT)

    (line,) = found.lines
    assert line == Change("Twilio: numbers in reserve", Decimal("1.50"), Decimal("4.50"))
    assert [one.usd for one in found.sums] == [0, 3, 3]


def test_a_line_that_is_new_or_gone_is_told(tmp_path: Path, now: dict[str, Any]) -> None:
    found = compare(now, document_with(tmp_path, logRetentionDays=731), COMMIT)

    kept, gone = found.lines
    assert (kept.name, kept.before) == ("CloudWatch Logs: kept 731 days", None)
    assert (gone.name, gone.now) == ("CloudWatch Logs: kept 400 days", None)
    assert gone.usd < 0


@pytest.mark.parametrize("name", ["required_usd", "groups", "usd"])
@pytest.mark.parametrize("value", [None, "many", 5.5, [{}], [{"lines": [{"name": "x"}]}]])
def test_an_estimate_of_another_form_is_refused(
    now: dict[str, Any], name: str, value: object
) -> None:
    with pytest.raises(BerthcareError, match="has another form and cannot be compared"):
        compare({**now, name: value}, now, COMMIT)


COMPARISON = Comparison(
    COMMIT,
    (
        Change("required_usd", Decimal("10.56"), Decimal("12.06")),
        Change("rest_usd", Decimal("18.50"), Decimal("18.50")),
        Change("usd", Decimal("29.06"), Decimal("30.56")),
    ),
    (
        Change("Twilio: numbers", Decimal("3.00"), Decimal("4.50")),
        Change("SNS: notices", None, Decimal("0.0000500")),
    ),
)


def test_a_comment_shows_the_sums_and_the_lines_that_differ(overview: Overview) -> None:
    lines = markdown(overview, STAGING, notes=["Old."], detail=False, comparison=COMPARISON)

    assert lines[0] == "### A month of staging, in USD"
    assert f"| what | {COMMIT} | now | change |" in lines
    assert "| **The requirement's lines** | 10.56 | 12.06 | +1.50 |" in lines
    assert "| **The rest** | 18.50 | 18.50 | 0.00 |" in lines
    assert "| Twilio: numbers | 3.00 | 4.50 | +1.50 |" in lines
    assert "| SNS: notices | - | < 0.01 | +0.00005 |" in lines
    assert "**Note:** Old.\n" in lines


def test_the_text_shows_the_same(overview: Overview) -> None:
    shown = text(overview, STAGING, notes=["Old."], detail=False, comparison=COMPARISON)

    assert f"Against {COMMIT}:" in shown
    rows = [" ".join(one.split()) for one in shown]
    assert "The requirement's lines 10.56 -> 12.06 +1.50" in rows
    assert "SNS: notices - -> < 0.01 +0.00005" in rows
    assert "! Old." in rows


def test_the_json_shows_the_same() -> None:
    assert comparison_document(COMPARISON) == {
        "commit": COMMIT,
        "required_usd": "10.56",
        "rest_usd": "18.50",
        "usd": "29.06",
        "changes": [
            {"name": "Twilio: numbers", "before_usd": "3.00", "now_usd": "4.50"},
            {"name": "SNS: notices", "before_usd": None, "now_usd": "0.0000500"},
        ],
    }


@pytest.mark.parametrize("show", [text, markdown])
def test_where_no_line_differs_that_is_said(show: Any, overview: Overview) -> None:
    same = Comparison(COMMIT, COMPARISON.sums, ())
    shown = "\n".join(show(overview, STAGING, notes=[], detail=False, comparison=same))

    assert "No line differs." in shown


def test_a_comment_without_a_commit_shows_the_estimate(overview: Overview) -> None:
    short = markdown(overview, PRODUCTION, notes=[], detail=False)
    detailed = markdown(overview, PRODUCTION, notes=[], detail=True)

    assert "| **The requirement's lines** | **61.21** |" in short
    assert set(short) < set(detailed)
    assert "| Twilio: texts: 5,000 x 0.0075 (text) | 37.50 |" in detailed


def test_every_line_is_shown_where_details_are_asked_for(overview: Overview) -> None:
    shown = "\n".join(text(overview, STAGING, notes=[], detail=True))

    assert all(
        one.name in shown for group in overview.estimates[STAGING].groups for one in group.lines
    )
