"""What is due of a rotation whose version is current (pure)."""

from datetime import datetime, timedelta
from enum import Enum

from .versions import Versions

_OVERDUE = timedelta(seconds=600)


class Due(Enum):
    """What is to be done now."""

    NOTHING = "nothing to do"
    PROMOTION_LATER = "promotion pending"
    PROMOTION = "promotion"
    RETIREMENT_LATER = "retirement pending"
    RETIREMENT = "retirement"


def what_is_due(
    versions: Versions, now: datetime, settling: timedelta, *, at_once: bool = False
) -> Due:
    """Return what is due: the promotion first, and the retirement of the version before after it.

    Each is due when the secret was not changed for `settling`: by then no verifier goes by what was
    before the change, and no webhook is under way that was signed by then.
    """
    if not versions.is_open:
        return Due.NOTHING
    is_due = at_once or now >= versions.changed + settling
    if versions.awaits_promotion:
        return Due.PROMOTION if is_due else Due.PROMOTION_LATER
    return Due.RETIREMENT if is_due else Due.RETIREMENT_LATER


def is_overdue(versions: Versions, now: datetime, settling: timedelta) -> bool:
    """Tell whether a promotion should have been made ten minutes ago."""
    return versions.awaits_promotion and now > versions.changed + settling + _OVERDUE
