"""What `berthcare preflight` takes, and how it ends."""

import json
from pathlib import Path

import pytest

from berthcare.cli import main
from berthcare.findings import Finding, Verdict
from berthcare.preflight import run
from berthcare.preflight.unchecked import unchecked


def found(monkeypatch: pytest.MonkeyPatch, *verdicts: Verdict) -> list[bool]:
    """Let the preflight find this; return whether each run was with a plan."""
    plans: list[bool] = []

    def preflight_of(*_: object, with_plan: bool) -> list[Finding]:
        plans.append(with_plan)
        return [Finding("formats", verdict, "It is so.", "Type: this") for verdict in verdicts]

    monkeypatch.setattr(run, "preflight_of", preflight_of)
    return plans


def test_help_has_examples_the_exit_status_and_the_environment(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["preflight", "--help"]) == 0
    printed = capsys.readouterr().out
    assert "\n  berthcare preflight staging" in printed
    assert "exit status: 0" in printed
    assert "environment: AWS credentials" in printed


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "ENV is missing. Type: berthcare preflight staging"),
        (["stagin"], "ENV: 'stagin' is not an environment"),
        (["staging", "--plan"], "there is no option --plan"),
        (["staging", "extra"], "there is a word too many"),
    ],
)
def test_a_wrong_command_line_ends_with_2(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["preflight", *arguments]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("verdict", "status", "next_step"),
    [
        (Verdict.WELL, 0, "pulumi up --stack staging"),
        (Verdict.ATTENTION, 1, "berthcare preflight staging"),
        (Verdict.FAILED, 1, "berthcare preflight staging"),
        (Verdict.UNKNOWN, 2, "berthcare preflight staging"),
    ],
)
def test_the_status_and_the_next_step_follow_from_the_findings(
    verdict: Verdict,
    status: int,
    next_step: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found(monkeypatch, verdict)

    assert main(["preflight", "staging"]) == status
    assert next_step in capsys.readouterr().out


def test_json_is_one_object_on_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found(monkeypatch, Verdict.WELL, Verdict.FAILED)

    assert main(["preflight", "production", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["environment"] == "production"
    assert [one["verdict"] for one in document["findings"]] == ["ok", "failed"]


@pytest.mark.parametrize(
    ("more", "status", "verdict"),
    [
        (list(unchecked(judged_organisation=True, with_plan=True)), 0, "ok"),
        ([Finding("permissions", Verdict.UNKNOWN, "IAM refused.")], 1, "attention"),
    ],
    ids=["what is never looked at", "permissions"],
)
def test_only_what_should_have_been_asked_and_was_not_is_no_good_end(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    more: list[Finding],
    status: int,
    verdict: str,
) -> None:
    well = Finding("formats", Verdict.WELL, "It is so.")
    monkeypatch.setattr(run, "preflight_of", lambda *_, with_plan: [well, *more])

    assert main(["preflight", "staging", "--json"]) == status
    assert json.loads(capsys.readouterr().out)["verdict"] == verdict


def test_a_plan_is_made_unless_it_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    plans = found(monkeypatch, Verdict.WELL)

    main(["preflight", "staging"])
    main(["preflight", "staging", "--without-plan"])

    assert plans == [True, False]


def test_outside_a_project_it_could_not_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["preflight", "staging"]) == 2
    assert "no Pulumi project" in capsys.readouterr().err
