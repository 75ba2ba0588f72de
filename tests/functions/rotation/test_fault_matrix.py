"""The function is killed before and after each call that it makes, and then called again.

The calls are those of a first run that nobody kills, so a new call is covered without a word here.
"""

from collections.abc import Callable

import pytest

from tests.conftest import FIGURES
from tests.functions.rotation.boundary import AFTER, BEFORE, Boundary
from tests.functions.rotation.function import Function
from tests.functions.rotation.killing import Killing
from tests.functions.rotation.scenarios import (
    ROTATION_OF_ACCOUNT,
    ROTATION_OF_WEBHOOKS,
    SCENARIOS,
    Scenario,
)
from tests.functions.rotation.world import World

Record = Callable[[str, object], None]
NAME = f"{FIGURES}the rotation's fault matrix"


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_a_function_that_is_killed_anywhere_leaves_a_rotation_that_can_be_finished(
    scenario: Scenario,
    world: World,
    function: Function,
    boundary: Boundary,
    record_property: Record,
) -> None:
    killing = Killing(scenario, world, function, boundary)
    calls = killing.calls()
    for place in range(len(calls)):
        for moment in (BEFORE, AFTER):
            killing.run(place, moment)

    record_property(NAME, {"scenarios": 1, "calls": len(calls), "crashes": 2 * len(calls)})


@pytest.mark.parametrize("scenario", [ROTATION_OF_ACCOUNT, ROTATION_OF_WEBHOOKS])
def test_a_function_that_is_killed_each_time_a_call_later_finishes_in_the_end(
    scenario: Scenario,
    world: World,
    function: Function,
    boundary: Boundary,
    record_property: Record,
) -> None:
    killing = Killing(scenario, world, function, boundary)
    crashes = killing.run_ever_longer(BEFORE) + killing.run_ever_longer(AFTER)

    assert crashes > len(killing.calls()) / 2
    record_property(NAME, {"crashes": crashes})
