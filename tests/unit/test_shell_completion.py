"""The shell's completion, asked as bash asks it."""

import pytest

from berthcare.cli import main


def completed(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[str]:
    """Return what the last word of a line may become."""
    monkeypatch.setenv("_BERTHCARE_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 0
    return capsys.readouterr().out.split()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("berthcare verify ", ["staging", "production"]),
        ("berthcare verify st", ["staging"]),
        ("berthcare failover staging --dr", ["--dry-run"]),
        ("berthcare failover staging --only ", ["voice", "sms"]),
        ("berthcare spend ", ["status", "resume"]),
        ("berthcare spend status p", ["production"]),
        ("berthcare rot", ["rotate"]),
    ],
)
def test_a_line_is_completed(
    line: str,
    words: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert completed(line, monkeypatch, capsys) == words


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_can_be_shown(
    shell: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: shell)
    with pytest.raises(SystemExit) as ended:
        main(["--show-completion"])
    assert ended.value.code == 0
    assert f"_BERTHCARE_COMPLETE=complete_{shell}" in capsys.readouterr().out
