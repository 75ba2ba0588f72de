"""Every alarm on the trail, from the deed to the subscriber, on the deployed stack."""

import pytest

from berthcare.signals.catalogue import signals_of
from berthcare.signals.signal import TrailPattern
from tests.stack.trail_deeds import DEEDS, rightful_reads, stranger_reads
from tests.stack.trail_town import Town
from tests.stack.watched import NAMES, WatchedCloud
from tests.unit.signals.watched_double import watched

pytestmark = [pytest.mark.engine, pytest.mark.cloud]
each_alarm = pytest.mark.parametrize("key", DEEDS)


@pytest.fixture(scope="module")
def town(watched_cloud: WatchedCloud) -> Town:
    return Town(watched_cloud)


@pytest.fixture(scope="module")
def innocent_town(town: Town) -> Town:
    """The town after every innocent deed."""
    for deeds in DEEDS.values():
        deeds.innocent(town)
    town.watched.settle()
    return town


def test_each_alarm_on_the_trail_is_rung_here() -> None:
    keys = {one.key for one in signals_of(watched()) if isinstance(one.source, TrailPattern)}

    assert set(DEEDS) == keys


@each_alarm
def test_the_nearest_innocent_deed_is_silent(innocent_town: Town, key: str) -> None:
    heard = innocent_town.watched.listener.alarms("ALARM")

    assert innocent_town.watched.state(key) == "OK"
    assert NAMES.alarm(key) not in heard


@each_alarm
def test_the_deed_reaches_the_subscriber(innocent_town: Town, key: str) -> None:
    DEEDS[key].ringing(innocent_town)

    assert innocent_town.watched.listener.waits_for(NAMES.alarm(key))
    assert innocent_town.watched.state(key) == "ALARM"


def test_by_option_a_stranger_s_read_is_told_at_once_too(innocent_town: Town) -> None:
    watched_cloud, option = innocent_town.watched, "berthcare-communications:fastAlarm=true"
    ran = watched_cloud.cloud.pulumi(
        "up", "--yes", "--skip-preview", "--stack", "staging", "--config", option
    )
    assert ran.status == 0, ran.text
    told = "was read by a stranger"
    rightful_reads(innocent_town)
    watched_cloud.settle()
    assert not watched_cloud.listener.has_heard(told)

    stranger_reads(innocent_town)

    assert watched_cloud.listener.waits_for_text(told)
