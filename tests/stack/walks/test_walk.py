"""The walk notes whatever fails, wherever in a command, and whatever was not made well again."""

import os
from pathlib import Path

import pytest

from tests.stack.walks.shell_blocks import Command
from tests.stack.walks.walk import Plan, Special, walk, without_repetitions


def plan(*, afterwards: tuple[str, ...] = (), special: tuple[Special, ...] = ()) -> Plan:
    return Plan(before={}, afterwards=afterwards, stand_ins={}, special=special, everywhere=())


def statuses(folder: Path, planned: Plan, *texts: str) -> list[int | None]:
    """Return how each command ends, then each of what comes afterwards."""
    commands = [Command("page.md", "Chapter", text) for text in texts]
    walked = walk(commands, planned, {"PATH": os.environ["PATH"]}, folder, folder / "walk")
    return [one.status for one in walked]


@pytest.mark.parametrize(
    "text",
    [
        "for NAME in 3 0; do (exit $NAME); done",
        "(exit 3); true",
        "shows() { (exit 3); true; }; shows",
        'echo "$( (exit 3); echo told)"',
        "(exit 3) | cat",
        "X=$(exit 3); true",
        "{ (exit 3); true; }",
    ],
)
def test_a_part_that_fails_is_noted_though_the_last_one_works(text: str, tmp_path: Path) -> None:
    assert statuses(tmp_path, plan(), text, "true") == [3, 0]


@pytest.mark.parametrize(
    "text",
    ["false || true", "if false; then echo; fi", "! false", "echo a | while read -r X; do :; done"],
)
def test_what_is_asked_for_as_a_condition_may_be_not_so(text: str, tmp_path: Path) -> None:
    assert statuses(tmp_path, plan(), text) == [0]


def test_a_variable_and_a_function_stay_for_the_next_command(tmp_path: Path) -> None:
    assert statuses(tmp_path, plan(), "X=7", "says() { echo $X; }", '[ "$(says)" = 7 ]') == [0] * 3


def test_what_makes_all_well_again_must_work(tmp_path: Path) -> None:
    assert statuses(tmp_path, plan(afterwards=("true", "(exit 4)")), "true") == [0, 0, 4]


def test_a_status_alone_is_not_enough_where_a_text_is_awaited(tmp_path: Path) -> None:
    awaited = plan(special=(Special("echo", "why it may end so", (1,), r"ok, \d attention"),))
    texts = ('echo "8 ok, 1 attention"; false', 'echo "7 ok, 2 failed"; false')
    commands = [Command("page.md", "Chapter", text) for text in texts]

    environ = {"PATH": os.environ["PATH"]}
    walked = walk(commands, awaited, environ, tmp_path, tmp_path / "walk")

    assert [awaited.accepts(one) for one in walked] == [True, False]


def test_what_is_left_out_counts_as_walked_nowhere() -> None:
    command = Command("page.md", "Chapter", ".venv/bin/berthcare status staging")
    left_out = plan(special=(Special(".venv/bin/berthcare status", "why it is left out"),))
    walked: set[frozenset[str]] = set()

    assert without_repetitions([command], left_out, walked) == [command]
    assert without_repetitions([command], plan(), walked) == [command]
    assert without_repetitions([command], plan(), walked) == []
