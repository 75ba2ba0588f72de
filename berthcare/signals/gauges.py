"""What the signals on metrics have in common: periods, sources and rules."""

from berthcare.signals import watcher_metrics
from berthcare.signals.signal import LESS_THAN, MORE_THAN, AlarmRule, Gauge
from berthcare.signals.watched import Watched

WATCHER_PERIOD_SECONDS = 300
"""Between two runs of the watcher, and the period of all alarms.

Silence is asked for in many short periods: CloudWatch looks back some periods further than it
judges, so that one long period would have to be missing several times ("Evaluation range").
"""
QUARTER_PERIODS = 3
"""In a quarter of an hour."""


def measured(watched: Watched, metric: str, *, fires: float | None, near_miss: float) -> Gauge:
    """Return the source of what the watcher, or the rotation, publishes of the environment."""
    return Gauge(
        namespace=watched.names.metric_namespace,
        metric=metric,
        dimensions=watcher_metrics.dimensions(watched.names.environment),
        fires=fires,
        near_miss=near_miss,
    )


def errors_of(function: str) -> Gauge:
    """Return the source of a function's runs that ended with an error."""
    return Gauge(
        namespace="AWS/Lambda",
        metric="Errors",
        dimensions={"FunctionName": function},
        fires=1,
        near_miss=0,
    )


def messages_in(queue: str) -> Gauge:
    """Return the source of the messages that wait in a queue."""
    return Gauge(
        namespace="AWS/SQS",
        metric="ApproximateNumberOfMessagesVisible",
        dimensions={"QueueName": queue},
        fires=1,
        near_miss=0,
    )


def more_than(threshold: float, periods: int = 1) -> AlarmRule:
    """Return the rule on a level: what could not be read is neither trouble nor peace."""
    return AlarmRule(
        threshold=threshold,
        comparison=MORE_THAN,
        statistic="Maximum",
        evaluation_periods=periods,
        missing_data="ignore",
    )


def silent_for(periods: int) -> AlarmRule:
    """Return the rule on what must come at least once in so many periods."""
    return AlarmRule(
        threshold=1, comparison=LESS_THAN, evaluation_periods=periods, missing_data="breaching"
    )


ANY = more_than(0)
"""Rings at anything above zero."""
