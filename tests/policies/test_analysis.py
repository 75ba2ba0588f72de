"""`make analyze`: the engine's own analysis, never silent on an empty state, without secrets."""

import json
from pathlib import Path

import pytest

from berthcare.engine.redaction import HIDDEN
from policies import analysis

CONFIGURED = "configured-and-not-to-be-told"
GIVEN = "given-and-not-to-be-told"
CONFIGURATION = {
    "berthcare-communications:sentryDsn": {"value": f"https://{CONFIGURED}@e.ca/1", "secret": True},
    "aws:region": {"value": "ca-central-1", "secret": False},
}


def engine(
    folder: Path, script: str, configuration: str = json.dumps(CONFIGURATION)
) -> dict[str, str]:
    """Put a stand-in for the engine on PATH: it shows what it was given, and runs a script."""
    (folder / "configuration").write_text(configuration)
    stand_in = folder / "pulumi"
    stand_in.write_text(
        f'#!/bin/sh\n[ "$1" = config ] && exec cat {folder}/configuration\n'
        f'echo "$@"\nenv | grep ^PULUMI_OPTION\n{script}\n'
    )
    stand_in.chmod(0o755)
    return {
        "PATH": f"{folder}:/usr/bin:/bin",
        "PULUMI_OPTION_POLICY_PACK": "again",
        "TWILIO_AUTH_TOKEN": GIVEN,
    }


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


def test_neither_the_print_nor_the_file_holds_a_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    script = f"echo dsn https://{CONFIGURED}@e.ca/1 token {GIVEN} in ca-central-1; exit 255"
    environ = engine(tmp_path, script)
    monkeypatch.setenv("PATH", environ["PATH"])
    file = tmp_path / "analysis.json"

    assert analysis.analyze("staging", environ, file) == 1

    for told in (json.loads(file.read_text())["told"], capfd.readouterr().out):
        assert f"dsn {HIDDEN} token {HIDDEN} in ca-central-1" in told
        assert CONFIGURED not in told
        assert GIVEN not in told


def test_where_the_configuration_cannot_be_read_nothing_is_judged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    environ = engine(tmp_path, "echo violations; exit 255", configuration=f"not JSON: {GIVEN}")
    monkeypatch.setenv("PATH", environ["PATH"])
    file = tmp_path / "analysis.json"

    assert analysis.analyze("staging", environ, file) == 2

    told = capfd.readouterr()
    assert "pulumi config" in told.err
    assert GIVEN not in f"{told.out}{told.err}{file.read_text()}"
