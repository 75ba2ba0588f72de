"""What the embedded metric format makes of a log event, after its specification."""

from datetime import datetime, timezone
from typing import Any

import pytest

from localcloud.gateway.trail.embedded_metrics import InvalidEmbeddedMetrics, embedded_metrics

MOMENT = datetime(2026, 11, 3, 12, tzinfo=timezone.utc)


def event(directive: dict[str, object] | None = None, **root: object) -> dict[str, Any]:
    given: dict[str, object] = {
        "Namespace": "BerthCare/Twilio",
        "Dimensions": [["Environment"]],
        "Metrics": [{"Name": "Balance", "Unit": "None"}],
    }
    metadata = {
        "Timestamp": MOMENT.timestamp() * 1000,
        "CloudWatchMetrics": [given | (directive or {})],
    }
    return {"_aws": metadata, "Environment": "staging", "Balance": 12.5} | root


def test_a_metric_has_its_value_unit_dimensions_and_time() -> None:
    assert embedded_metrics(event()) == [
        (
            "BerthCare/Twilio",
            [
                {
                    "MetricName": "Balance",
                    "Values": [12.5],
                    "Unit": "None",
                    "StorageResolution": 60,
                    "Dimensions": [{"Name": "Environment", "Value": "staging"}],
                    "Timestamp": MOMENT,
                }
            ],
        )
    ]


def test_each_set_of_dimensions_is_a_metric_of_its_own() -> None:
    [(_, data)] = embedded_metrics(event({"Dimensions": [[], ["Environment"]]}))

    assert [len(datum["Dimensions"]) for datum in data] == [0, 1]


def test_an_array_gives_all_its_values() -> None:
    [(_, [datum])] = embedded_metrics(event(Balance=[1, 2.5]))

    assert datum["Values"] == [1.0, 2.5]


@pytest.mark.parametrize("line", [None, 1, "text", {"level": "info"}, {"_aws": {"xray": 1}}])
def test_other_log_events_carry_no_metric(line: object) -> None:
    assert embedded_metrics(line) == []


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        (event({"Namespace": 1}), "Namespace is no string"),
        (event({"Dimensions": []}), "Dimensions holds no set"),
        (event({"Dimensions": ["Environment"]}), "a set of Dimensions is no array"),
        (event({"Dimensions": [["Region"]]}), "the dimension 'Region' is no string"),
        (event(Environment=1), "the dimension 'Environment' is no string"),
        (event({"Metrics": [{"Name": "Absent"}]}), "'Absent' is no number"),
        (event(Balance="12"), "'Balance' is no number"),
        (event(Balance=True), "'Balance' is no number"),
        (event(Balance=[]), "'Balance' holds no value"),
        (event(Balance=[1] * 101), "'Balance' holds no value, or more than 100"),
        (event({"Metrics": [{"Name": "Balance", "StorageResolution": 5}]}), "StorageResolution"),
        (event({"Metrics": [{"Name": "Balance"}] * 101}), "more than 100 definitions"),
        (event({"Dimensions": [["Environment"] * 31]}), "more than 30 keys"),
        ({"_aws": {"CloudWatchMetrics": [], "Timestamp": "now"}}, "Timestamp is no number"),
        ({"_aws": {"CloudWatchMetrics": {}}}, "CloudWatchMetrics is no array"),
    ],
)
def test_a_document_that_breaks_the_specification_says_how(
    broken: dict[str, object], what: str
) -> None:
    with pytest.raises(InvalidEmbeddedMetrics, match=what):
        embedded_metrics(broken)
