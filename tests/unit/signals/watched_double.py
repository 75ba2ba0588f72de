"""An environment as the catalogue sees it, with names that are obviously made up."""

from typing import Any

from berthcare.environments import Environment
from berthcare.names import Names
from berthcare.signals.catalogue import signals_of
from berthcare.signals.signal import Signal
from berthcare.signals.watched import Watched

ACCOUNT = "123456789012"
NAMES = Names(Environment.STAGING)


def role(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def watched(**changed: Any) -> Watched:
    """Return staging, watched; `changed` replaces a field."""
    fields: dict[str, Any] = {
        "names": NAMES,
        "account_id": ACCOUNT,
        "readers": (
            role("berthcare-backend-staging"),
            role("berthcare-watcher-staging"),
            role("berthcare-rotation-staging"),
        ),
        "rotation": role("berthcare-rotation-staging"),
        "deployers": (role("berthcare-deployer"), f"arn:aws:iam::{ACCOUNT}:user/ops/deployer"),
        "key_id": "11111111-2222-3333-4444-555555555555",
        "trail_log_group": NAMES.trail_log_group,
        "trail": NAMES.trail,
    }
    return Watched(**{**fields, **changed})


def signal(key: str, **changed: Any) -> Signal:
    """Return one signal of the catalogue."""
    (found,) = [one for one in signals_of(watched(**changed)) if one.key == key]
    return found
