"""What a dashboard's metrics and alarms were when CloudWatch was asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from berthcare.dashboard.model import Kind, Series
from berthcare.dashboard.window import Window

Values = tuple[float | None, ...]
"""One for each period of the window; `None` where nothing was measured."""


class State(str, Enum):
    """An alarm's state, the worst first."""

    ALARM = "ALARM"
    MISSING = "MISSING"
    """The deployed dashboard names the alarm, and it is not there."""
    SILENCED = "SILENCED"
    """Its actions are switched off: whatever happens, nobody hears of it."""
    NO_DATA = "NO DATA"
    """CloudWatch's INSUFFICIENT_DATA."""
    OK = "OK"

    @property
    def is_bad(self) -> bool:
        """Whether somebody must look: something is wrong, or would not be told."""
        return self in {State.ALARM, State.MISSING, State.SILENCED}


@dataclass(frozen=True)
class AlarmState:
    """The state of one alarm."""

    state: State
    since: datetime | None
    """Since when CloudWatch says what it says; not known of an alarm that is missing."""
    beneath: State | None = None
    """What CloudWatch says of an alarm that is silenced."""

    @property
    def rings(self) -> bool:
        """Whether CloudWatch has it in ALARM, heard or not."""
        return State.ALARM in {self.state, self.beneath}


@dataclass(frozen=True)
class Reading:
    """A series in a few numbers; `None` where nothing was measured in the window."""

    value: float | None
    """The latest value or, where every event counts, the sum."""
    least: float | None
    most: float | None


@dataclass(frozen=True)
class Snapshot:
    """All that is shown."""

    window: Window
    alarms: Mapping[str, AlarmState]
    """By name: every alarm of the dashboard, and those that should be there."""
    values: Mapping[Series, Values]

    def reading(self, series: Series, kind: Kind) -> Reading:
        """Return a series in a few numbers."""
        known = [value for value in self.values[series] if value is not None]
        if not known:
            return Reading(None, None, None)
        value = sum(known) if kind is Kind.TOTAL else known[-1]
        return Reading(value, min(known), max(known))

    def is_alarmed(self, series: Series) -> bool:
        """Tell whether an alarm on the series is in ALARM."""
        return any(
            limit.alarm is not None and self.alarms[limit.alarm].rings for limit in series.limits
        )

    def with_state(self, state: State) -> tuple[str, ...]:
        """Return the names of the alarms in a state."""
        return tuple(name for name, alarm in self.alarms.items() if alarm.state is state)

    @property
    def is_bad(self) -> bool:
        """Whether any alarm is in ALARM, missing or silenced."""
        return any(alarm.state.is_bad for alarm in self.alarms.values())
