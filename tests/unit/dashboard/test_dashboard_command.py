"""What is refused before anybody is asked."""

from pathlib import Path

import pytest

from berthcare.cli import main


@pytest.mark.parametrize("hours", ["0", "361", "-1", "1.5", "day", "²"])
def test_hours_are_a_whole_number_within_15_days(
    hours: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dashboard", "--stack", "staging", f"--hours={hours}"])

    assert ended.value.code == 2
    assert f"'{hours}' is not a whole number from 1 to 360" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_told_with_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "nowhere"

    assert main(["dashboard", "--stack", "staging", "--png", str(place / "a.png")]) == 2
    assert capsys.readouterr().err == (
        f"berthcare: --png: there is no folder {place}. Make it: mkdir -p {place}\n"
    )


def test_a_folder_is_no_file_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dashboard", "--stack", "staging", "--png", str(tmp_path)]) == 2
    assert f"--png: {tmp_path} is a folder." in capsys.readouterr().err


def test_a_stack_that_is_no_environment_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dashboard", "--stack", "moon"]) == 2
    assert "Type: berthcare dashboard --stack staging" in capsys.readouterr().err
