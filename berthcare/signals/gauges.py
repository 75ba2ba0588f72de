"""Signals on what the watcher measures, and on the watcher and the trail themselves."""

from berthcare.signals import watcher_metrics
from berthcare.signals.signal import LESS_THAN, MORE_THAN, AlarmRule, Gauge, Severity, Signal
from berthcare.signals.watched import Watched

WATCHER_PERIOD_SECONDS = 300
"""Between two runs of the watcher, and the period of all alarms.

Silence is asked for in many short periods: CloudWatch looks back some periods further than it
judges, so that one long period would have to be missing several times ("Evaluation range").
"""
TRAIL_SILENCE_SECONDS = 3600
LOWEST_BALANCE_USD = 50
MOST_USES_A_DAY = 1000
HIGHEST_ERROR_RATE_PERCENT = 5
ROTATION_DAYS, ROTATION_GRACE_DAYS = 90, 7
SPEND_STEPS_USD = (100, 500)
_OUTAGE, _NUMBERS, _ENDPOINT = "twilio-outage", "number-failover", "webhook-endpoint"
_SPEND, _WATCHER = "spend-limit-reached", "watcher"
_PAGE, _TICKET = Severity.PAGE, Severity.TICKET


def _more_than(threshold: float, periods: int = 1) -> AlarmRule:
    """Return the rule on a level: what the watcher could not read is neither trouble nor peace."""
    return AlarmRule(
        threshold=threshold,
        comparison=MORE_THAN,
        statistic="Maximum",
        evaluation_periods=periods,
        missing_data="ignore",
    )


_ANY = _more_than(0)


def gauge_signals(watched: Watched) -> tuple[Signal, ...]:
    """Return the signals."""
    return (
        *_twilio(watched),
        *_endpoints(watched),
        *_money(watched),
        *_credentials(watched),
        *_watcher(watched),
        *_watcher_s_services(watched),
        _trail_silent(watched),
    )


def _measured(watched: Watched, metric: str, *, fires: float | None, near_miss: float) -> Gauge:
    return Gauge(
        namespace=watched.names.metric_namespace,
        metric=metric,
        dimensions=watcher_metrics.dimensions(watched.names.environment),
        fires=fires,
        near_miss=near_miss,
    )


def _twilio(watched: Watched) -> tuple[Signal, ...]:
    most, rate = MOST_USES_A_DAY, HIGHEST_ERROR_RATE_PERCENT
    return (
        Signal(
            key="error-rate",
            meaning=f"More than {rate} % of today's calls and texts ended in an error at Twilio.",
            severity=_PAGE,
            runbook=_OUTAGE,
            source=_measured(watched, watcher_metrics.ERROR_RATE, fires=rate + 1, near_miss=rate),
            rule=_more_than(rate),
        ),
        Signal(
            key="usage",
            meaning=f"More than {most:,} calls and texts today: a loop, or somebody else's use.",
            severity=_TICKET,
            runbook="usage-spike",
            source=_measured(watched, watcher_metrics.USES_TODAY, fires=most + 1, near_miss=most),
            rule=_more_than(most),
        ),
        Signal(
            key="number-missing",
            meaning="A phone number of the secret is no longer in the Twilio account.",
            severity=_PAGE,
            runbook=_NUMBERS,
            source=_measured(watched, watcher_metrics.NUMBERS_MISSING, fires=1, near_miss=0),
            rule=_ANY,
        ),
        Signal(
            key="number-drifted",
            meaning="A phone number calls other webhooks than the secret says.",
            severity=_PAGE,
            runbook="number-drift",
            source=_measured(watched, watcher_metrics.NUMBERS_DRIFTED, fires=1, near_miss=0),
            rule=_ANY,
        ),
    )


def _endpoints(watched: Watched) -> tuple[Signal, ...]:
    """Return the signals on webhooks; the watcher looks twice before it says so."""
    return (
        Signal(
            key="endpoint-down",
            meaning="A webhook endpoint does not answer, answers wrongly, or accepts requests that "
            "Twilio did not sign.",
            severity=_PAGE,
            runbook=_ENDPOINT,
            source=_measured(watched, watcher_metrics.ENDPOINTS_DOWN, fires=1, near_miss=0),
            rule=_ANY,
        ),
        Signal(
            key="endpoint-slow",
            meaning="A webhook endpoint takes more than a second to answer.",
            severity=_TICKET,
            runbook=_ENDPOINT,
            source=_measured(watched, watcher_metrics.ENDPOINTS_SLOW, fires=1, near_miss=0),
            rule=_ANY,
        ),
    )


def _money(watched: Watched) -> tuple[Signal, ...]:
    lowest = LOWEST_BALANCE_USD
    spend = watcher_metrics.MONTH_SPEND
    return (
        Signal(
            key="low-balance",
            meaning=f"The Twilio balance is below {lowest} USD. At zero Twilio stops serving.",
            severity=_PAGE,
            runbook="low-balance",
            source=_measured(watched, watcher_metrics.BALANCE, fires=lowest - 0.01, near_miss=50),
            rule=AlarmRule(
                threshold=lowest,
                comparison=LESS_THAN,
                statistic="Minimum",
                missing_data="ignore",
            ),
        ),
        *(
            Signal(
                key=f"spend-{step}",
                meaning=f"Twilio has charged {step} USD or more this month.",
                severity=_TICKET,
                runbook=_SPEND,
                source=_measured(watched, spend, fires=step, near_miss=step - 0.01),
                rule=AlarmRule(threshold=step, statistic="Maximum", missing_data="ignore"),
            )
            for step in SPEND_STEPS_USD
        ),
        Signal(
            key="spend-limit",
            meaning="Twilio has charged the month's limit. Where the hard limit is switched on, "
            "the environment's subaccount is suspended now.",
            severity=_PAGE,
            runbook=_SPEND,
            source=_measured(watched, watcher_metrics.SPEND_LIMIT_REACHED, fires=1, near_miss=0),
            rule=_ANY,
        ),
        Signal(
            key="subaccount-suspended",
            meaning="The environment's Twilio subaccount is suspended: no call and no text goes "
            "out or comes in.",
            severity=_PAGE,
            runbook=_SPEND,
            source=_measured(watched, watcher_metrics.SUBACCOUNT_SUSPENDED, fires=1, near_miss=0),
            rule=_ANY,
        ),
    )


def _credentials(watched: Watched) -> tuple[Signal, ...]:
    oldest = ROTATION_DAYS + ROTATION_GRACE_DAYS
    return (
        Signal(
            key="credential-age",
            meaning=f"A credential was not rotated for more than {ROTATION_DAYS} days and "
            f"{ROTATION_GRACE_DAYS} days of grace.",
            severity=_TICKET,
            runbook="token-rotation",
            source=_measured(
                watched, watcher_metrics.CREDENTIAL_AGE, fires=oldest + 1, near_miss=oldest
            ),
            rule=_more_than(oldest),
        ),
    )


def _watcher(watched: Watched) -> tuple[Signal, ...]:
    return (
        Signal(
            key="watcher-degraded",
            meaning="The watcher could not read some of what it watches for a quarter of an hour; "
            "the alarms on that rest.",
            severity=_TICKET,
            runbook=_WATCHER,
            source=_measured(watched, watcher_metrics.READINGS_FAILED, fires=1, near_miss=0),
            rule=_more_than(0, periods=3),
        ),
        Signal(
            key="watcher-silent",
            meaning="The watcher did not run for a quarter of an hour: no alarm on Twilio, the "
            "webhooks or the spend can ring, and the spend limit does not hold.",
            severity=_PAGE,
            runbook=_WATCHER,
            source=_measured(watched, watcher_metrics.RUNS, fires=None, near_miss=1),
            rule=AlarmRule(
                threshold=1,
                comparison=LESS_THAN,
                evaluation_periods=3,
                missing_data="breaching",
            ),
        ),
    )


def _watcher_s_services(watched: Watched) -> tuple[Signal, ...]:
    """Return the signals that AWS's own metrics of the function and its queue give."""
    names = watched.names
    return (
        Signal(
            key="watcher-failed",
            meaning="The watcher ended with an error.",
            severity=_TICKET,
            runbook=_WATCHER,
            source=Gauge(
                namespace="AWS/Lambda",
                metric="Errors",
                dimensions={"FunctionName": names.watcher},
                fires=1,
                near_miss=0,
            ),
            rule=AlarmRule(threshold=1),
        ),
        Signal(
            key="watcher-dead-letters",
            meaning="Runs of the watcher failed again and again; their events wait in a queue.",
            severity=_TICKET,
            runbook=_WATCHER,
            source=Gauge(
                namespace="AWS/SQS",
                metric="ApproximateNumberOfMessagesVisible",
                dimensions={"QueueName": names.watcher_dead_letters},
                fires=1,
                near_miss=0,
            ),
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
        rule=AlarmRule(
            threshold=1,
            comparison=LESS_THAN,
            evaluation_periods=TRAIL_SILENCE_SECONDS // WATCHER_PERIOD_SECONDS,
            missing_data="breaching",
        ),
    )
