"""The diagrams of docs/architecture.md say what the program registers, and so do their pictures."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from berthcare.errors import BerthcareError
from localcloud.diagrams.drawing import diagrams_of
from localcloud.diagrams.graph import Graph, Resource
from localcloud.diagrams.mermaid import Flowchart
from localcloud.diagrams.page import Diagram, with_diagrams
from localcloud.diagrams.picture import hash_of, is_current, render
from tests.recorder import ACCOUNT, DEPLOYER, Registered
from tests.unit.components.deployed import NAMES, deployed

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "architecture.md"
PICTURES = ROOT / "docs" / "diagrams"
OUT_OF_DATE = "Type: python -m localcloud.diagrams"
TITLES = {"access", "alarms", "components", "keys"}


def resource(one: Registered) -> Resource:
    return Resource(
        type=one.type,
        name=one.name,
        parent=one.parent,
        inputs={key: value for key, value in one.inputs.items() if key not in one.secrets},
        refers_to=one.refers_to | one.depends_on,
    )


@pytest.fixture(scope="module")
def graph() -> Graph:
    """What the program registers, seen by the tests' own recorder."""
    return Graph.of(map(resource, deployed().resources))


def drawn(graph: Graph) -> Mapping[str, Diagram]:
    return diagrams_of(graph, NAMES, ACCOUNT, (DEPLOYER,))


@pytest.fixture(scope="module")
def diagrams(graph: Graph) -> Mapping[str, Diagram]:
    return drawn(graph)


def edges(diagram: Diagram) -> set[tuple[str, str, str]]:
    """Return start, text and end of each arrow, the ends as the last line of their labels."""
    names = dict(re.findall(r'^ *(?:subgraph )?(n\d+)\S*?"([^"]*)"', diagram.source, re.MULTILINE))
    last = {short: name.rpartition("<br/>")[2] for short, name in names.items()}
    found = re.findall(r'(n\d+) -\.?->?(?:\|"([^"]*)"\|)? (n\d+)', diagram.source)
    return {(last[start], text, last[end]) for start, text, end in found}


def changed(graph: Graph, name: str, **inputs: object) -> Graph:
    return Graph.of(
        replace(one, inputs={**one.inputs, **inputs}) if one.name == name else one
        for one in graph.resources
    )


def test_the_page_is_up_to_date(diagrams: Mapping[str, Diagram]) -> None:
    text = PAGE.read_text()
    assert with_diagrams(text, diagrams) == text, OUT_OF_DATE


@pytest.mark.parametrize("name", sorted(TITLES))
def test_the_picture_is_of_the_source_on_the_page(
    name: str, diagrams: Mapping[str, Diagram]
) -> None:
    assert is_current(diagrams[name], PICTURES), OUT_OF_DATE
    assert f"```mermaid\n{diagrams[name].source}```" in PAGE.read_text(), OUT_OF_DATE


def test_there_is_no_picture_without_a_diagram(diagrams: Mapping[str, Diagram]) -> None:
    assert {one.stem for one in PICTURES.iterdir()} == diagrams.keys() == TITLES


def test_a_picture_holds_no_html_which_some_viewers_do_not_draw() -> None:
    for one in PICTURES.glob("*.svg"):
        assert "foreignObject" not in one.read_text(), one.name


def test_the_tool_s_own_run_of_the_program_says_the_same() -> None:
    """It records by itself, without the tests' recorder."""
    done = subprocess.run(
        [sys.executable, "-m", "localcloud.diagrams", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert (done.returncode, done.stdout) == (0, "")


def test_every_component_is_drawn_with_the_number_of_what_it_registers(
    graph: Graph, diagrams: Mapping[str, Diagram]
) -> None:
    source = diagrams["components"].source
    assert all(f'"{one.kind}' in source for one in graph.components())
    counted = sum(int(number) for number in re.findall(r"<br/>(\d+) ", source))
    assert counted == sum(not one.is_component for one in graph.resources)


def test_a_component_leads_to_what_it_holds_and_what_it_uses(
    diagrams: Mapping[str, Diagram],
) -> None:
    source = diagrams["components"].source
    ids = {kind: short for short, kind in re.findall(r'(n\d+)\["(\w+)', source)}

    assert f"{ids['Communications']} --> {ids['Monitoring']}\n" in source
    assert f"{ids['Rotation']} -.-> {ids['SecretBundle']}\n" in source


def test_the_backend_reads_its_three_secrets_and_replaces_none(
    diagrams: Mapping[str, Diagram],
) -> None:
    found = {(text, end) for start, text, end in edges(diagrams["access"]) if "backend" in start}
    assert found == {
        ("reads", f"staging/twilio/{name}") for name in ("account", "phone-numbers", "webhooks")
    }


def test_who_becomes_a_role_is_drawn(diagrams: Mapping[str, Diagram]) -> None:
    found = edges(diagrams["access"])

    assert ("lambda.amazonaws.com", "assumes", "berthcare-watcher-staging") in found
    assert ("berthcare-deployer", "assumes", "berthcare-backend-staging") in found


def test_a_grant_that_is_taken_away_is_drawn_no_more(graph: Graph) -> None:
    deny = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    nothing = json.dumps({"Version": "2012-10-17", "Statement": deny})
    without = drawn(changed(graph, "backend-policy", policy=nothing))["access"]

    assert not any("backend" in start for start, _, _ in edges(without))


def test_the_secrets_key_decrypts_through_secrets_manager_alone(
    diagrams: Mapping[str, Diagram],
) -> None:
    found = {text for _, text, end in edges(diagrams["keys"]) if end.endswith("twilio-staging")}

    assert found == {"through secretsmanager"}


def test_every_alarm_leads_from_its_metric_to_the_topic(
    graph: Graph, diagrams: Mapping[str, Diagram]
) -> None:
    found = edges(diagrams["alarms"])
    alarms = {end for _, _, end in found if end.endswith(("(page)", "(ticket)"))}
    published = [text for _, text, end in found if end == "berthcare-alerts-staging"]

    assert len(alarms) == len(graph.of_kind("MetricAlarm"))
    assert sum(int(text.split()[0]) for text in published) == len(alarms)


def test_an_alarm_that_tells_nobody_is_not_drawn_as_if_it_did(graph: Graph) -> None:
    silent = Graph.of(
        replace(one, refers_to=frozenset()) if one.name == "monitoring-usage-alarm" else one
        for one in graph.resources
    )
    with pytest.raises(ValueError, match="not every alarm of 'Published by the watcher'"):
        drawn(silent)


def test_the_order_of_registrations_changes_nothing(graph: Graph) -> None:
    assert drawn(Graph.of(reversed(graph.resources))) == drawn(graph)


def test_no_secret_is_drawn(diagrams: Mapping[str, Diagram]) -> None:
    for diagram in diagrams.values():
        assert re.findall(r"\bAC[0-9a-f]{32}|0A0A|5B5B|\+1416", diagram.source) == []


def test_a_label_s_quotation_mark_does_not_end_it() -> None:
    chart = Flowchart()
    chart.node("a", ['say "no"', "second line"])

    assert 'n0["say #quot;no#quot;<br/>second line"]' in chart.text()


DIAGRAM = Diagram("one", "a title", "flowchart LR\n")


@pytest.mark.parametrize("text", ["", DIAGRAM.begin, f"{DIAGRAM.end}\n{DIAGRAM.begin}"])
def test_a_page_without_the_markers_is_refused(text: str) -> None:
    with pytest.raises(BerthcareError, match=r"git checkout docs/architecture\.md"):
        with_diagrams(text, {"one": DIAGRAM})


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
