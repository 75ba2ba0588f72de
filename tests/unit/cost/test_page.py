"""docs/cost.md says what the estimate says."""

import shutil
from pathlib import Path

import pytest

from berthcare.cost.__main__ import main
from berthcare.cost.estimate import Overview
from berthcare.cost.page import BEGIN, END, tables, with_estimate
from berthcare.cost.report import text as as_text
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from tests.unit.cost.project import ROOT, folder

PAGE = ROOT / "docs" / "cost.md"


@pytest.fixture(scope="module")
def overview() -> Overview:
    return Overview.load(ROOT)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder, in which the command is typed."""
    for file in ROOT.glob("Pulumi*.yaml"):
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_is_up_to_date(overview: Overview) -> None:
    text = PAGE.read_text()
    assert with_estimate(text, overview) == text, "Type: python -m berthcare.cost"


def test_the_page_shows_the_rest_apart_from_the_required_lines(overview: Overview) -> None:
    text = PAGE.read_text()
    rest = [one.rest_usd for one in overview.estimates.values()]
    assert f"| staging | 10.56 | {rest[0]} |" in text
    assert f"| production | 61.21 | {rest[1]} |" in text
    assert f"| both | 71.77 | {sum(rest)} |" in text


def test_only_what_stands_between_the_markers_is_replaced(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = project / "cost.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert main([str(page)]) == 0
    written = page.read_text()
    assert written.startswith(f"before\n{BEGIN}\n\n## A month in USD\n")
    assert written.endswith(f"{END}\nafter\n")
    assert "old" not in written
    assert "is up to date" in capsys.readouterr().out


@pytest.mark.parametrize("sharing", list(Environment))
def test_where_one_watches_the_other_s_trail_no_second_one_is_billed(
    tmp_path: Path, sharing: Environment
) -> None:
    project = folder(tmp_path, {"trailLogGroup": "/berthcare/cloudtrail/other"}, sharing)
    overview = Overview.load(project)
    assert overview.one_account_more_usd == 0
    told = "\n".join(as_text(overview, sharing, notes=[], detail=False))
    assert "second trail's events" not in told
    assert "second one's are billed" not in tables(overview)


@pytest.mark.parametrize("text", ["", BEGIN, f"{END}\n{BEGIN}"])
def test_a_page_without_its_markers_is_refused(text: str, overview: Overview) -> None:
    with pytest.raises(BerthcareError, match="The page has no"):
        with_estimate(text, overview)


def test_help_names_the_page_and_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "default docs/cost.md" in capsys.readouterr().out


def test_a_page_that_is_not_there_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(project / "none.md")]) == 2
    assert "No such file" in capsys.readouterr().err


@pytest.mark.usefixtures("project")
def test_a_folder_without_the_stacks_files_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert main([str(PAGE)]) == 2
    assert "Pulumi.yaml cannot be read: No such file or directory. Type" in capsys.readouterr().err
