"""Signals on credentials and their rotation, as the watcher and the rotation measure them.

That a rotation itself failed is seen in the trail (`secret_changes`).
"""

from berthcare.rotation_schedule import ROTATION_DAYS
from berthcare.signals import rotation_metrics, watcher_metrics
from berthcare.signals.gauges import (
    ANY,
    QUARTER_PERIODS,
    errors_of,
    measured,
    messages_in,
    more_than,
    silent_for,
)
from berthcare.signals.signal import AlarmRule, Severity, Signal
from berthcare.signals.watched import Watched

ROTATION_GRACE_DAYS = 7
_ROTATION = "token-rotation"
_TICKET = Severity.TICKET


def rotation_signals(watched: Watched) -> tuple[Signal, ...]:
    """Return the signals."""
    return (_credential_age(watched), *_completion(watched), *_services(watched))


def _credential_age(watched: Watched) -> Signal:
    oldest = ROTATION_DAYS + ROTATION_GRACE_DAYS
    return Signal(
        key="credential-age",
        meaning=f"A credential was not rotated for more than {ROTATION_DAYS} days and "
        f"{ROTATION_GRACE_DAYS} days of grace.",
        severity=_TICKET,
        runbook=_ROTATION,
        source=measured(
            watched, watcher_metrics.CREDENTIAL_AGE, fires=oldest + 1, near_miss=oldest
        ),
        rule=more_than(oldest),
    )


def _completion(watched: Watched) -> tuple[Signal, ...]:
    return (
        Signal(
            key="token-refused",
            meaning="Twilio refuses the stored auth token: every call and text by it fails, and "
            "webhooks that Twilio signs by another one are refused.",
            severity=Severity.PAGE,
            runbook=_ROTATION,
            source=measured(watched, rotation_metrics.REFUSED, fires=1, near_miss=0),
            rule=ANY,
        ),
        Signal(
            key="promotion-overdue",
            meaning="A rotated Twilio token waits for its promotion for more than ten minutes. "
            "Nothing fails as a rule: the old one still signs and is still accepted. If the log "
            "says 'Twilio accepts neither token', the account is locked out: see to it now.",
            severity=_TICKET,
            runbook=_ROTATION,
            source=measured(watched, rotation_metrics.PROMOTION_OVERDUE, fires=1, near_miss=0),
            rule=ANY,
        ),
        Signal(
            key="rotation-silent",
            meaning="The rotation did not look for a quarter of an hour at what it has to "
            "complete: a replaced token stays accepted until it does.",
            severity=_TICKET,
            runbook=_ROTATION,
            source=measured(watched, rotation_metrics.CHECKS, fires=None, near_miss=1),
            rule=silent_for(QUARTER_PERIODS),
        ),
    )


def _services(watched: Watched) -> tuple[Signal, ...]:
    """Return the signals that AWS's own metrics of the function and its queue give."""
    return (
        Signal(
            key="rotation-error",
            meaning="The rotation ended with an error, in a step or in what completes it.",
            severity=_TICKET,
            runbook=_ROTATION,
            source=errors_of(watched.names.rotation),
            rule=AlarmRule(threshold=1),
        ),
        Signal(
            key="rotation-dead-letters",
            meaning="Runs of the rotation failed again and again; their events wait in a queue.",
            severity=_TICKET,
            runbook=_ROTATION,
            source=messages_in(watched.names.rotation_dead_letters),
            rule=AlarmRule(threshold=1, statistic="Maximum"),
        ),
    )
