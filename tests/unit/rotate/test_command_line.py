"""The words of `berthcare rotate`, and where they lead."""

import re
from pathlib import Path

import pytest

from berthcare.cli import main

ROOT = Path(__file__).parents[3]
ROTATE = ["rotate", "staging"]


def test_help_has_examples_the_exit_status_and_the_runbook(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["rotate", "--help"]) == 0
    printed = capsys.readouterr().out
    assert "berthcare rotate staging --status" in printed
    assert "--now --yes   (without a terminal)" in printed
    assert "exit status of --status: 0" in printed
    assert "docs/runbooks/token-rotation.md" in printed


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "one of --status and --reason is needed"),
        (["--status", "--reason", "drill"], "--reason does not go with --status"),
        (["--reason", ""], "must be one line of printable characters"),
        (["--reason", "a\nb"], "must be one line of printable characters"),
        (["--reason", "why " * 76], "must be one line of printable characters, 300 at most"),
        (
            ["--reason", "drill", "--secret", "parent"],
            "--secret: 'parent' is not one of 'account', 'webhooks'.",
        ),
    ],
)
def test_a_wrong_command_line_ends_with_2(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*ROTATE, *arguments]) == 2
    assert told in capsys.readouterr().err


def test_a_reason_with_personal_data_is_refused_without_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*ROTATE, "--reason", "call 613 555 0100"]) == 2
    told = capsys.readouterr().err
    assert "--reason: the text must hold no phone number" in told
    assert "555" not in told


@pytest.mark.parametrize("more", [["--secret", "account"], ["--now"], ["--dry-run"], ["--yes"]])
def test_a_status_changes_nothing_and_says_so(
    more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*ROTATE, "--status", *more]) == 2
    assert capsys.readouterr().err == (
        f"berthcare rotate: {more[0]} does not go with --status, which changes nothing. "
        "Type: berthcare rotate staging --status\n"
    )


def test_only_a_status_is_told_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ROTATE, "--reason", "drill", "--json"]) == 2
    assert "--json goes with --status alone" in capsys.readouterr().err


def test_an_unknown_stack_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rotate", "stagin", "--status"]) == 2
    assert "Type: berthcare rotate staging\n" in capsys.readouterr().err


def test_the_runbook_has_every_section_that_the_command_leads_to() -> None:
    sources = (ROOT / "berthcare" / "rotate").glob("*.py")
    named = {
        section
        for path in sources
        for section in re.findall(r"\{RUNBOOK\}#([a-z-]+)", path.read_text())
    }
    headings = re.findall(
        r"^#+ (.*)$", (ROOT / "docs/runbooks/token-rotation.md").read_text(), re.MULTILINE
    )
    sections = {re.sub(r"[^a-z -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert named
    assert named <= sections
