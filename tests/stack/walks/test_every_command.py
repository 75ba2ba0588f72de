"""Every command in a shell block of a page works on the embedded cloud, or says why it cannot."""

import shutil
from pathlib import Path

import pytest

from tests.stack.walks.conftest import Desk
from tests.stack.walks.shell_blocks import commands_of
from tests.stack.walks.walk import planned_pages, plans, walk, without_repetitions

PLANS = plans()
TOOLS = ("jq", "curl", "openssl", "shred")
missing = [tool for tool in TOOLS if shutil.which(tool) is None]


def test_the_plan_names_pages_chapters_and_commands_that_exist() -> None:
    assert planned_pages() <= set(PLANS)
    for page, plan in PLANS.items():
        commands = commands_of(page)
        for one in plan.special:
            assert any(command.text.startswith(one.begins) for command in commands), (page, one)
        for heading in plan.before:
            assert any(command.heading == heading for command in commands), (page, heading)
        for word in plan.stand_ins:
            assert any(word in command.text for command in commands), (page, word)
    every = [command.text for page in PLANS for command in commands_of(page)]
    for one in PLANS["README.md"].everywhere:
        assert any(text.startswith(one.begins) for text in every), one


def test_what_is_left_out_says_why() -> None:
    for plan in PLANS.values():
        assert all(len(one.reason.split()) > 3 for one in (*plan.special, *plan.everywhere))


@pytest.mark.engine
@pytest.mark.skipif(bool(missing), reason=f"this machine has no {', '.join(missing)}")
@pytest.mark.parametrize("page", PLANS)
def test_the_commands_of_a_page_work(page: str, desk: Desk, tmp_path: Path) -> None:
    plan = PLANS[page]

    commands = without_repetitions(commands_of(page), plan, desk.walked)

    walked = walk(commands, plan, desk.environ, desk.place, tmp_path / "walk")

    wrong = [str(one) for one in walked if not plan.accepts(one)]
    assert not wrong, "\n\n".join(wrong)
