"""A small dashboard with one of each, and what it showed once."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from berthcare.dashboard.model import (
    AlarmPanel,
    Dashboard,
    Kind,
    Limit,
    LogPanel,
    MetricPanel,
    Section,
    Series,
    Unit,
)
from berthcare.dashboard.snapshot import AlarmState, Snapshot, State
from berthcare.dashboard.window import Window

LOW, THEFT, GONE, SILENT, MUTE = (
    f"berthcare-{key}-staging" for key in ("low-balance", "theft", "gone", "silent", "mute")
)
PLACE = (("Environment", "staging"),)
EVENTS = Series("theft", "BerthCare/Twilio", THEFT, (), "Sum", (Limit(1.0, ">=", "theft", THEFT),))
BALANCE = Series(
    "balance",
    "BerthCare/Twilio",
    "BalanceUSD",
    PLACE,
    "Minimum",
    (Limit(50.0, "<", "low balance", LOW), Limit(20.0, "<", "very low")),
)
SUSPENDED = Series("suspended", "BerthCare/Twilio", "SubaccountSuspended", PLACE, "Maximum")
SMALL = Dashboard(
    "staging",
    (
        Section(
            "Security",
            (
                AlarmPanel("Security alarms", (THEFT, SILENT)),
                MetricPanel("Security events", Kind.TOTAL, Unit.COUNT, (EVENTS,)),
                LogPanel("Who came", "/trail", "fields @timestamp", '{ $.eventName = "*" }'),
            ),
        ),
        Section(
            "Money",
            (
                AlarmPanel("Alarms on money", (LOW,)),
                MetricPanel("Balance", Kind.LINES, Unit.DOLLARS, (BALANCE,)),
                MetricPanel("Stopped", Kind.LATEST, Unit.YES_NO, (SUSPENDED,)),
            ),
        ),
    ),
)
WINDOW = Window(datetime(2026, 3, 1, 6, tzinfo=timezone.utc), timedelta(hours=1), 6)
_EARLY = datetime(2026, 3, 1, 7, 5, tzinfo=timezone.utc)
SEEN = Snapshot(
    WINDOW,
    {
        GONE: AlarmState(State.MISSING, None),
        LOW: AlarmState(State.ALARM, _EARLY),
        MUTE: AlarmState(State.SILENCED, _EARLY, beneath=State.OK),
        SILENT: AlarmState(State.NO_DATA, _EARLY),
        THEFT: AlarmState(State.OK, _EARLY),
    },
    {
        EVENTS: (0.0, 2.0, 0.0, None, 1.0, 0.0),
        BALANCE: (80.0, 70.5, None, 55.0, 49.5, None),
        SUSPENDED: (None,) * 6,
    },
)
CALM = replace(SEEN, alarms={name: AlarmState(State.OK, _EARLY) for name in SEEN.alarms})
