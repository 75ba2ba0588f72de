import json
from pathlib import Path
from typing import Any

import pytest

from berthcare.cli import main
from tests.unit.evidence.state import PROVIDER, resource, state_of

AT_HOME = (PROVIDER, resource("aws:sns/topic:Topic", "t", outputs={"region": "ca-central-1"}))
ABROAD = resource("aws:sns/topic:Topic", "t", outputs={"region": "us-east-1"})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder: Path, *resources: dict[str, Any], **deployment: Any) -> str:
    path = folder / "state.json"
    path.write_text(state_of(*resources, **deployment).text)
    return str(path)


def evidence(*arguments: str, stack: str = "staging") -> int:
    return main(["evidence", "--stack", stack, *arguments])


def test_two_files_are_written_and_told_with_a_summary_of_three_lines(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = evidence("--state", written(folder, *AT_HOME), "--output", "out")

    page, told, *summary = capsys.readouterr().out.splitlines()
    assert status == 0
    assert Path(page).match("out/evidence-staging-*T*Z.md")
    assert Path(page).read_text().startswith("# Residency and least privilege: staging\n")
    assert json.loads(Path(told).read_text())["clean"] is True
    assert len(summary) == 3
    assert "1 in ca-central-1" in summary[0]


def test_a_finding_ends_with_1_and_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evidence("--state", written(folder, ABROAD)) == 1
    assert "aws:sns/topic:Topic t: is in us-east-1" in capsys.readouterr().out


def test_json_goes_to_the_output_and_no_file_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evidence("--state", written(folder, *AT_HOME), "--json") == 0
    assert json.loads(capsys.readouterr().out)["stack"] == "staging"
    assert [path.name for path in folder.iterdir()] == ["state.json"]


def test_an_expired_exception_ends_with_1(folder: Path) -> None:
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
    assert "Type: berthcare evidence --stack staging" in capsys.readouterr().err


def test_without_an_engine_the_way_out_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(folder))

    assert evidence() == 2
    assert "--state" in capsys.readouterr().err


def test_files_and_standard_output_exclude_each_other() -> None:
    with pytest.raises(SystemExit) as ended:
        evidence("--json", "--output", "x")
    assert ended.value.code == 2


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["evidence", "--help"])
    assert "berthcare evidence --stack staging" in capsys.readouterr().out
