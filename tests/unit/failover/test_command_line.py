import pytest

from berthcare.cli import main


@pytest.mark.parametrize("subcommand", ["failover", "keep-alive"])
def test_help_has_examples_and_the_exit_status(
    subcommand: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([subcommand, "--help"])
    printed = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"berthcare {subcommand} --stack staging" in printed
    assert "exit status: 0" in printed


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--stack", "staging"], "one of the arguments --to --next --back is required"),
        (["--stack", "staging", "--next", "--back"], "not allowed with"),
        (["--stack", "staging", "--to", "+12125550100"], "212 is not a Canadian area code"),
        (["--stack", "staging", "--to", "555"], "+1 and exactly ten digits"),
        (["--stack", "staging", "--next", "--only", "fax"], "invalid choice: 'fax'"),
        (["--next"], "--stack"),
    ],
)
def test_a_wrong_command_line_ends_with_2(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["failover", *arguments])
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("subcommand", [["failover", "--next"], ["keep-alive"]])
def test_an_unknown_stack_is_told_in_one_line(
    subcommand: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*subcommand, "--stack", "stagin"]) == 2
    assert capsys.readouterr().err == (
        "berthcare: --stack: 'stagin' is not an environment; known are staging and production. "
        f"Type: berthcare {subcommand[0]} --stack staging\n"
    )
