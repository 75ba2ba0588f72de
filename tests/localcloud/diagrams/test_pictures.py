"""The pictures of docs/diagrams are of the page's diagrams, and can be read."""

import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from berthcare.errors import BerthcareError
from localcloud.diagrams.page import Diagram
from localcloud.diagrams.picture import hash_of, is_current, render
from tests.localcloud.diagrams.program import OUT_OF_DATE, PAGE, PICTURES
from tests.localcloud.diagrams.svg_geometry import picture_of

_ALARMS = {f"alarms-{source}" for source in ("aws", "rotation", "trail", "watcher")}
_TITLES = sorted({"components", "uses", *_ALARMS})
_WIDEST = 1400
"""Pixels; a page of a browser shows about as many, and shrinks what is wider."""
DIAGRAM = Diagram("one", "a title", "flowchart LR\n")


@pytest.mark.parametrize("name", _TITLES)
def test_the_picture_is_of_the_source_on_the_page(
    name: str, diagrams: Mapping[str, Diagram]
) -> None:
    assert is_current(diagrams[name], PICTURES), OUT_OF_DATE
    assert f"```mermaid\n{diagrams[name].source}```" in PAGE.read_text(), OUT_OF_DATE


def test_there_is_no_picture_without_a_diagram(diagrams: Mapping[str, Diagram]) -> None:
    assert {one.stem for one in PICTURES.iterdir()} == diagrams.keys() == set(_TITLES)


def test_a_picture_holds_no_html_which_some_viewers_do_not_draw() -> None:
    for one in PICTURES.glob("*.svg"):
        assert "foreignObject" not in one.read_text(), one.name


@pytest.mark.parametrize("name", _TITLES)
def test_no_line_runs_behind_a_box_that_it_does_not_belong_to(
    name: str, diagrams: Mapping[str, Diagram]
) -> None:
    picture = picture_of((PICTURES / f"{name}.svg").read_text())
    drawn = re.findall(r'(n\d+) -\.?->?(?:\|"[^"]*"\|)? (n\d+)', diagrams[name].source)

    assert picture.lines.keys() == set(drawn), "not every line was read"
    assert picture.behind() == []


@pytest.mark.parametrize("name", _TITLES)
def test_a_picture_is_read_without_scrolling_aside(name: str) -> None:
    assert picture_of((PICTURES / f"{name}.svg").read_text()).width <= _WIDEST


@pytest.mark.parametrize(("y", "found"), [(50, [("n0", "n1", "n2")]), (95, [])])
def test_a_line_behind_a_box_is_found(y: int, found: list[tuple[str, str, str]]) -> None:
    def box(name: str, x: int) -> str:
        shape = '<rect class="label-container" x="-10" y="-10" width="20" height="20"/>'
        return f'<g id="a-flowchart-{name}-0" transform="translate({x}, 50)">{shape}</g>'

    line = f'<path data-id="L_n0_n1_0" d="M10,{y}L50,{y}C60,{y},70,{y},190,{y}"/>'
    boxes = box("n0", 0) + box("n1", 200) + box("n2", 100)
    assert picture_of(f'<svg viewBox="0 0 200 100">{line}{boxes}</svg>').behind() == found


def test_a_picture_of_another_source_is_stale(tmp_path: Path) -> None:
    file = tmp_path / "one.svg"
    assert not is_current(DIAGRAM, tmp_path)

    file.write_text(f"<!-- source sha256:{hash_of(DIAGRAM)} -->\n<svg/>\n")
    assert is_current(DIAGRAM, tmp_path)
    assert not is_current(replace(DIAGRAM, source="flowchart TB\n"), tmp_path)


def tool(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a double of mermaid-cli on PATH."""
    double = folder / "mmdc"
    double.write_text(f"#!{sys.executable}\n{script}")
    double.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_a_picture_names_the_source_it_was_drawn_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        "import pathlib, sys\n"
        "given = dict(zip(sys.argv[1::1], sys.argv[2::1]))\n"
        "source = pathlib.Path(given['--input']).read_text()\n"
        "pathlib.Path(given['--output']).write_text(f'<svg>{source}</svg>')\n"
    )
    tool(tmp_path, script, monkeypatch)
    render(DIAGRAM, tmp_path)

    assert is_current(DIAGRAM, tmp_path)
    assert "<svg>flowchart LR" in (tmp_path / "one.svg").read_text()


def test_a_picture_that_cannot_be_drawn_is_told_with_the_tool_s_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, "import sys\nsys.exit('no browser here')\n", monkeypatch)

    with pytest.raises(BerthcareError, match=r"could not draw one\. no browser here"):
        render(DIAGRAM, tmp_path)


def test_without_mermaid_cli_it_is_told_how_to_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BerthcareError, match="npm install --global @mermaid-js/mermaid-cli"):
        render(DIAGRAM, tmp_path)
