"""`make analyze`: the engine's own analysis, once, and never silent on an empty state."""

import json
from pathlib import Path

import pytest

from policies import analysis


def engine(folder: Path, script: str) -> dict[str, str]:
    """Put a stand-in for the engine on PATH: it shows what it was given, and runs a script."""
    stand_in = folder / "pulumi"
    stand_in.write_text(f'#!/bin/sh\necho "$@"\nenv | grep ^PULUMI_OPTION\n{script}\n')
    stand_in.chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin", "PULUMI_OPTION_POLICY_PACK": "again"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> object:
    def ask(script: str) -> int:
        environ = engine(tmp_path, script)
        monkeypatch.setenv("PATH", environ["PATH"])  # where a command is looked for
        return analysis.analyze("staging", environ)

    return ask


def test_the_pack_is_run_once_on_the_stack(
    asked: object, capfd: pytest.CaptureFixture[str]
) -> None:
    assert asked("exit 0") == 0  # type: ignore[operator] # a fixture
    told = capfd.readouterr().out
    assert "policy analyze --policy-pack" in told
    assert "--stack staging" in told
    assert "PULUMI_OPTION_POLICY_PACK" not in told


@pytest.mark.parametrize(
    ("script", "status"),
    [
        ("echo violations; exit 255", 1),
        ("echo 'Stack staging has no resources; nothing to analyze.'", 2),
    ],
    ids=["violations", "an empty state"],
)
def test_what_is_wrong_is_told_by_the_status(asked: object, script: str, status: int) -> None:
    assert asked(script) == status  # type: ignore[operator] # a fixture


def test_without_an_engine_it_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert analysis.analyze("staging", {"PATH": str(tmp_path)}) == 2
    assert ". .localcloud/env" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("script", "verdict"),
    [
        ("echo all is well", "ok"),
        ("echo violations; exit 255", "failed"),
        ("echo 'Stack staging has no resources; nothing to analyze.'", "not checked"),
    ],
)
def test_a_file_keeps_the_verdict_and_what_was_printed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, verdict: str
) -> None:
    environ = engine(tmp_path, script)
    monkeypatch.setenv("PATH", environ["PATH"])
    file = tmp_path / "drift-staging" / "analysis.json"

    analysis.main(["--stack", "staging", "--to", str(file)])

    kept = json.loads(file.read_text())
    assert (kept["stack"], kept["verdict"]) == ("staging", verdict)
    assert "policy analyze" in kept["told"]
