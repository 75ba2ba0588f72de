"""The names under which the alarms look for what the rotation publishes."""

from berthcare.signals import rotation_metrics
from functions.rotation.metrics import UNITS, metric_values


def test_the_metrics_are_those_that_the_alarms_look_at() -> None:
    assert set(UNITS) == set(rotation_metrics.ALL)
    assert metric_values(overdue=True, refused=False) == {
        rotation_metrics.REFUSED: 0,
        rotation_metrics.PROMOTION_OVERDUE: 1,
        rotation_metrics.CHECKS: 1,
    }


def test_what_could_not_be_told_publishes_no_value() -> None:
    assert metric_values(overdue=None, refused=None) == {rotation_metrics.CHECKS: 1}
