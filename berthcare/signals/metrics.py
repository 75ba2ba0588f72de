"""The metric behind each signal: what its alarm, and the dashboard, look at."""

from berthcare.names import Names
from berthcare.signals.signal import Gauge, Signal


def metric_of(signal: Signal, names: Names) -> Gauge:
    """Return the metric; a trail signal's filter publishes one of the alarm's own name."""
    if isinstance(signal.source, Gauge):
        return signal.source
    return Gauge(
        namespace=names.metric_namespace,
        metric=names.alarm(signal.key),
        dimensions={},
        fires=1,
        near_miss=0,
    )
