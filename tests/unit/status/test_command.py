"""`berthcare status` and `berthcare operations` as they are typed."""

import json
from pathlib import Path
from typing import Any

import pytest

from berthcare.cli import main
from berthcare.errors import BerthcareError
from berthcare.operations import sources as operations_sources
from berthcare.status import sources as status_sources
from tests.unit.operations.test_monthly_and_quarterly import evidence
from tests.unit.status.world import healthy, refusing, spend


def lead_to(monkeypatch: pytest.MonkeyPatch, **changed: Any) -> None:
    """Lead both commands to an environment of values."""
    world = healthy(**changed)
    monkeypatch.setattr(status_sources, "sources_of", lambda *_: world)
    monkeypatch.setattr(operations_sources, "wider_sources", lambda *_: world)


def test_a_status_that_is_well_is_one_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lead_to(monkeypatch)
    assert main(["status", "staging"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("staging at ")
    assert lines[-1] == "10 findings: 10 ok."
    assert len(lines) <= 24


def test_the_json_of_the_status_is_the_only_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lead_to(monkeypatch, spend=spend(status="suspended"))
    assert main(["status", "staging", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["environment"], told["verdict"]) == ("staging", "failed")


def test_a_status_of_which_a_part_is_unread_is_not_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lead_to(monkeypatch, history=refusing("the engine"))
    assert main(["status", "staging", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "attention"


@pytest.mark.parametrize("period", ["daily", "weekly", "monthly", "quarterly"])
def test_a_report_ends_with_what_is_to_do_by_hand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], period: str
) -> None:
    lead_to(monkeypatch, evidence=evidence())
    main(["operations", period, "staging"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"staging, {period} report, ")
    assert lines[-1].startswith("  [ ] ")


def test_a_daily_report_of_what_is_well_ends_with_0(monkeypatch: pytest.MonkeyPatch) -> None:
    lead_to(monkeypatch)
    assert main(["operations", "daily", "staging"]) == 0


def test_a_report_is_written_to_the_file_and_not_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lead_to(monkeypatch)
    page = tmp_path / "day.txt"
    main(["operations", "daily", "staging", "--output", str(page)])
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"Written: {page}" in printed.err
    assert "By hand:" in page.read_text()


def test_a_folder_that_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lead_to(monkeypatch)
    page = tmp_path / "none" / "day.txt"
    assert main(["operations", "daily", "staging", "--output", str(page)]) == 2
    assert "cannot be written: No such file or directory." in capsys.readouterr().err


@pytest.mark.parametrize(
    "typed",
    [
        ["status"],
        ["status", "stagin"],
        ["status", "staging", "--stack"],
        ["operations", "staging"],
        ["operations", "yearly", "staging"],
        ["operations", "daily"],
        ["operations", "daily", "stagin"],
    ],
)
def test_what_was_typed_wrongly_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], typed: list[str]
) -> None:
    assert main(typed) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"berthcare {typed[0]}: ")
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("typed", ["yearly", "a" * 32, "0123abcd"])
def test_a_mistyped_period_is_repeated_only_where_it_can_be_no_secret(
    capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    assert main(["operations", typed, "staging"]) == 2
    told = capsys.readouterr().err
    assert (typed in told) is (typed == "yearly")
    assert "known are daily, weekly, monthly, quarterly" in told


def test_a_broken_source_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> Any:
        raise BerthcareError("It is gone.", "Look.")

    lead_to(monkeypatch, owned=broken)
    assert main(["status", "staging"]) == 1
    assert "It is gone." in capsys.readouterr().out
