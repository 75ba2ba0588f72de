"""Two attempts at one rotation at the same time, however their calls fall among each other.

Reserved concurrency keeps them apart; whoever lifts it loses a rotation at worst, and no token.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Event, Thread, current_thread

import pytest

from functions.rotation.handler import RotationFailed
from tests.conftest import FIGURES
from tests.functions.rotation.boundary import Boundary
from tests.functions.rotation.function import Function
from tests.functions.rotation.recovery import is_settled, recover
from tests.functions.rotation.stored import CURRENT, Content, Stored
from tests.functions.rotation.world import World

Record = Callable[[str, object], None]
NAME = f"{FIGURES}the rotation's attempts at once"
_SECONDS = 30


def attempted(function: Function, stored: Stored, version: str) -> None:
    with suppress(RotationFailed):
        function.attempt(stored, version)


def created(function: Function, stored: Stored, version: str) -> None:
    with suppress(RotationFailed):
        function.step(stored, version, "createSecret")


def assert_rotates(world: World, function: Function, stored: Stored, old: Content | None) -> None:
    """Nobody is refused now, and the rotation ends as it should."""
    assert world.accepts(world.account.values()[CURRENT]["auth_token"])
    assert world.is_signed_for()
    recover(function, stored, old)
    assert is_settled(stored)
    assert stored.value() != old
    assert world.account.value() == world.credentials(world.primary)
    assert not world.has_secondary()


class Stopped:
    """Something that is done as far as its call number `place`, and goes on when it is told."""

    def __init__(self, boundary: Boundary, place: int, act: Callable[[], None]) -> None:
        self._boundary = boundary
        self._place = place
        self._stands, self._may_go_on = Event(), Event()
        self._thread = Thread(target=self._run, args=(act,))

    def begin(self) -> None:
        """Go as far as the call."""
        self._boundary.let_in(self._place, self._stop)
        self._thread.start()
        assert self._stands.wait(_SECONDS)

    def finish(self) -> None:
        """Go on to the end."""
        self._may_go_on.set()
        self._thread.join(_SECONDS)
        assert not self._thread.is_alive()

    def _run(self, act: Callable[[], None]) -> None:
        try:
            act()
        finally:
            self._stands.set()

    def _stop(self) -> None:
        if current_thread() is self._thread:  # else it has ended before it came there
            self._stands.set()
            assert self._may_go_on.wait(_SECONDS)


@pytest.mark.parametrize("secret", ["account", "webhooks"])
def test_two_that_make_a_value_cost_no_token_however_their_calls_fall(
    secret: str,
    world: World,
    function: Function,
    boundary: Boundary,
    record_property: Record,
) -> None:
    stored: Stored = getattr(world, secret)
    old = stored.value()
    function.step(stored, stored.begin(), "createSecret")
    calls = len(boundary.crossed)
    recover(function, stored, old)

    for first in range(1, calls):
        for second in range(1, calls):
            old, version = stored.value(), stored.begin()
            other = Stopped(boundary, second, partial(created, function, stored, version))
            boundary.let_in(first, other.begin)
            created(function, stored, version)
            other.finish()
            assert_rotates(world, function, stored, old)

    record_property(NAME, {"orders": (calls - 1) ** 2})


@pytest.mark.parametrize("secret", ["account", "webhooks"])
def test_a_whole_attempt_in_the_middle_of_another_costs_no_token(
    secret: str,
    world: World,
    function: Function,
    boundary: Boundary,
    record_property: Record,
) -> None:
    stored: Stored = getattr(world, secret)
    function.rotate(stored)
    calls = len(boundary.crossed)
    function.complete_at_once()

    for place in range(calls):
        old, version = stored.value(), stored.begin()
        boundary.let_in(place, partial(attempted, function, stored, version))
        attempted(function, stored, version)
        assert_rotates(world, function, stored, old)

    record_property(NAME, {"orders": calls})


def test_a_completion_between_any_two_calls_of_a_rotation_does_no_harm(
    world: World, function: Function, boundary: Boundary
) -> None:
    function.rotate(world.account)
    calls = len(boundary.crossed)

    for place in range(calls):
        function.complete_at_once()
        version = world.account.begin()
        boundary.let_in(place, function.complete_at_once)
        function.attempt(world.account, version)
        assert world.account.holder(CURRENT) == version
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
