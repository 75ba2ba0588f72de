from dataclasses import replace

import pytest

from berthcare.dashboard.model import Kind
from berthcare.dashboard.snapshot import AlarmState, Reading, State
from tests.unit.dashboard.small import BALANCE, CALM, EVENTS, LOW, SEEN, SUSPENDED


def test_events_are_summed() -> None:
    assert SEEN.reading(EVENTS, Kind.TOTAL) == Reading(3.0, 0.0, 2.0)


def test_a_level_is_its_latest_value_that_is_known() -> None:
    assert SEEN.reading(BALANCE, Kind.LINES) == Reading(49.5, 49.5, 80.0)


@pytest.mark.parametrize("kind", Kind)
def test_what_was_not_measured_is_no_zero(kind: Kind) -> None:
    assert SEEN.reading(SUSPENDED, kind) == Reading(None, None, None)


def test_a_series_is_alarmed_by_an_alarm_on_it_alone() -> None:
    assert [SEEN.is_alarmed(one) for one in (BALANCE, EVENTS, SUSPENDED)] == [True, False, False]


@pytest.mark.parametrize(
    ("state", "bad"),
    [
        (State.OK, False),
        (State.NO_DATA, False),
        (State.ALARM, True),
        (State.MISSING, True),
        (State.SILENCED, True),
    ],
)
def test_an_alarm_that_rings_or_would_not_be_heard_is_bad(state: State, bad: bool) -> None:
    seen = replace(CALM, alarms={**CALM.alarms, LOW: AlarmState(state, None)})

    assert seen.is_bad is bad


def test_a_series_is_alarmed_by_an_alarm_that_is_silenced_too() -> None:
    silenced = AlarmState(State.SILENCED, None, beneath=State.ALARM)
    seen = replace(CALM, alarms={**CALM.alarms, LOW: silenced})

    assert seen.is_alarmed(BALANCE)
