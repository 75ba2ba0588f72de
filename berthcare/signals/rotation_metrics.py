"""The metrics that the rotation publishes in each completion (functions/rotation).

Their dimension is that of the watcher's. The function stands alone, so the names are there once
more; tests/functions keeps them equal.
"""

PROMOTION_OVERDUE = "PromotionOverdue"
"""1 where a promotion waits for longer than it should, else 0."""
REFUSED = "TokenRefused"
"""1 where Twilio refuses the stored auth token, else 0; absent where that could not be told."""
CHECKS = "RotationChecks"
"""1 of each completion."""

ALL = (REFUSED, PROMOTION_OVERDUE, CHECKS)
