"""Every alarm on the rotation, from the cause to the subscriber.

That a rotation failed is seen in the trail: test_alarms_of_the_trail.py.
"""

import time

import pytest

from functions.common.emf import emf_line
from functions.rotation.metrics import UNITS
from tests.stack.rotation_deeds import DEEDS, Town
from tests.stack.watched import NAMES, WatchedCloud

pytestmark = [pytest.mark.engine, pytest.mark.cloud]
each_alarm = pytest.mark.parametrize("key", DEEDS)
OF_A_ROTATION = (
    "unauthorized-twilio-secret-access",
    "stranger-secret-read",
    "secret-write",
    "rotation-failed",
)
"""On the trail: what would ring if the rotation were taken for a stranger."""
QUARTER_SECONDS = 900


@pytest.fixture(scope="module")
def town(watched_cloud: WatchedCloud) -> Town:
    return Town(watched_cloud)


@pytest.fixture(scope="module")
def innocent_town(town: Town) -> Town:
    """The town after every innocent deed, a rotation that went well among them."""
    for deeds in DEEDS.values():
        deeds.innocent(town)
    town.watched.settle()
    return town


def test_a_rotation_that_nobody_completes_is_missed_after_a_quarter_of_an_hour(town: Town) -> None:
    """Stands first, while the function never looked: it did only a quarter of an hour ago."""
    alarm = NAMES.alarm("rotation-silent")
    moment = int((time.time() - QUARTER_SECONDS + 10) * 1000)
    line = emf_line("staging", moment, {"RotationChecks": 1}, UNITS)
    town.watched.print_line(line, NAMES.rotation_log_group)

    assert town.watched.listener.waits_for(alarm, "OK")
    assert alarm not in town.watched.listener.alarms("ALARM")
    assert town.watched.listener.waits_for(alarm)


@pytest.mark.parametrize("key", [*DEEDS, *OF_A_ROTATION])
def test_a_rotation_that_goes_well_is_silent(innocent_town: Town, key: str) -> None:
    assert innocent_town.watched.state(key) == "OK"


@each_alarm
def test_the_cause_reaches_the_subscriber(innocent_town: Town, key: str) -> None:
    assert NAMES.alarm(key) not in innocent_town.watched.listener.alarms("ALARM")

    DEEDS[key].ringing(innocent_town)

    assert innocent_town.watched.listener.waits_for(NAMES.alarm(key))
