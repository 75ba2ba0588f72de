"""Every alarm on what the watcher measures, from the cause to the subscriber.

Those on money are in test_money.py, those on the rotation in test_alarms_of_the_rotation.py.
"""

import time

import pytest

from berthcare.signals.catalogue import signals_of
from berthcare.signals.signal import Gauge
from functions.common.emf import emf_line
from functions.watcher.metrics import UNITS
from tests.stack.rotation_deeds import DEEDS as ROTATION_DEEDS
from tests.stack.test_money import GROWING
from tests.stack.watched import NAMES, WatchedCloud
from tests.stack.watcher_deeds import DEEDS, Town
from tests.unit.signals.watched_double import watched

pytestmark = [pytest.mark.engine, pytest.mark.cloud]
each_alarm = pytest.mark.parametrize("key", DEEDS)
ELSEWHERE = {"trail-silent", "watcher-silent", "rotation-silent", *GROWING, *ROTATION_DEEDS}
QUARTER_SECONDS = 900


@pytest.fixture(scope="module")
def town(watched_cloud: WatchedCloud) -> Town:
    return Town(watched_cloud)


@pytest.fixture(scope="module")
def innocent_town(town: Town) -> Town:
    """The town after every innocent deed, and a run in peace."""
    for deeds in DEEDS.values():
        deeds.innocent(town)
    town.run_watcher()
    town.watched.settle()
    return town


def test_each_alarm_on_a_metric_is_rung_here_or_beside() -> None:
    keys = {one.key for one in signals_of(watched()) if isinstance(one.source, Gauge)}

    assert {*DEEDS, *ELSEWHERE} == keys


def test_a_watcher_that_stops_is_missed_after_a_quarter_of_an_hour(town: Town) -> None:
    """Stands first, while the watcher has never run: its only run was a quarter of an hour ago."""
    alarm = NAMES.alarm("watcher-silent")
    almost = QUARTER_SECONDS - 10
    line = emf_line("staging", int((time.time() - almost) * 1000), {"Runs": 1}, UNITS)
    town.watched.print_line(line)

    assert town.watched.listener.waits_for(alarm, "OK")
    assert alarm not in town.watched.listener.alarms("ALARM")
    assert town.watched.listener.waits_for(alarm)


@each_alarm
def test_the_nearest_innocent_cause_is_silent(innocent_town: Town, key: str) -> None:
    assert innocent_town.watched.state(key) == "OK"
    assert NAMES.alarm(key) not in innocent_town.watched.listener.alarms("ALARM")


@each_alarm
def test_the_cause_reaches_the_subscriber(innocent_town: Town, key: str) -> None:
    DEEDS[key].ringing(innocent_town)

    assert innocent_town.watched.listener.waits_for(NAMES.alarm(key))
