"""The numbers of the product's requirements, written down once more: nobody moves one unseen."""

import pytest

from tests.unit.signals.watched_double import signal


@pytest.mark.parametrize(
    ("key", "comparison", "threshold"),
    [
        ("error-rate", "GreaterThanThreshold", 5),
        ("usage", "GreaterThanThreshold", 1000),
        ("low-balance", "LessThanThreshold", 50),
        ("spend-100", "GreaterThanOrEqualToThreshold", 100),
        ("spend-500", "GreaterThanOrEqualToThreshold", 500),
        ("credential-age", "GreaterThanThreshold", 97),
        ("token-refused", "GreaterThanThreshold", 0),
        ("promotion-overdue", "GreaterThanThreshold", 0),
        ("console-login-failures", "GreaterThanOrEqualToThreshold", 3),
        ("unauthorized-twilio-secret-access", "GreaterThanOrEqualToThreshold", 1),
    ],
)
def test_an_alarm_rings_at_the_number_that_was_asked_for(
    key: str, comparison: str, threshold: float
) -> None:
    rule = signal(key).rule

    assert (rule.comparison, rule.threshold) == (comparison, threshold)


@pytest.mark.parametrize(
    ("key", "seconds"),
    [
        ("watcher-silent", 900),
        ("watcher-degraded", 900),
        ("rotation-silent", 900),
        ("trail-silent", 3600),
        ("root-use", 300),
    ],
)
def test_an_alarm_looks_as_far_back_as_was_asked_for(key: str, seconds: int) -> None:
    rule = signal(key).rule

    assert rule.period_seconds * rule.evaluation_periods == seconds
