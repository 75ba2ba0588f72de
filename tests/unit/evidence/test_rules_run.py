"""The engine is asked about exactly the state that was read, and is given no secret."""

import json
import os
from pathlib import Path

import pytest

from berthcare.evidence.project import Project
from berthcare.evidence.rules_run import verdict_on
from berthcare.evidence.rules_verdict import RulesVerdict
from tests.unit.evidence.conftest import Engine
from tests.unit.evidence.state import CIPHERTEXT, PROVIDER, SECRET_SIGNATURE, resource, state_of

STATE = state_of(PROVIDER, resource("aws:sns/topic:Topic", "t"))


def verdict(folder: Path, text: str = STATE.text, name: str = "p") -> RulesVerdict:
    return verdict_on(text, Project(folder, name), "p", os.environ)


def test_the_engine_analyses_a_private_copy_that_is_gone_afterwards(
    folder: Path, engine: Engine
) -> None:
    note = engine()

    assert verdict(folder).why_not == ""

    asked = json.loads(note.read_text())
    assert asked["arguments"] == [
        *("policy", "analyze", "--policy-pack", str(folder / "policies")),
        *("--file", asked["file"], "--json", "--non-interactive"),
    ]
    assert json.loads(asked["state"]) == json.loads(STATE.text)
    assert asked["mode"] == 0o600
    assert not Path(asked["file"]).exists()


def test_the_pack_is_run_once_whatever_the_environment_asks_for(
    folder: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_OPTION_POLICY_PACK", "policies")
    monkeypatch.setenv("PULUMI_OPTION_POLICY_PACK_CONFIG", "weak.json")
    note = engine()

    verdict(folder)

    told = json.loads(note.read_text())["environ"]
    assert [one for one in told if one.startswith("PULUMI_OPTION_")] == []


def test_the_engine_is_given_nothing_that_it_could_decrypt(folder: Path, engine: Engine) -> None:
    note = engine()
    state = state_of(
        resource("aws:sns/topic:Topic", "t", inputs={"deep": [{"x": CIPHERTEXT}], "name": "t"}),
        secrets_providers={"type": "cloud", "state": {"encryptedkey": "ZW5jcnlwdGVk"}},
    )

    verdict(folder, state.text)

    given = json.loads(note.read_text())["state"]
    (_, topic) = json.loads(given)["deployment"]["resources"]
    secret = {**SECRET_SIGNATURE, "plaintext": '"[secret]"'}
    assert topic["inputs"] == {"deep": [{"x": secret}], "name": "t"}
    assert CIPHERTEXT["ciphertext"] not in given
    assert "secrets_providers" not in given


def test_rules_that_cannot_be_run_are_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))

    assert verdict(folder).why_not == "the Pulumi engine is not on PATH"
    assert "of the project q" in verdict(folder, name="q").why_not
    assert "no policy pack" in verdict(folder / "policies").why_not
    assert "in no Pulumi project" in verdict_on(STATE.text, None, "p", os.environ).why_not


def test_an_engine_that_cannot_be_started_is_told(folder: Path, engine: Engine) -> None:
    engine().with_name("pulumi").chmod(0o600)

    assert verdict(folder).why_not == "the engine cannot be run: Permission denied"


def test_an_engine_that_does_not_end_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pulumi").write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    (tmp_path / "pulumi").chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("berthcare.evidence.rules_run._SECONDS", 0.2)

    assert "did not end" in verdict(folder).why_not
