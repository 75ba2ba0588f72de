"""Findings for people and for programs."""

import io
from datetime import datetime, timezone

import pytest

from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.findings import (
    Finding,
    Verdict,
    as_document,
    broken,
    exit_status,
    report,
    verdict_of,
)

_WELL = Finding("engine", Verdict.WELL, "pulumi 3.200.0")
_ODD = Finding(
    "balance", Verdict.ATTENTION, "$3.10 is left", "Type: berthcare spend status staging"
)
_BAD = Finding("region", Verdict.FAILED, "us-east-1", "Type: export AWS_REGION=ca-central-1")
_UNKNOWN = Finding("permissions", Verdict.UNKNOWN, "no policy can be simulated here")


def _printed(*findings: Finding, unicode: bool = True, colour: bool = False) -> str:
    stream = io.StringIO()
    console = Console(stream, stream, stream, colour=colour, unicode=unicode, interactive=False)
    report(findings, console)
    return stream.getvalue()


def test_each_finding_is_a_row_with_its_mark_and_its_remedy_below(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert _printed(_WELL, _ODD, _BAD, _UNKNOWN).splitlines() == [
        "✓  engine       pulumi 3.200.0",
        "!  balance      $3.10 is left",
        "                -> Type: berthcare spend status staging",
        "✗  region       us-east-1",
        "                -> Type: export AWS_REGION=ca-central-1",
        "?  permissions  no policy can be simulated here",
        "4 findings: 1 ok, 1 attention, 1 failed, 1 not checked.",
    ]


def test_a_narrow_terminal_gets_wrapped_rows_and_whole_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "44")
    long = Finding("policies", Verdict.WELL, "17 mandatory rules were loaded and none is weakened")
    assert _printed(long).splitlines()[:2] == [
        "✓  policies  17 mandatory rules were loaded",
        "             and none is weakened",
    ]


def test_a_terminal_without_unicode_gets_words_for_the_marks() -> None:
    printed = _printed(_WELL, _BAD, unicode=False)
    assert printed.isascii()
    assert "FAIL  region" in printed


def test_colour_is_only_on_the_mark() -> None:
    assert "\033[31m✗\033[0m  region  us-east-1" in _printed(_BAD, colour=True)
    assert "\033" not in _printed(_BAD)


@pytest.mark.parametrize(
    ("findings", "status"),
    [
        ((_WELL,), 0),
        ((_WELL, _UNKNOWN), 1),
        ((_WELL, _ODD), 1),
        ((_WELL, _UNKNOWN, _BAD), 1),
        ((_UNKNOWN, _UNKNOWN), 2),
        ((), 2),
    ],
    ids=["well", "well and unknown", "attention", "failed", "all unknown", "nothing"],
)
def test_the_exit_status_follows_the_worst_that_was_found(
    findings: tuple[Finding, ...], status: int
) -> None:
    assert exit_status(findings) == status


@pytest.mark.parametrize(
    ("findings", "verdict"),
    [
        ((_WELL,), Verdict.WELL),
        ((_WELL, _UNKNOWN), Verdict.ATTENTION),
        ((_ODD, _UNKNOWN), Verdict.ATTENTION),
        ((_BAD, _ODD), Verdict.FAILED),
        ((_UNKNOWN,), Verdict.UNKNOWN),
        ((), Verdict.UNKNOWN),
    ],
    ids=["well", "well and unknown", "attention", "failed", "all unknown", "nothing"],
)
def test_what_could_not_be_asked_is_not_well(
    findings: tuple[Finding, ...], verdict: Verdict
) -> None:
    assert verdict_of(findings) is verdict


def test_a_part_that_broke_shows_the_place_and_no_text_of_the_error() -> None:
    def fetch() -> None:
        raise ValueError("hushhush")

    with pytest.raises(ValueError, match="hushhush") as broke:
        fetch()
    finding = broken("account", broke.value)
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.what.startswith("it broke: ValueError in fetch, line ")
    assert "hushhush" not in f"{finding.what} {finding.remedy}"


def test_the_document_holds_the_environment_the_moment_and_every_finding() -> None:
    at = datetime(2026, 11, 27, 12, tzinfo=timezone.utc)
    assert as_document(Environment.STAGING, [_WELL, _BAD], at) == {
        "environment": "staging",
        "at": "2026-11-27T12:00:00+00:00",
        "verdict": "failed",
        "findings": [
            {"name": "engine", "verdict": "ok", "what": "pulumi 3.200.0", "remedy": None},
            {
                "name": "region",
                "verdict": "failed",
                "what": "us-east-1",
                "remedy": "Type: export AWS_REGION=ca-central-1",
            },
        ],
    }


def test_nothing_found_is_told_as_nothing_checked() -> None:
    assert _printed() == "Nothing was checked.\n"
