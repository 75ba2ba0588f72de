"""Every signal of an environment, in the order in which people are shown them."""

from berthcare.signals.audit_in_trail import audit_signals
from berthcare.signals.monitoring_in_trail import monitoring_signals
from berthcare.signals.rotation_gauges import rotation_signals
from berthcare.signals.secret_changes import change_signals
from berthcare.signals.secret_reads import read_signals
from berthcare.signals.signal import Signal
from berthcare.signals.twilio_gauges import twilio_signals
from berthcare.signals.watched import Watched
from berthcare.signals.watching_gauges import watching_signals


def signals_of(watched: Watched) -> tuple[Signal, ...]:
    """Return the catalogue; each key once."""
    return (
        *read_signals(watched),
        *change_signals(watched),
        *audit_signals(watched),
        *monitoring_signals(watched),
        *twilio_signals(watched),
        *rotation_signals(watched),
        *watching_signals(watched),
    )
