"""The command line, without a cloud."""

from pathlib import Path

import pytest

from localcloud.cli import main
from localcloud.supervisor.commands import Commands


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    assert "python -m localcloud preview --stack production" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["status", "env"])
def test_asking_for_a_cloud_that_does_not_run_says_how_to_start_it(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--directory", str(tmp_path / "none")]) == 1
    assert "make up" in capsys.readouterr().out
    assert not (tmp_path / "none").exists()


def test_down_without_a_cloud_is_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["down", "--directory", str(tmp_path / "none")]) == 0
    assert "nothing to stop" in capsys.readouterr().out


@pytest.mark.parametrize("port", ["gateway", "gateway=", "=4566", "gateway=x", "gateway=70000"])
def test_a_port_that_is_none_is_refused_with_the_form(
    port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["start", "--port", port])
    assert "NAME=PORT" in capsys.readouterr().err


def test_an_unknown_stack_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["up", "--stack", "stagin"])
    assert "staging" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "again"), [("up", "type `make up` again"), ("preview", "type the same command")]
)
def test_a_command_that_a_person_interrupts_says_how_to_go_on(
    command: str,
    again: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(Commands, command, interrupted)
    assert main([command, "--directory", str(tmp_path / "none")]) == 130
    said = capsys.readouterr().out
    assert f"stopped by you; {again}" in said
    assert "fail" not in said


@pytest.mark.parametrize(("option", "bare"), [([], False), (["--bare"], True)])
def test_a_cloud_is_bare_only_where_that_is_asked(
    option: list[str], bare: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def start(_self: object, _ports: object, *, bare: bool) -> int:
        asked.append(bare)
        return 0

    monkeypatch.setattr(Commands, "start", start)
    assert main(["start", *option, "--directory", str(tmp_path / "none")]) == 0
    assert asked == [bare]
