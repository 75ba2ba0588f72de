"""Signals on who watches: on the watcher, and on the trail's arriving at all."""

from berthcare.signals import watcher_metrics
from berthcare.signals.gauges import (
    QUARTER_PERIODS,
    WATCHER_PERIOD_SECONDS,
    errors_of,
    measured,
    messages_in,
    more_than,
    silent_for,
)
from berthcare.signals.signal import AlarmRule, Gauge, Severity, Signal
from berthcare.signals.watched import Watched

TRAIL_SILENCE_SECONDS = 3600
_WATCHER = "watcher"
_PAGE, _TICKET = Severity.PAGE, Severity.TICKET


def watching_signals(watched: Watched) -> tuple[Signal, ...]:
    """Return the signals."""
    return (*_watcher(watched), *_watcher_s_services(watched), _trail_silent(watched))


def _watcher(watched: Watched) -> tuple[Signal, ...]:
    return (
        Signal(
            key="watcher-degraded",
            meaning="The watcher could not read some of what it watches for a quarter of an hour; "
            "the alarms on that rest.",
            severity=_TICKET,
            runbook=_WATCHER,
            source=measured(watched, watcher_metrics.READINGS_FAILED, fires=1, near_miss=0),
            rule=more_than(0, periods=QUARTER_PERIODS),
        ),
        Signal(
            key="watcher-silent",
            meaning="The watcher did not run for a quarter of an hour: no alarm on Twilio, the "
            "webhooks or the spend can ring, and the spend limit does not hold.",
            severity=_PAGE,
            runbook=_WATCHER,
            source=measured(watched, watcher_metrics.RUNS, fires=None, near_miss=1),
            rule=silent_for(QUARTER_PERIODS),
        ),
    )


def _watcher_s_services(watched: Watched) -> tuple[Signal, ...]:
    """Return the signals that AWS's own metrics of the function and its queue give."""
    return (
        Signal(
            key="watcher-failed",
            meaning="The watcher ended with an error.",
            severity=_TICKET,
            runbook=_WATCHER,
            source=errors_of(watched.names.watcher),
            rule=AlarmRule(threshold=1),
        ),
        Signal(
            key="watcher-dead-letters",
            meaning="Runs of the watcher failed again and again; their events wait in a queue.",
            severity=_TICKET,
            runbook=_WATCHER,
            source=messages_in(watched.names.watcher_dead_letters),
            rule=AlarmRule(threshold=1, statistic="Maximum"),
        ),
    )


def _trail_silent(watched: Watched) -> Signal:
    return Signal(
        key="trail-silent",
        meaning="The audit trail delivered nothing for an hour: no alarm on the secrets can ring.",
        severity=_PAGE,
        runbook="audit-tampering",
        source=Gauge(
            namespace="AWS/Logs",
            metric="IncomingLogEvents",
            dimensions={"LogGroupName": watched.trail_log_group},
            fires=None,
            near_miss=1,
        ),
        rule=silent_for(TRAIL_SILENCE_SECONDS // WATCHER_PERIOD_SECONDS),
    )
