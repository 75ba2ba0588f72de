"""A mistyped command line is told in one line, and what may be a secret is not repeated."""

import pytest

from berthcare.cli import main

TOKEN = "0123456789abcdef" * 2


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line that a wrong command line is answered with."""
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err


@pytest.mark.parametrize(
    "arguments",
    [
        [TOKEN],
        [f"--{TOKEN}"],
        [f"-{TOKEN}"],
        [f"--auth-token={TOKEN}"],
        ["verify", TOKEN],
        ["verify", "staging", TOKEN],
        ["verify", "staging", "production", TOKEN],
        ["verify", "staging", f"--{TOKEN}"],
        ["verify", "staging", f"-{TOKEN}"],
        ["verify", "staging", f"--auth-token={TOKEN}"],
        ["verify", "staging", "--auth-token", TOKEN],
        ["verify", "staging", f"--json={TOKEN}"],
        ["spend", TOKEN],
        ["spend", "status", "staging", TOKEN],
        ["rotate", "staging", "--reason", TOKEN],
    ],
    ids=lambda arguments: " ".join(arguments).replace(TOKEN, "TOKEN"),
)
def test_a_stray_word_is_never_repeated(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert TOKEN[:8] not in told(arguments, capsys)


@pytest.mark.parametrize(
    ("arguments", "command", "what", "remedy"),
    [
        (["verify"], "verify", "ENV is missing.", "verify staging"),
        (
            ["verify", "staging", "--jsn"],
            "verify",
            "there is no option --jsn; maybe --json or --yes.",
            "verify --help",
        ),
        (
            ["verify", "staging", "again"],
            "verify",
            "there is a word too many (not shown, as it may be a secret).",
            "verify --help",
        ),
        (
            ["failover", "staging", "--to"],
            "failover",
            "option '--to' requires an argument.",
            "failover --help",
        ),
        (
            ["spend", "lift"],
            "spend",
            "there is no such command; known are status, resume.",
            "spend --help",
        ),
    ],
    ids=["missing", "unknown option", "a word too many", "no value", "unknown command"],
)
def test_the_line_says_what_is_wrong_and_what_to_type(
    arguments: list[str],
    command: str,
    what: str,
    remedy: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = f"berthcare {command}: {what} Type: berthcare {remedy}\n"

    assert told(arguments, capsys) == line


def test_without_a_command_the_help_is_printed_and_nothing_was_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 2
    printed = capsys.readouterr()
    assert printed.out.startswith("Usage: berthcare [OPTIONS] COMMAND\n")
    assert printed.err == ""
