import pytest

from berthcare.cli import main


@pytest.mark.parametrize("subcommand", ["failover", "keep-alive"])
def test_help_has_examples_and_the_exit_status(
    subcommand: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([subcommand, "--help"]) == 0
    printed = capsys.readouterr().out
    assert f"\n  berthcare {subcommand} staging" in printed
    assert "exit status: 0" in printed


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["staging"], "one of --to, --next and --back is needed."),
        (["staging", "--next", "--back"], "--back does not go with --next."),
        (["staging", "--to", "+12125550100"], "212 is not a Canadian area code"),
        (["staging", "--to", "555"], "+1 and exactly ten digits"),
        (["staging", "--next", "--only", "fax"], "--only: 'fax' is not one of"),
        (["--next"], "ENV is missing."),
    ],
)
def test_a_wrong_command_line_ends_with_2(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["failover", *arguments]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("subcommand", [["failover", "--next"], ["keep-alive"]])
def test_an_unknown_stack_is_told_in_one_line(
    subcommand: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*subcommand, "stagin"]) == 2
    assert capsys.readouterr().err == (
        f"berthcare {subcommand[0]}: ENV: 'stagin' is not an environment; known are staging and "
        f"production. Type: berthcare {subcommand[0]} staging\n"
    )
