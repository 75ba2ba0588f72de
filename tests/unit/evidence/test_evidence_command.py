import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from berthcare.cli import main
from tests.unit.evidence.conftest import Engine, make_project
from tests.unit.evidence.state import PROVIDER, resource, state_of

AT_HOME = (PROVIDER, resource("aws:sns/topic:Topic", "t", outputs={"region": "ca-central-1"}))
RECORDED = (Path(__file__).parent / "recorded_violations.jsonl").read_text()
ABROAD = resource("aws:sns/topic:Topic", "t", outputs={"region": "us-east-1"})


def written(folder: Path, *resources: dict[str, Any], **deployment: Any) -> str:
    path = folder / "state.json"
    path.write_text(state_of(*resources, **deployment).text)
    return str(path)


def evidence(*arguments: str, stack: str = "staging") -> int:
    return main(["evidence", stack, *arguments])


def test_two_files_are_written_and_told_with_a_summary_of_four_lines(
    folder: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    engine()
    status = evidence("--state", written(folder, *AT_HOME), "--output", "out")

    page, told, *summary = capsys.readouterr().out.splitlines()
    assert status == 0
    assert Path(page).match("out/evidence-staging-*T*Z.md")
    assert Path(page).read_text().startswith("# Residency and least privilege: staging\n")
    assert json.loads(Path(told).read_text())["clean"] is True
    assert len(summary) == 4
    assert "1 in ca-central-1" in summary[0]
    assert summary[1].endswith("grants: 0 grants and 0 refusals listed")
    assert summary[2].endswith("rules: berthcare 0.1.0 judged this state: no violation")


def test_a_violation_ends_with_1_and_leaves_the_grants_unpraised(
    folder: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    engine(RECORDED, status=1, errors="error: one or more mandatory policy violations were found")

    assert evidence("--state", written(folder, *AT_HOME)) == 1

    _, _, _, grants, rules, _ = capsys.readouterr().out.splitlines()
    assert grants.startswith("-")
    assert "violations: 1 of mandatory rules, 1 of advisory rules" in rules
    assert "monitoring-topic: violates sns-topic-tls-only" in rules


def test_rules_that_were_not_run_end_with_1(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(folder))

    assert evidence("--state", written(folder, *AT_HOME)) == 1
    assert "the rules were not run: the Pulumi engine is not on" in capsys.readouterr().out


def test_a_finding_ends_with_1_and_is_told(
    folder: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    engine()
    assert evidence("--state", written(folder, ABROAD)) == 1
    assert "aws:sns/topic:Topic t: is in us-east-1" in capsys.readouterr().out


def test_json_goes_to_the_output_and_no_file_is_written(
    folder: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    engine()
    assert evidence("--state", written(folder, *AT_HOME), "--json") == 0
    assert json.loads(capsys.readouterr().out)["stack"] == "staging"
    assert not list(folder.glob("evidence-*"))


def test_an_expired_exception_ends_with_1(folder: Path, engine: Engine) -> None:
    engine()
    (folder / "exceptions.yaml").write_text(
        "- {rule: a, stacks: [staging], resource: b, finding: c, reason: d, owner: e, "
        "expires: 2020-01-01}"
    )
    state = written(folder, *AT_HOME)

    assert evidence("--state", state, "--exceptions", "exceptions.yaml", "--json") == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "cannot be read: No such file or directory. Write it with: pulumi stack export"),
        ("{}", "is not an exported state"),
        ('{"deployment": {"resources": []}}', "holds no resource"),
        ('{"deployment": {"resources": [1]}}', "its resource 1 is not an object"),
        (
            '{"deployment": {"resources": [{"urn": "urn:pulumi:production::p::t::n"}]}}',
            "is the state of the stack 'production', not of 'staging'",
        ),
    ],
    ids=["no file", "no state", "empty", "damaged", "of another stack"],
)
def test_a_state_that_proves_nothing_ends_with_2_and_a_remedy(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str | None, told: str
) -> None:
    if text is not None:
        (folder / "state.json").write_text(text)

    assert evidence("--state", "state.json") == 2
    error = capsys.readouterr().err
    assert told in error
    assert "pulumi" in error
    assert not list(folder.glob("evidence-*"))


def test_an_unknown_stack_ends_with_2_and_the_command_to_type(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert evidence(stack="stagin") == 2
    assert "Type: berthcare evidence staging" in capsys.readouterr().err


def test_without_an_engine_the_way_out_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(folder))

    assert evidence() == 2
    assert "The Pulumi engine is not on PATH. Type: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda _: None, "This folder is in no Pulumi project"),
        (lambda place: make_project(place, name="q"), "This is the project 'q'"),
        (lambda place: make_project(place, exceptions=None), "has no policies/exceptions.yaml"),
    ],
    ids=["no project", "another project", "no file"],
)
def test_exceptions_that_are_not_known_end_with_2_and_a_remedy(
    make: Callable[[Path], None],
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert evidence("--state", written(tmp_path, *AT_HOME)) == 2
    error = capsys.readouterr().err
    assert why in error
    assert "Run this in the project's folder, or give their file with --exceptions FILE" in error


def test_outside_of_a_project_the_engine_is_not_asked(
    tmp_path: Path,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    note = engine()
    monkeypatch.chdir(tmp_path)

    assert evidence() == 2
    assert "Run it in the project's folder" in capsys.readouterr().err
    assert not note.exists()


def test_files_and_standard_output_exclude_each_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert evidence("--json", "--output", "x") == 2
    assert "--output does not go with --json." in capsys.readouterr().err


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "--help"]) == 0
    assert "berthcare evidence staging" in capsys.readouterr().out
