"""What a completion found, as metrics (pure)."""

UNITS = {"TokenRefused": "None", "PromotionOverdue": "None", "RotationChecks": "Count"}
"""Each metric's unit, of those that CloudWatch has (API reference, MetricDatum)."""


def metric_values(*, overdue: bool | None, refused: bool | None) -> dict[str, float]:
    """Return each metric with its value; none for what could not be told."""
    levels = {"PromotionOverdue": overdue, "TokenRefused": refused}
    told = {name: int(level) for name, level in levels.items() if level is not None}
    return {**told, "RotationChecks": 1}
