"""The mark that Twilio may have a token of ours whose value is lost."""

import pytest

from functions.rotation.handler import RotationFailed
from tests.functions.rotation.function import Function
from tests.functions.rotation.recovery import recovered
from tests.functions.rotation.stored import CURRENT, PREVIOUS
from tests.functions.rotation.world import REQUESTED, World


def test_a_mark_stays_while_what_was_stored_is_not_accepted(
    world: World, function: Function
) -> None:
    old, version = world.primary, world.account.begin()
    function.step(world.account, version, "createSecret")
    world.account.label(REQUESTED, world.account.holder(CURRENT))
    world.delete_secondary()

    function.step(world.account, version, "createSecret")
    assert world.account.holder(REQUESTED) == world.account.holder(CURRENT)
    recovered(world, function, old)


def test_a_mark_that_is_on_an_older_version_comes_to_the_one_in_force(
    world: World, function: Function
) -> None:
    old = world.primary
    world.account.write(world.credentials(old))
    version = world.account.begin()
    function.step(world.account, version, "createSecret")
    world.account.label(REQUESTED, world.account.holder(PREVIOUS))
    world.delete_secondary()

    with pytest.raises(RotationFailed, match="the secondary token was deleted at Twilio"):
        function.step(world.account, version, "setSecret")
    assert world.account.holder(REQUESTED) == world.account.holder(CURRENT)
    recovered(world, function, old)
