"""A kill, and every kind of fault, at each request of a stack's life in turn.

What is random elsewhere is complete here, for one order of the threads: before each request is
sent, before each answer is read, and before each result reaches the engine.
"""

import itertools
import random
from collections.abc import Mapping
from typing import Any

import pytest

from tests.providers.life.lives import FAULTS, Life, Step, Strike, live
from tests.providers.life.stack import Stack, declaration
from tests.providers.life.virtual_twilio import VirtualTwilio

LAG_S = 6.0
"""How long a number just bought is not in the lists."""
EDITED = (("edit", 0), ("edit", 1), ("edit", 2))
GIVEN_UP = tuple(("release on delete", number) for number in range(3))
MOVED = tuple(("other account", number) for number in range(3))
KILLED: Mapping[str, tuple[tuple[Step, ...], Step]] = {
    "create": ((), Step()),
    "create after a preview": ((), Step(preview=True)),
    "update": ((Step(),), Step(edits=EDITED)),
    "move": ((Step(),), Step(edits=MOVED)),
    "refresh": ((Step(),), Step("refresh", edits=(("released by a person", 1),))),
    "delete that keeps": ((Step(),), Step("destroy")),
    "delete that releases": ((Step(edits=GIVEN_UP),), Step("destroy")),
    "replace": ((Step(),), Step("replace")),
    "create again": ((Step(), Step("destroy")), Step()),
}
"""What goes before, and the command that is killed."""


@pytest.mark.parametrize("command", KILLED)
def test_a_kill_at_any_boundary_buys_no_second_number_and_loses_none(
    twilio: VirtualTwilio, command: str
) -> None:
    before, killed = KILLED[command]
    for kill_at in itertools.count(1):
        step = Step(killed.command, killed.edits, (), kill_at, killed.refresh, killed.preview)
        ended = live(Life(3, (*before, step), LAG_S, with_subaccount=True), twilio)
        if ended[-1] != "killed":
            break
    assert kill_at > 4, "the command was never killed"


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_at_any_request_of_a_create_buys_no_second_number(
    twilio: VirtualTwilio, fault: Mapping[str, Any]
) -> None:
    rule = {key: value for key, value in fault.items() if key not in {"method", "path"}}
    for skip in range(10):
        live(Life(2, (Step(strikes=(Strike(rule, 1, skip),)),), LAG_S), twilio)


def test_four_creates_are_under_way_at_once(twilio: VirtualTwilio) -> None:
    twilio.begin()
    stack = Stack(twilio, random.Random(0))  # noqa: S311 - no secret
    for number in range(5):
        stack.program[f"backup-{number}"] = declaration(f"backup-{number}")
    # Each create waits for an answer that comes after three seconds; one after another would be 15.
    twilio.add_fault({"latency_ms": 3000, "method": "POST"}, times=5)
    began = twilio.now
    stack.up()
    assert len(twilio.purchases()) == 5
    assert twilio.now - began < 9.0


def test_a_purchase_that_a_429_denies_is_found_by_its_number(twilio: VirtualTwilio) -> None:
    # Twilio says that it never processes what it answers with 429 (error page 20429). Should it do
    # so after all, the repeated purchase of the same number finds the first one.
    rule = {"status": 429, "code": 20429, "after_commit": True, "method": "POST"}
    live(Life(3, (Step(strikes=(Strike(rule, 1),)),)), twilio)
