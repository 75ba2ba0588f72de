from typing import Any

import pytest

from berthcare.dashboard.alarmed_metric import key_of, of_description, of_signal
from berthcare.dashboard.model import Limit
from berthcare.signals.catalogue import signals_of
from berthcare.signals.signal import Signal
from tests.unit.signals.watched_double import watched

WATCHED = watched()
# `Any`, as it is a part of what AWS describes.
DESCRIBED: Any = {
    "AlarmName": "berthcare-low-balance-staging",
    "Namespace": "BerthCare/Twilio",
    "MetricName": "BalanceUSD",
    "Dimensions": [{"Name": "B", "Value": "2"}, {"Name": "A", "Value": "1"}],
    "Statistic": "Minimum",
    "ComparisonOperator": "LessThanThreshold",
    "Threshold": 50.0,
}


def test_a_described_alarm_is_a_limit_on_its_metric() -> None:
    alarm = of_description(DESCRIBED)

    assert alarm is not None
    assert alarm.limit == Limit(50.0, "<", "low balance", "berthcare-low-balance-staging")
    assert alarm.watches("BerthCare/Twilio", "BalanceUSD", (("A", "1"), ("B", "2")))


@pytest.mark.parametrize(
    "other",
    [
        {"ComparisonOperator": "GreaterThanUpperThreshold"},
        {"MetricName": ""},
        {"Statistic": ""},
    ],
)
def test_an_alarm_without_a_fixed_threshold_on_one_metric_is_no_limit(
    other: dict[str, str],
) -> None:
    described: Any = {**DESCRIBED, **other}

    assert of_description(described) is None


@pytest.mark.parametrize("signal", signals_of(WATCHED), ids=lambda one: one.key)
def test_a_signal_of_the_catalogue_is_the_alarm_that_aws_will_describe(signal: Signal) -> None:
    alarm = of_signal(signal, WATCHED.names)
    described: Any = {
        "AlarmName": alarm.alarm_name,
        "Namespace": alarm.namespace,
        "MetricName": alarm.metric,
        "Dimensions": [{"Name": name, "Value": value} for name, value in alarm.dimensions],
        "Statistic": alarm.statistic,
        "ComparisonOperator": alarm.comparison,
        "Threshold": alarm.threshold,
    }

    assert of_description(described) == alarm
    assert key_of(alarm.alarm_name) == signal.key
