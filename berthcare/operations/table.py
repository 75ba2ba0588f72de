"""What is looked at, how often: the readings of each report, in their order."""

from berthcare.operations.drifted import drift
from berthcare.operations.keys import credentials, key_rotation, state_backup
from berthcare.operations.money import against_estimate, budget
from berthcare.operations.period import Period
from berthcare.operations.reserve import failover_drill, idle
from berthcare.operations.rules import access, exceptions, policies, written
from berthcare.operations.sources import Wider
from berthcare.operations.trail import secret_changes, strangers
from berthcare.operations.use import balance, error_rate, undelivered, usage
from berthcare.operations.watching import (
    dead_letters,
    subscriptions,
    trail_delivers,
    watcher_runs,
)
from berthcare.status.account import account, month_spend
from berthcare.status.alarms import alarms
from berthcare.status.numbers import numbers, webhooks
from berthcare.status.reading import Reading
from berthcare.status.rotation import rotation
from berthcare.status.stack import last_update, open_operations

_D, _W, _M, _Q = Period

TABLE: tuple[tuple[Period, Reading[Wider]], ...] = (
    (_D, Reading("alarms", alarms)),
    (_D, Reading("Twilio account", account)),
    (_D, Reading("balance", balance)),
    (_D, Reading("error rate", error_rate)),
    (_D, Reading("undelivered", undelivered)),
    (_D, Reading("numbers", numbers)),
    (_D, Reading("webhooks", webhooks)),
    (_D, Reading("watcher runs", watcher_runs)),
    (_D, Reading("trail delivers", trail_delivers)),
    (_D, Reading("month's spend", month_spend)),
    (_W, Reading("strangers", strangers)),
    (_W, Reading("secret changes", secret_changes)),
    (_W, Reading("usage", usage)),
    (_W, Reading("dead letters", dead_letters)),
    (_W, Reading("subscribers", subscriptions)),
    (_W, Reading("drift", drift)),
    (_W, Reading("last update", last_update)),
    (_W, Reading("open operations", open_operations)),
    (_M, Reading("cost", against_estimate)),
    (_M, Reading("AWS budget", budget)),
    (_M, Reading("idle numbers", idle)),
    (_M, Reading("policies", policies)),
    (_M, Reading("exceptions", exceptions)),
    (_M, Reading("key rotation", key_rotation)),
    (_Q, Reading("rotation", rotation)),
    (_Q, Reading("credentials", credentials)),
    (_Q, Reading("access review", access)),
    (_Q, Reading("failover drill", failover_drill)),
    (_Q, Reading("state backup", state_backup)),
    (_Q, Reading("evidence", written)),
)
"""A longer period's report has the shorter ones' readings too."""


def readings_of(period: Period) -> list[Reading[Wider]]:
    """Return the readings of a period's report."""
    return [reading for since, reading in TABLE if period.includes(since)]
