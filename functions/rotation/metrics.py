"""What a completion found, as metrics (pure)."""

UNITS = {"PromotionOverdue": "None", "RotationChecks": "Count"}
"""Each metric's unit, of those that CloudWatch has (API reference, MetricDatum)."""


def metric_values(*, overdue: bool | None) -> dict[str, float]:
    """Return each metric with its value; none for an `overdue` that could not be told."""
    values: dict[str, float] = {"RotationChecks": 1}
    return values if overdue is None else {"PromotionOverdue": int(overdue), **values}
