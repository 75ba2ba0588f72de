"""The recording of the wizard can be played, and shows no secret and nothing of a machine."""

import json
import re
from pathlib import Path

import pytest

from tests.recording.cast import SIDS, Recorder, rendered, shown, watchable
from tests.setup_walk import COMMAND, TYPED_BY_MISTAKE

_FILE = Path(__file__).parents[3] / "docs/recordings/setup.cast"
_FOLDERS_OF_A_MACHINE = re.compile(r"/(?:home|root|tmp|work|Users|var)/")


@pytest.fixture(scope="module")
def cast() -> str:
    """The tracked recording."""
    return _FILE.read_text(encoding="utf-8")


def test_the_recording_is_of_the_format_that_players_read(cast: str) -> None:
    header, *lines = map(json.loads, cast.splitlines())
    assert header["version"] == 2
    times = [at for at, kind, _ in lines if kind == "o"]
    assert times == sorted(times)
    assert len(times) == len(lines)


def test_the_recording_shows_the_whole_way(cast: str) -> None:
    screen = shown(cast)
    for expected in (COMMAND, "Interrupted", "Preview now?", "pulumi up", "berthcare verify"):
        assert expected in screen


def test_the_recording_shows_no_secret_and_no_folder_of_a_machine(cast: str) -> None:
    screen = shown(cast)
    assert not _FOLDERS_OF_A_MACHINE.search(screen)
    assert not SIDS.search(screen)
    assert [typed for typed in TYPED_BY_MISTAKE if typed in screen] == []


def test_long_pauses_are_cut_and_short_ones_kept() -> None:
    heard = [(100.0, "a"), (100.5, "b"), (160.5, "c")]
    assert list(watchable(heard)) == [(0.0, "a"), (0.5, "b"), (2.0, "c")]


def test_a_character_that_came_in_two_parts_is_recorded_once_and_whole() -> None:
    recorder = Recorder()
    recorder.hear(b"before")
    recorder.is_on = True
    first, second = "✓".encode()[:1], "✓".encode()[1:]
    recorder.hear(first)
    recorder.hear(second)
    assert shown(rendered(recorder.heard, "a test")) == "✓"
