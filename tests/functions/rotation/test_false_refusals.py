"""Twilio says of a token which it knows that it does not: once, or for as long as a run lasts."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from functions.rotation.handler import RotationFailed
from tests.functions.rotation.boundary import Boundary
from tests.functions.rotation.false_refusals import (
    LOOKS,
    EverySecond,
    Probes,
    believe,
    refuse,
    refuse_once,
)
from tests.functions.rotation.function import STEPS, Function
from tests.functions.rotation.recovery import recovered
from tests.functions.rotation.stored import CURRENT, PENDING, PREVIOUS
from tests.functions.rotation.world import SECONDARY, World

NOT_OURS = "a secondary token exists that this rotation did not make"


@pytest.mark.parametrize("refusals", [1, 2])
def test_a_token_that_is_refused_once_more_than_it_should_is_not_taken_for_dead(
    refusals: int, world: World, function: Function, boundary: Boundary
) -> None:
    old, version = world.primary, function.rotate(world.account)
    for token in (old, (world.account.value() or {})["auth_token"]):
        refuse_once(boundary, token, refusals)
        function.complete()
    assert world.account.labels() == {version: {CURRENT}}
    assert world.is_signed_for()
    recovered(world, function, old)


def test_a_promotion_that_was_wrongly_taken_for_done_is_made_before_the_retirement(
    world: World, function: Function, boundary: Boundary
) -> None:
    old, version = world.primary, function.rotate(world.account)
    refuse(boundary, old)
    assert function.complete()["account"] == "promoted"
    assert world.primary == old
    believe(boundary)

    with pytest.raises(RotationFailed, match="accepts the version before, which was to be retired"):
        function.complete()
    assert world.account.holder(SECONDARY) == version
    assert world.is_signed_for()
    assert function.complete()["account"] == "promoted"
    recovered(world, function, old)


def test_nothing_is_retired_while_twilio_refuses_every_token(
    world: World, function: Function, boundary: Boundary
) -> None:
    old = world.primary
    function.rotate(world.account)
    refuse(boundary, old)
    function.complete()
    labels = world.account.labels()

    boundary.refuses = lambda _token: True
    for complete in (function.complete, function.complete_at_once):
        with pytest.raises(RotationFailed, match="account: Twilio refuses the current token"):
            complete()
    assert function.metrics["TokenRefused"] == 1
    assert world.account.labels() == labels
    _goes_on(world, function, boundary, old)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_changes_nothing_while_twilio_refuses_every_token(
    step: str, world: World, function: Function, boundary: Boundary
) -> None:
    old, version = world.primary, world.account.begin()
    for before in STEPS[: STEPS.index(step)]:
        function.step(world.account, version, before)
    labels = world.account.labels()
    boundary.refuses = lambda _token: True

    with pytest.raises(RotationFailed, match=r"Twilio (accepts neither|refuses the current) token"):
        function.step(world.account, version, step)
    assert world.account.labels() == labels
    _goes_on(world, function, boundary, old)


def test_all_at_once_is_refused_where_the_old_token_turns_out_to_be_accepted(
    world: World, function: Function, boundary: Boundary
) -> None:
    old = world.primary
    function.rotate(world.account)
    refuse_once(boundary, old, LOOKS)

    with pytest.raises(RotationFailed, match="accepts the version before, which was to be retired"):
        function.complete_at_once()
    assert world.is_signed_for()
    assert function.complete_at_once()["account"] == "promoted and retired"
    recovered(world, function, old)


@pytest.mark.parametrize("step", STEPS[1:])
def test_a_pending_token_that_was_wrongly_given_up_is_known_as_ours_by_the_next_rotation(
    step: str, world: World, function: Function, boundary: Boundary
) -> None:
    old, version = world.primary, world.account.begin()
    function.step(world.account, version, "createSecret")
    refuse(boundary, (world.account.value(PENDING) or {})["auth_token"])
    with pytest.raises(RotationFailed, match="the secondary token was deleted at Twilio"):
        function.step(world.account, version, step)
    believe(boundary)

    function.rotate(world.account)
    recovered(world, function, old)


def test_a_current_token_that_was_wrongly_given_up_is_known_as_ours_by_the_next_rotation(
    world: World, function: Function, boundary: Boundary
) -> None:
    old = world.primary
    function.rotate(world.account)
    refuse(boundary, (world.account.value() or {})["auth_token"])
    with pytest.raises(RotationFailed, match="rolled back: the secondary token was deleted"):
        function.complete()
    believe(boundary)

    assert world.account.value() == world.credentials(old)
    function.rotate(world.account)
    recovered(world, function, old)


def _nothing(_function: Function, _world: World) -> None:
    pass


def _created(function: Function, world: World) -> None:
    function.step(world.account, world.account.begin(), "createSecret")


def _rotated(function: Function, world: World) -> None:
    function.rotate(world.account)


def _promoted(function: Function, world: World) -> None:
    function.rotate(world.account)
    function.complete()


def _step(step: str) -> Callable[[Function, World], object]:
    def take(function: Function, world: World) -> object:
        version = world.account.holder(PENDING) or world.account.begin()
        return function.step(world.account, version, step)

    return take


def _completion(function: Function, _world: World) -> object:
    return function.complete()


def _completion_at_once(function: Function, _world: World) -> object:
    return function.complete_at_once()


ACTS: dict[str, tuple[Callable[[Function, World], None], Callable[[Function, World], object]]] = {
    "createSecret": (_nothing, _step("createSecret")),
    "setSecret": (_created, _step("setSecret")),
    "testSecret": (_created, _step("testSecret")),
    "finishSecret": (_created, _step("finishSecret")),
    "createSecret of another rotation": (_rotated, _step("createSecret")),
    "promotion": (_rotated, _completion),
    "retirement": (_promoted, _completion),
    "both at once": (_rotated, _completion_at_once),
}

SCHEDULED = [*STEPS, "promotion", "retirement"]
"""In each of them one thing is done at most."""


def _goes_on(world: World, function: Function, boundary: Boundary, old: str) -> None:
    """Assert that nobody is refused now, and that the rotation ends as it should."""
    believe(boundary)
    assert world.accepts(world.account.values()[CURRENT]["auth_token"])
    assert world.is_signed_for()
    recovered(world, function, old)
    assert NOT_OURS not in function.output


@pytest.mark.parametrize("act", [*SCHEDULED, "both at once"])
def test_whatever_probe_is_wrongly_answered_nobody_is_refused_and_the_rotation_ends_well(
    act: str, world: World, function: Function, boundary: Boundary
) -> None:
    prepare, do = ACTS[act]
    old = world.primary
    prepare(function, world)
    boundary.refuses = probes = Probes()
    do(function, world)
    assert probes.seen
    recovered(world, function, old)

    for first in range(probes.seen):
        old = world.primary
        prepare(function, world)
        boundary.refuses = Probes(first, LOOKS)
        with suppress(RotationFailed):
            do(function, world)
        _goes_on(world, function, boundary, old)


@pytest.mark.parametrize("act", ACTS)
def test_where_each_token_is_refused_at_first_sight_all_goes_on(
    act: str, world: World, function: Function, boundary: Boundary
) -> None:
    prepare, do = ACTS[act]
    old = world.primary
    prepare(function, world)
    boundary.refuses = EverySecond()
    do(function, world)
    _goes_on(world, function, boundary, old)


@pytest.mark.parametrize("act", SCHEDULED)
@pytest.mark.parametrize("label", [CURRENT, PENDING, PREVIOUS])
def test_whatever_token_is_refused_for_a_whole_run_nobody_is_refused_and_the_rotation_ends_well(
    act: str, label: str, world: World, function: Function, boundary: Boundary
) -> None:
    prepare, do = ACTS[act]
    old = world.primary
    prepare(function, world)
    refuse(boundary, (world.account.value(label) or {"auth_token": ""})["auth_token"])
    with suppress(RotationFailed):
        do(function, world)
    _goes_on(world, function, boundary, old)
