"""The folder of a plan."""

import stat
import subprocess
from pathlib import Path

import pytest

from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.plan.saved_plan import SavedPlan, begin, finish
from tests.unit.plan.made_by_hand import report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a plan in it."""
    made = tmp_path / "plans" / "staging"
    begin(made).write_text('{"resourcePlans": {}}')
    finish(made, report(), keep=True)
    return made


def test_a_plan_is_read_as_it_was_written(folder: Path) -> None:
    read = SavedPlan.read(folder, Environment.STAGING)
    assert read.report == report()
    assert read.is_as_written
    assert read.file == folder / "plan.json"


def test_a_plan_is_private(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_the_sums_are_as_sha256sum_reads_them(folder: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    checked = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert checked.stdout == "plan.json: OK\nreport.json: OK\n"


@pytest.mark.parametrize("name", ["plan.json", "report.json", "SHA256SUMS"])
def test_a_file_that_was_edited_is_noticed(folder: Path, name: str) -> None:
    with (folder / name).open("a") as file:
        file.write("\n")
    assert not SavedPlan.read(folder, Environment.STAGING).is_as_written


def test_a_refused_plan_leaves_its_report_alone(folder: Path) -> None:
    begin(folder)
    finish(folder, report(succeeded=False, errors=("a rule says no",)), keep=False)
    assert [file.name for file in folder.iterdir()] == ["report.json"]
    with pytest.raises(BerthcareError, match="no plan to apply"):
        SavedPlan.read(folder, Environment.STAGING)


def test_an_earlier_plan_is_gone_as_soon_as_another_is_begun(folder: Path) -> None:
    begin(folder)
    assert (folder / "plan.json").read_bytes() == b""
    assert not (folder / "report.json").exists()


def test_without_a_plan_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BerthcareError) as refused:
        SavedPlan.read(tmp_path / "none", Environment.STAGING)
    assert refused.value.remedy == f"Type: berthcare plan staging --to {tmp_path / 'none'}"


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BerthcareError, match="cannot be written"):
        begin(tmp_path / "file")
