"""Which signal of the catalogue an alarm is, and so its runbook and its urgency."""

from berthcare.documents.rotation import rotation_role_arn
from berthcare.documents.watcher import watcher_role_arn
from berthcare.names import Names
from berthcare.signals.catalogue import signals_of
from berthcare.signals.signal import Signal
from berthcare.signals.watched import Watched

_ANY_ACCOUNT = "0" * 12


def signals_by_alarm(names: Names) -> dict[str, Signal]:
    """Return the catalogue by the alarms' names.

    Its patterns are those of no account: meaning, urgency and runbook do not depend on one.
    """
    role = f"arn:aws:iam::{_ANY_ACCOUNT}:role"
    watched = Watched(
        names=names,
        account_id=_ANY_ACCOUNT,
        readers=(f"{role}/{names.backend_role}", watcher_role_arn(names, _ANY_ACCOUNT)),
        rotation=rotation_role_arn(names, _ANY_ACCOUNT),
        deployers=(f"{role}/berthcare-deployer",),
        key_id="any",
        trail_log_group=names.trail_log_group,
        trail=names.trail,
    )
    return {names.alarm(signal.key): signal for signal in signals_of(watched)}


def runbook(name: str) -> str:
    """Return what to open for a runbook, by the name that a signal gives it."""
    return f"docs/runbooks/{name}.md"
