"""When the watcher ran last: without it no alarm on Twilio can ring."""

from collections.abc import Iterator
from datetime import timedelta

from berthcare.signals import watcher_metrics
from berthcare.signals.gauges import QUARTER_PERIODS, WATCHER_PERIOD_SECONDS
from berthcare.status.metrics import measured, of_environment
from berthcare.status.runbooks import runbook
from berthcare.status.said import Said, attention, failed, well
from berthcare.status.sources import Sources
from berthcare.status.stack import ago

_HOURS = 24
_LATE = timedelta(seconds=WATCHER_PERIOD_SECONDS * (QUARTER_PERIODS + 1))
"""A run counts from the beginning of its period of five minutes."""


def last_run(sources: Sources) -> Iterator[Said]:
    """Say when the watcher ran last, and whether it read everything."""
    names, remedy = sources.names, f"Follow {runbook('watcher')}"
    run = measured(sources, of_environment(names, watcher_metrics.RUNS, "Sum"), _HOURS).latest
    if run is None:
        yield failed(f"no run in the last {_HOURS} hours", remedy)
        return
    told = f"last run within 5 minutes of {run[0]:%H:%M} UTC ({ago(run[0], sources.now)})"
    unread = measured(sources, of_environment(names, watcher_metrics.READINGS_FAILED), 1).latest
    if sources.now - run[0] > _LATE:
        yield failed(told, remedy)
    elif unread and unread[1]:
        yield attention(f"{told}; it could not read {unread[1]:.0f} things", remedy)
    else:
        yield well(told)
