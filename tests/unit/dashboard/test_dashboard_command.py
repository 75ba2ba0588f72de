"""What is refused before anybody is asked."""

import socket
from pathlib import Path

import pytest

from berthcare.cli import main


@pytest.mark.parametrize("hours", ["0", "361", "-1", "1.5", "day", "²"])
def test_hours_are_a_whole_number_within_15_days(
    hours: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["dashboard", "staging", f"--hours={hours}"]) == 2
    assert f"'{hours}' is not a whole number from 1 to 360" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_told_with_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "nowhere"

    assert main(["dashboard", "staging", "--png", str(place / "a.png")]) == 2
    assert capsys.readouterr().err == (
        f"berthcare: --png: there is no folder {place}. Make it: mkdir -p {place}\n"
    )


def test_a_folder_is_no_file_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dashboard", "staging", "--png", str(tmp_path)]) == 2
    assert f"--png: {tmp_path} is a folder." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "--png: the name of the file is empty. Name a file, such as --png dashboard.png"),
        ("week.jpg", "--png: week.jpg does not end in .png."),
        ("png", "--png: png does not end in .png."),
    ],
)
def test_a_name_that_is_no_picture_s_is_refused(
    name: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["dashboard", "staging", "--png", name]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("content", ["#!/bin/sh\n", "", "\x89PN"])
def test_a_file_that_is_no_picture_is_not_replaced(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "script.png"
    script.write_text(content)

    assert main(["dashboard", "staging", "--png", str(script)]) == 2
    assert f"--png: {script} is there and is no PNG" in capsys.readouterr().err
    assert script.read_text() == content


def test_where_nothing_answers_it_is_told_how_to_start_the_embedded_cloud(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # and never listens
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)

        assert main(["dashboard", "staging"]) == 2

    told = capsys.readouterr().err
    assert f"CloudWatch cannot be read: nothing answers at {address}." in told
    assert "make up" in told


def test_a_stack_that_is_no_environment_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dashboard", "moon"]) == 2
    assert "Type: berthcare dashboard staging" in capsys.readouterr().err
