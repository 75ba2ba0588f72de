import json
import os
from pathlib import Path

import pytest

from berthcare.cli import main


@pytest.mark.parametrize("arguments", [["--help"], ["verify", "--help"]])
def test_help_has_examples(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert "berthcare verify staging" in capsys.readouterr().out


def test_the_version_is_the_projects(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("berthcare 0.")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "ENV is missing. Type: berthcare verify staging"),
        (
            ["staging", "--receiver", "http://x", "--without-receiver"],
            "--without-receiver does not go with --receiver. Type: berthcare verify --help",
        ),
        (["staging", "--alarm-timeout", "0"], "--alarm-timeout: must be more than 0 and at most"),
        (["staging", "--alarm-timeout", "soon"], "--alarm-timeout: must be more than 0"),
        (["staging", "--alarm-timeout", "nan"], "--alarm-timeout: must be more than 0"),
    ],
)
def test_a_wrong_command_line_ends_with_2_and_one_line(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"berthcare verify: {told}")
    assert printed.err.count("\n") == 1


def test_an_unknown_stack_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "stagin"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        "berthcare verify: ENV: 'stagin' is not an environment; known are staging and production. "
        "Type: berthcare verify staging\n"
    )


def test_missing_aws_credentials_are_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = tmp_path / "outputs.json"
    outputs.write_text(json.dumps({}))
    for variable in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    assert main(["verify", "staging", "--outputs", str(outputs), "--yes"]) == 2
    printed = capsys.readouterr().err
    assert printed.startswith("berthcare: AWS does not know who you are")
    assert printed.count("\n") == 1
