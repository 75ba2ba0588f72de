"""How the numbers are used, and how well: balance, errors, texts that did not arrive, usage."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from berthcare.cost.month import DAYS_A_MONTH
from berthcare.keep_alive.twilio_texts import MOST
from berthcare.operations.sources import Wider
from berthcare.signals import watcher_metrics
from berthcare.signals.twilio_gauges import HIGHEST_ERROR_RATE_PERCENT, LOWEST_BALANCE_USD
from berthcare.status.metrics import Measured, measured, of_environment
from berthcare.status.runbooks import runbook
from berthcare.status.said import Said, attention, failed, unknown, well
from berthcare.status.sources import Sources

_OUTAGE = runbook("twilio-outage")
_UNTOLD = f"Follow {runbook('watcher')}"
_LATELY_HOURS, _WEEK_HOURS, _WEEK_DAYS = 1, 7 * 24, 7
_LOST = frozenset({"failed", "undelivered"})
"""Texts that nobody got (docs/messaging/api/message-resource, "Message status values")."""
_MUCH = 2
"""Times the expected use."""


def balance(sources: Sources) -> Iterator[Said]:
    """Say what is left to spend at Twilio, as the watcher read it last."""
    series = of_environment(sources.names, watcher_metrics.BALANCE, "Minimum")
    found = measured(sources, series, _LATELY_HOURS).latest
    if found is None:
        yield unknown("the watcher told none in the last hour", _UNTOLD)
        return
    usd, low = found[1], LOWEST_BALANCE_USD
    told = f"{usd:.2f} USD"
    if usd < low:
        yield failed(f"{told}, less than {low}", f"Follow {runbook('low-balance')}")
    elif usd < 2 * low:
        yield attention(
            f"{told}, and the alarm rings below {low}",
            f"Add money, or see that auto-recharge is on: {runbook('low-balance')}",
        )
    else:
        yield well(told)


def error_rate(sources: Sources) -> Iterator[Said]:
    """Say how much of today's use ended in an error at Twilio."""
    series = of_environment(sources.names, watcher_metrics.ERROR_RATE)
    found = measured(sources, series, _LATELY_HOURS).latest
    if found is None:
        yield unknown("the watcher told none in the last hour", _UNTOLD)
    elif found[1] > HIGHEST_ERROR_RATE_PERCENT:
        yield failed(f"{found[1]:.1f} % today", f"Follow {_OUTAGE}")
    else:
        yield well(f"{found[1]:.1f} % today")


def undelivered(sources: Wider) -> Iterator[Said]:
    """Say how many of a day's texts by the serving number nobody got.

    On a busy day the newest that are read begin later, and that is told.
    """
    number, since = sources.stored().pool.sms, sources.now - timedelta(days=1)
    by_number = [text for text in sources.texts(number) if text.sender == number]
    first = min((text.created for text in by_number), default=since)
    is_cut = len(by_number) >= MOST and first > since
    sent = [text for text in by_number if text.direction != "inbound" and text.created >= since]
    lost = [text for text in sent if text.status in _LOST]
    period = f"since {first:%H:%M} UTC (no more are read)" if is_cut else "in the last 24 hours"
    told = f"{len(lost)} of {len(sent)} texts by {number} {period}"
    if not lost:
        yield well(told)
        return
    many = len(lost) * 100 > len(sent) * HIGHEST_ERROR_RATE_PERCENT
    say = failed if many else attention
    yield say(told, f"See why in the Twilio Console (Monitor, Logs), and: {_OUTAGE}")


def usage(sources: Wider) -> Iterator[Said]:
    """Compare a week's use with what the stack's file expects."""
    expected = sources.configured().expected_use
    week = (expected.calls + expected.texts) * _WEEK_DAYS / DAYS_A_MONTH
    series = of_environment(sources.names, watcher_metrics.USES_TODAY)
    days = uses_by_day(measured(sources, series, _WEEK_HOURS))
    if not days:
        yield unknown("the watcher told nothing in the last week", _UNTOLD)
        return
    used = sum(days.values())
    told_days = f"{len(days)} UTC day{'s' * (len(days) != 1)}"
    told = f"{used:.0f} calls and texts in {told_days}; {week:.0f} are expected in {_WEEK_DAYS}"
    if used > _MUCH * week:
        yield attention(
            told,
            f"Who uses it: {runbook('usage-spike')}   If it is right, expect more: pulumi config "
            f"set --path expectedUse.texts … --stack {sources.environment}",
        )
    else:
        yield well(told)


def uses_by_day(found: Measured) -> Mapping[date, float]:
    """Return the most that each UTC day counted: the watcher counts from midnight on."""
    days: dict[date, float] = {}
    for start, value in zip(found.window.starts, found.values, strict=True):
        if value is not None:
            days[start.date()] = max(value, days.get(start.date(), 0))
    return days
