"""What the program deploys for a stack's settings, counted from the catalogue of signals."""

from berthcare.cost.configured import Configured
from berthcare.cost.monitoring import Use
from berthcare.names import Names
from berthcare.signals import rotation_metrics, watcher_metrics
from berthcare.signals.catalogue import signals_of
from berthcare.signals.signal import TrailPattern
from berthcare.signals.watched import Watched

_ACCOUNT = "0" * 12


def deployed_use(configured: Configured, *, first_copy: bool = True) -> Use:
    """Return what the deployed monitoring of an environment uses.

    `first_copy` tells whether no other trail records the account.
    """
    names = Names(configured.environment)
    signals = signals_of(
        # Who they are changes what a signal says, not how many there are.
        Watched(
            names=names,
            account_id=_ACCOUNT,
            readers=(f"arn:aws:iam::{_ACCOUNT}:role/{names.backend_role}",),
            rotation=f"arn:aws:iam::{_ACCOUNT}:role/{names.rotation}",
            deployers=(f"arn:aws:iam::{_ACCOUNT}:role/berthcare-deployer",),
            key_id="",
            trail_log_group=names.trail_log_group,
            trail=names.trail if configured.has_own_trail else None,
        )
    )
    return Use(
        watcher_metrics=len(watcher_metrics.ALL),
        rotation_metrics=len(rotation_metrics.ALL),
        trail_metrics=sum(isinstance(signal.source, TrailPattern) for signal in signals),
        alarms=len(signals),
        stranger_rules=int(configured.has_fast_alarm),
        more_secrets=int(configured.use_subaccount),
        own_trail=configured.has_own_trail,
        first_copy=first_copy,
        log_retention_days=configured.log_retention_days,
        email_addresses=configured.alert_emails,
    )
