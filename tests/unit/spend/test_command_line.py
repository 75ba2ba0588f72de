import pytest

from berthcare.cli import main

RESUME = ["spend", "resume", "staging"]


@pytest.mark.parametrize("action", ["status", "resume"])
def test_help_has_examples_the_exit_status_and_the_runbook(
    action: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["spend", action, "--help"]) == 0
    printed = capsys.readouterr().out
    assert f"\n  berthcare spend {action} staging" in printed
    assert "exit status: 0" in printed
    assert "docs/runbooks/spend-limit-reached.md" in printed


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["spend", "lift"], "berthcare spend: there is no such command; known are status, resume."),
        (["spend", "status"], "ENV is missing. Type: berthcare spend status staging"),
        ([*RESUME, "--limit", "1500"], "--reason is missing."),
        ([*RESUME, "--reason", "storm"], "--limit is missing."),
        ([*RESUME, "--reason", " ", "--limit", "1500"], "must be one line of printable characters"),
        ([*RESUME, "--reason", "storm", "--limit", "99.5"], "must be a whole number of US dollars"),
    ],
)
def test_a_wrong_command_line_ends_with_2(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert told in capsys.readouterr().err


def test_a_reason_with_personal_data_is_refused_without_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*RESUME, "--limit", "1500", "--reason", "call 613 555 0100"]) == 2
    told = capsys.readouterr().err
    assert "--reason: the text must hold no phone number" in told
    assert "555" not in told


@pytest.mark.parametrize(
    "arguments", [["status"], ["resume", "--reason", "storm", "--limit", "1500"]]
)
def test_an_unknown_stack_is_told_in_one_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["spend", *arguments, "stagin"]) == 2
    assert f"Type: berthcare spend {arguments[0]} staging\n" in capsys.readouterr().err


def test_without_an_action_the_help_is_printed_and_nothing_was_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["spend"]) == 2
    assert "berthcare spend [OPTIONS] COMMAND\n" in capsys.readouterr().out
