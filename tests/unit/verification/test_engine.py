"""A stand-in `pulumi` on PATH answers as the engine may."""

import os
import sys
from pathlib import Path

import pytest

from berthcare.errors import BerthcareError
from berthcare.verification import engine


@pytest.fixture
def pulumi(tmp_path: Path) -> Path:
    """A folder for PATH; a test writes its `pulumi` there."""
    return tmp_path


def answer(folder: Path, script: str) -> dict[str, str]:
    program = folder / "pulumi"
    program.write_text(f"#!{sys.executable}\nimport sys\n{script}\n")
    program.chmod(0o700)
    return {**os.environ, "PATH": str(folder)}


def export(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> str:
    environ = answer(folder, script)
    monkeypatch.setenv("PATH", environ["PATH"])
    return engine.export("staging", environ).text


def test_the_state_is_what_the_engine_prints(pulumi: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = "assert sys.argv[1:5] == ['stack', 'export', '--stack', 'staging']\n"
    script += "print('{\"deployment\": {}}')"
    assert export(pulumi, script, monkeypatch) == '{"deployment": {}}\n'


def test_secrets_are_never_asked_for(pulumi: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = "assert '--show-secrets' not in sys.argv\nprint('{\"deployment\": {}}')"
    assert export(pulumi, script, monkeypatch)


def test_a_missing_engine_is_told_with_what_to_type(
    pulumi: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(pulumi))
    with pytest.raises(BerthcareError) as refused:
        engine.export("staging", {"PATH": str(pulumi)})
    assert refused.value.what == "The Pulumi engine is not on PATH."
    assert ". .localcloud/env" in refused.value.remedy


def test_a_stack_that_is_not_there_is_told_in_the_engines_words(
    pulumi: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "print(\"error: no stack named 'staging' found\", file=sys.stderr)\nsys.exit(255)"
    with pytest.raises(BerthcareError) as refused:
        export(pulumi, script, monkeypatch)
    assert "no stack named 'staging' found" in refused.value.what
    assert "make up" in refused.value.remedy


def test_an_answer_that_is_no_state_is_refused(
    pulumi: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BerthcareError, match="is not an exported state"):
        export(pulumi, "print('hello')", monkeypatch)
