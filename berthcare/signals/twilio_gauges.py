"""Signals on Twilio, the webhooks and the money, as the watcher measures them."""

from berthcare.signals import watcher_metrics
from berthcare.signals.gauges import ANY, measured, more_than
from berthcare.signals.signal import LESS_THAN, AlarmRule, Severity, Signal
from berthcare.signals.watched import Watched

LOWEST_BALANCE_USD = 50
MOST_USES_A_DAY = 1000
HIGHEST_ERROR_RATE_PERCENT = 5
SPEND_STEPS_USD = (100, 500)
_OUTAGE, _NUMBERS, _ENDPOINT = "twilio-outage", "number-failover", "webhook-endpoint"
_SPEND = "spend-limit-reached"
_PAGE, _TICKET = Severity.PAGE, Severity.TICKET


def twilio_signals(watched: Watched) -> tuple[Signal, ...]:
    """Return the signals."""
    return (*_use(watched), *_endpoints(watched), *_money(watched))


def _use(watched: Watched) -> tuple[Signal, ...]:
    most, rate = MOST_USES_A_DAY, HIGHEST_ERROR_RATE_PERCENT
    return (
        Signal(
            key="error-rate",
            meaning=f"More than {rate} % of today's calls and texts ended in an error at Twilio.",
            severity=_PAGE,
            runbook=_OUTAGE,
            source=measured(watched, watcher_metrics.ERROR_RATE, fires=rate + 1, near_miss=rate),
            rule=more_than(rate),
        ),
        Signal(
            key="usage",
            meaning=f"More than {most:,} calls and texts today: a loop, or somebody else's use.",
            severity=_TICKET,
            runbook="usage-spike",
            source=measured(watched, watcher_metrics.USES_TODAY, fires=most + 1, near_miss=most),
            rule=more_than(most),
        ),
        Signal(
            key="number-missing",
            meaning="A phone number of the secret is no longer in the Twilio account.",
            severity=_PAGE,
            runbook=_NUMBERS,
            source=measured(watched, watcher_metrics.NUMBERS_MISSING, fires=1, near_miss=0),
            rule=ANY,
        ),
        Signal(
            key="number-drifted",
            meaning="A phone number calls other webhooks than the secret says.",
            severity=_PAGE,
            runbook="number-drift",
            source=measured(watched, watcher_metrics.NUMBERS_DRIFTED, fires=1, near_miss=0),
            rule=ANY,
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
            source=measured(watched, watcher_metrics.ENDPOINTS_DOWN, fires=1, near_miss=0),
            rule=ANY,
        ),
        Signal(
            key="endpoint-slow",
            meaning="A webhook endpoint takes more than a second to answer.",
            severity=_TICKET,
            runbook=_ENDPOINT,
            source=measured(watched, watcher_metrics.ENDPOINTS_SLOW, fires=1, near_miss=0),
            rule=ANY,
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
            source=measured(watched, watcher_metrics.BALANCE, fires=lowest - 0.01, near_miss=50),
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
                source=measured(watched, spend, fires=step, near_miss=step - 0.01),
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
            source=measured(watched, watcher_metrics.SPEND_LIMIT_REACHED, fires=1, near_miss=0),
            rule=ANY,
        ),
        Signal(
            key="subaccount-suspended",
            meaning="The environment's Twilio subaccount is suspended: no call and no text goes "
            "out or comes in.",
            severity=_PAGE,
            runbook=_SPEND,
            source=measured(watched, watcher_metrics.SUBACCOUNT_SUSPENDED, fires=1, near_miss=0),
            rule=ANY,
        ),
    )
