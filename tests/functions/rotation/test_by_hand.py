"""A rotation after a person wrote, made or promoted tokens by hand, rightly or by a slip."""

import pytest

from functions.rotation.handler import RotationFailed
from tests.functions.rotation.boundary import Boundary
from tests.functions.rotation.function import STEPS, Function
from tests.functions.rotation.recovery import recovered
from tests.functions.rotation.stored import CURRENT, PENDING, PREVIOUS
from tests.functions.rotation.world import REQUESTED, World

DELETE_SECONDARY = "DELETE /v1/AuthTokens/Secondary"
STILL_ACCEPTED = "the version before is still accepted by Twilio"


@pytest.mark.parametrize("step", STEPS[1:])
def test_a_wrong_token_written_over_the_one_in_force_is_not_taken_for_a_promotion(
    step: str, world: World, function: Function
) -> None:
    old, version = world.primary, world.account.begin()
    function.step(world.account, version, "createSecret")
    world.account.write(world.credentials("e" * 32))

    with pytest.raises(RotationFailed, match=f"account {step}: {STILL_ACCEPTED}"):
        function.step(world.account, version, step)
    assert world.account.holder(PENDING) == version
    assert world.is_signed_for()

    world.account.write(world.credentials(old))  # as the runbook tells the person
    function.attempt(world.account, version)
    recovered(world, function, old)


def test_a_wrong_token_written_before_a_rotation_keeps_it_from_beginning(
    world: World, function: Function
) -> None:
    world.account.write(world.credentials("e" * 32))

    with pytest.raises(RotationFailed, match="createSecret: Twilio refuses the current token"):
        function.attempt(world.account, world.account.begin())
    assert world.is_signed_for()


def test_a_token_that_a_person_stored_and_has_not_promoted_is_never_deleted(
    world: World, function: Function, boundary: Boundary
) -> None:
    world.account.label(REQUESTED, world.account.holder(CURRENT))  # of a failure long ago
    persons = world.make_secondary()
    world.account.write(world.credentials(persons))
    version = world.account.begin()

    with pytest.raises(RotationFailed, match=f"account createSecret: {STILL_ACCEPTED}"):
        function.attempt(world.account, version)
    assert DELETE_SECONDARY not in boundary.crossed
    assert world.accepts(persons)
    assert world.is_signed_for()

    world.promote()
    function.attempt(world.account, version)
    recovered(world, function, persons)


def test_a_persons_token_that_was_promoted_instead_of_ours_is_told(
    world: World, function: Function
) -> None:
    function.rotate(world.account)
    world.account.unlabel(PREVIOUS)
    world.promote()
    world.make_secondary()

    with pytest.raises(RotationFailed, match="another token was promoted than the current one"):
        function.complete()
    assert function.metrics["TokenRefused"] == 1
