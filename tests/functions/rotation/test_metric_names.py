"""What the function publishes is what the alarms watch."""

from berthcare.signals import rotation_metrics
from functions.rotation.metrics import UNITS


def test_the_alarms_know_the_same_metrics() -> None:
    assert tuple(UNITS) == rotation_metrics.ALL
