"""The recording of the wizard can be played, and shows no secret and nothing of a machine."""

import json
import re
from pathlib import Path

import pytest

from berthcare.environments import Environment
from berthcare.setup.credentials import SID, TOKEN
from berthcare.setup.questions import questions_for
from berthcare.verification.catalog import CHECKS
from tests.recording.cast import SIDS, Recorder, rendered, shown, watchable
from tests.recording.queries import QUERY, visible, without_queries
from tests.setup_walk import COMMAND, TYPED_BY_MISTAKE

_FILE = Path(__file__).parents[3] / "docs/recordings/setup.cast"
_OUT_OF_DATE = "Type: python -m tests.recording"
_ASKED = [
    *(f"{one.asks} (hidden)" for one in (SID, TOKEN)),
    *(one.asks for one in questions_for(Environment.STAGING)),
    "Preview now? [y/N]",
]
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


@pytest.mark.parametrize("asked", _ASKED)
def test_the_recording_shows_each_prompt_as_the_wizard_asks_it_now(asked: str, cast: str) -> None:
    prompt = re.compile(rf"\? {re.escape(asked)}(?: \(Enter [^)]*\))?:")
    assert prompt.search(visible(shown(cast))), _OUT_OF_DATE


def test_the_recording_ends_with_the_checks_that_a_verification_runs_now(cast: str) -> None:
    names = [one.name for one in CHECKS]
    verified = visible(shown(cast)).rpartition("berthcare verify staging")[2]
    rows = re.findall(rf"^✓  (.{{{max(map(len, names))}}})  \S", verified, re.MULTILINE)

    assert [row.rstrip() for row in rows] == names, _OUT_OF_DATE
    assert f"{len(names)} checks: {len(names)} passed." in verified


def test_the_recording_makes_no_viewer_s_terminal_answer(cast: str) -> None:
    assert QUERY.findall(shown(cast)) == []


@pytest.mark.parametrize(
    "query",
    [
        "\x1b]11;?\x1b\\",
        "\x1b]10;?\x07",
        "\x1b]4;1;?\x07",
        "\x1b]52;c;?\x07",
        "\x1b[6n",
        "\x1b[5n",
        "\x1b[?6n",
        "\x1b[c",
        "\x1b[0c",
        "\x1b[>c",
        "\x1b[=0c",
        "\x1b[>0q",
        "\x1b[?2026$p",
        "\x1b[?u",
        "\x1b[14t",
        "\x1b[18t",
        "\x1b[21t",
        "\x1b[x",
        "\x1bZ",
        "\x05",
        "\x1bP+q544e\x1b\\",
        "\x1bP$qm\x1b\\",
        "\x1b_Gi=31,a=q;AAAA\x1b\\",
    ],
)
def test_what_makes_a_terminal_answer_is_not_recorded(query: str) -> None:
    for parts in ([f"a{query}b"], [f"a{query[:-1]}", f"{query[-1]}b"], [*"a", *query, *"b"]):
        heard = [(float(at), part) for at, part in enumerate(parts)]
        assert shown(rendered(heard, "a test")) == "ab", parts


@pytest.mark.parametrize(
    "kept",
    [
        "\x1b[38;5;2m",
        "\x1b[2K",
        "\x1b[?25l",
        "\x1b[119C",
        "\x1b[A",
        "\x1b[?2004h",
        "\x1b]0;a title\x07",
        "\x1b[22;0t",
        "Preview now? \r\n",
    ],
)
def test_what_only_draws_is_recorded_even_where_it_came_in_parts(kept: str) -> None:
    heard = [(float(at), part) for at, part in enumerate(["a", *kept, "b"])]
    assert "".join(text for _, text in without_queries(heard)) == f"a{kept}b"


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
