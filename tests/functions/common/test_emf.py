"""The line that becomes metrics, by the specification of the Embedded Metric Format."""

import json

import pytest

from functions.common.emf import emf_line
from functions.watcher.metrics import UNITS
from localcloud.gateway.trail.embedded_metrics import embedded_metrics

# API reference of CloudWatch, MetricDatum: those of its units that have no plural in seconds,
# bytes or bits.
ALLOWED_UNITS = {"Milliseconds", "Percent", "Count", "None"}


def test_the_document_is_the_specifications() -> None:
    line = emf_line("staging", 1_795_757_390_734, {"BalanceUSD": 75.5, "Runs": 1}, UNITS)

    assert json.loads(line) == {
        "_aws": {
            "Timestamp": 1_795_757_390_734,
            "CloudWatchMetrics": [
                {
                    "Namespace": "BerthCare/Twilio",
                    "Dimensions": [["Environment"]],
                    "Metrics": [
                        {"Name": "BalanceUSD", "Unit": "None"},
                        {"Name": "Runs", "Unit": "Count"},
                    ],
                }
            ],
        },
        "Environment": "staging",
        "BalanceUSD": 75.5,
        "Runs": 1,
    }


def test_it_is_one_line() -> None:
    assert "\n" not in emf_line("staging", 0, dict.fromkeys(UNITS, 1.0), UNITS)


def test_every_metric_can_go_into_one_directive() -> None:
    line = emf_line("staging", 0, dict.fromkeys(UNITS, 1.0), UNITS)
    ((namespace, data),) = embedded_metrics(json.loads(line))

    assert namespace == "BerthCare/Twilio"
    assert [(one["MetricName"], one["Unit"]) for one in data] == list(UNITS.items())
    assert {json.dumps(one["Dimensions"]) for one in data} == {
        '[{"Name": "Environment", "Value": "staging"}]'
    }


def test_cloudwatch_knows_every_unit() -> None:
    assert set(UNITS.values()) <= ALLOWED_UNITS


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_not_finite_is_never_published(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        emf_line("staging", 0, {"Runs": value}, UNITS)
