"""The metrics that the rotation publishes in each completion (functions/rotation).

Their dimension is that of the watcher's. The function stands alone, so the names are there once
more; tests/functions keeps them equal.
"""

PROMOTION_OVERDUE = "PromotionOverdue"
"""1 where a promotion waits for longer than it should, else 0."""
CHECKS = "RotationChecks"
"""1 of each completion."""

ALL = (PROMOTION_OVERDUE, CHECKS)
