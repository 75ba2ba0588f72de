"""Two attempts at one rotation, the second in the middle of the first, wherever that is.

Reserved concurrency keeps them apart; whoever lifts it loses a rotation at worst, and no token.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest

from functions.rotation.handler import RotationFailed
from tests.conftest import FIGURES
from tests.functions.rotation.boundary import Boundary
from tests.functions.rotation.function import Function
from tests.functions.rotation.recovery import is_settled, recover
from tests.functions.rotation.stored import Stored
from tests.functions.rotation.world import World

Record = Callable[[str, object], None]


def attempted(function: Function, stored: Stored, version: str) -> None:
    with suppress(RotationFailed):
        function.attempt(stored, version)


@pytest.mark.parametrize("secret", ["account", "webhooks"])
def test_a_second_attempt_in_the_middle_of_the_first_costs_no_token_that_is_accepted(
    secret: str,
    world: World,
    function: Function,
    boundary: Boundary,
    record_property: Record,
) -> None:
    stored: Stored = getattr(world, secret)
    function.attempt(stored, stored.begin())
    calls = len(boundary.crossed)
    assert calls > 10

    for place in range(calls):
        old, version = stored.value(), stored.begin()
        boundary.let_in(place, partial(attempted, function, stored, version))
        attempted(function, stored, version)

        assert world.accepts(world.account.values()["AWSCURRENT"]["auth_token"])
        assert world.is_signed_for()
        recover(function, stored, old)
        assert is_settled(stored)
        assert stored.value() != old
        assert world.account.value() == world.credentials(world.primary)
        assert not world.has_secondary()

    record_property(f"{FIGURES}the rotation's attempts that overlap", {"places": calls})


def test_a_rotation_goes_on_where_its_completion_comes_between_any_two_calls(
    world: World, function: Function, boundary: Boundary
) -> None:
    function.attempt(world.account, world.account.begin())
    calls = len(boundary.crossed)

    for place in range(calls):
        world.reset()
        version = world.account.begin()
        boundary.let_in(place, function.complete_at_once)
        function.attempt(world.account, version)
        assert world.account.holder("AWSCURRENT") == version
        assert world.is_signed_for()


def test_two_completions_at_once_promote_and_retire_once(
    world: World, function: Function, boundary: Boundary
) -> None:
    function.rotate(world.account)
    begin = len(boundary.crossed)
    function.complete_at_once()
    calls = len(boundary.crossed) - begin

    for place in range(calls):
        old = world.primary
        function.rotate(world.account)
        boundary.let_in(place, function.complete_at_once)
        with suppress(RotationFailed):
            function.complete_at_once()
        function.complete_at_once()
        assert is_settled(world.account)
        assert world.account.value() == world.credentials(world.primary)
        assert world.primary != old
