"""A Twilio that silently replaces a secondary token by another one, which no source rules out."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions.rotation.handler import RotationFailed
from localcloud.twilio.exchange import Options
from localcloud.twilio.fixture import RunningEmulator, running_emulator
from tests.functions.rotation.boundary import AFTER, BEFORE, Boundary
from tests.functions.rotation.conftest import NOWHERE, client_of
from tests.functions.rotation.function import Function
from tests.functions.rotation.killing import Killing
from tests.functions.rotation.recovery import recovered
from tests.functions.rotation.scenarios import CREATION, SCENARIOS, Scenario
from tests.functions.rotation.secrets_manager_double import SecretsManagerDouble
from tests.functions.rotation.world import World


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator(options=Options(replaces_secondary_token=True)) as running:
        yield running


@pytest.fixture(scope="module")
def double() -> SecretsManagerDouble:
    return SecretsManagerDouble()


@pytest.fixture(scope="module")
def client(double: SecretsManagerDouble) -> Any:
    return client_of(double)


@pytest.fixture(scope="module")
def doubled(emulator: RunningEmulator, client: Any) -> World:
    return World.make(NOWHERE, emulator, client)


def test_a_token_that_a_person_stored_and_has_not_promoted_is_never_replaced(
    world: World, function: Function
) -> None:
    persons = world.make_secondary()
    world.account.write(world.credentials(persons))
    version = world.account.begin()

    with pytest.raises(RotationFailed, match="the version before is still accepted by Twilio"):
        function.attempt(world.account, version)
    assert world.accepts(persons)

    world.promote()
    function.attempt(world.account, version)
    recovered(world, function, persons)


@pytest.mark.parametrize("scenario", [CREATION, SCENARIOS["account, after a lost answer"]])
def test_a_token_whose_maker_is_killed_anywhere_leaves_a_rotation_that_can_be_finished(
    scenario: Scenario, world: World, function: Function, boundary: Boundary
) -> None:
    killing = Killing(scenario, world, function, boundary)
    for place in range(len(killing.calls())):
        for moment in (BEFORE, AFTER):
            killing.run(place, moment)
