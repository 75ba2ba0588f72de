"""What a metric filter makes of log events that arrived."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from localcloud.gateway.fixture import RunningAws
from localcloud.gateway.trail.log_groups import metric_data

PATTERN = "{ $.level = error }"


def data_of(events: list[object], **transformation: object) -> list[dict[str, Any]]:
    given = {"metricName": "m", "metricNamespace": "n", "metricValue": "1", **transformation}
    published = metric_data({"filterPattern": PATTERN, "metricTransformations": [given]}, events)
    return [datum for _namespace, data in published for datum in data]


def test_each_matching_event_gives_one_value() -> None:
    events: list[object] = [{"level": "error"}, {"level": "info"}, {"level": "error"}, None]

    assert data_of(events) == [{"MetricName": "m", "Value": 1.0}] * 2


def test_a_value_can_come_from_the_event() -> None:
    events: list[object] = [{"level": "error", "ms": 12.5}, {"level": "error"}]

    assert data_of(events, metricValue="$.ms", unit="Milliseconds") == [
        {"MetricName": "m", "Value": 12.5, "Unit": "Milliseconds"}
    ]


def test_the_default_value_counts_only_where_nothing_matched() -> None:
    assert [one["Value"] for one in data_of([{"level": "info"}], defaultValue=0)] == [0.0]
    assert [one["Value"] for one in data_of([{"level": "error"}], defaultValue=0)] == [1.0]
    assert data_of([], defaultValue=0) == []


def test_dimensions_come_from_the_event_or_nothing_is_published() -> None:
    dimensions = {"Role": "$.role"}
    events: list[object] = [{"level": "error", "role": "a"}, {"level": "error"}]

    assert [one["Dimensions"] for one in data_of(events, dimensions=dimensions)] == [
        [{"Name": "Role", "Value": "a"}]
    ]


@pytest.mark.cloud
def test_silence_rings_and_a_log_event_ends_it(aws: RunningAws) -> None:
    """The dimension counts: events of another group do not end the silence."""
    logs, cloudwatch = aws.client("logs"), aws.client("cloudwatch")
    for group in ("silent", "busy"):
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName="s")
    cloudwatch.put_metric_alarm(
        AlarmName="silent",
        Namespace="AWS/Logs",
        MetricName="IncomingLogEvents",
        Dimensions=[{"Name": "LogGroupName", "Value": "silent"}],
        Statistic="Sum",
        Period=3600,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="LessThanThreshold",
        TreatMissingData="breaching",
    )
    put_event(logs, "busy")
    assert reaches(lambda: alarm_state(cloudwatch), "ALARM")

    put_event(logs, "silent")

    assert reaches(lambda: alarm_state(cloudwatch), "OK")


def put_event(logs: Any, group: str) -> None:
    event = {"timestamp": int(time.time() * 1000), "message": json.dumps({"level": "info"})}
    logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=[event])


def alarm_state(cloudwatch: Any) -> str:
    described = cloudwatch.describe_alarms(AlarmNames=["silent"])
    return str(described["MetricAlarms"][0]["StateValue"])


def reaches(state: Callable[[], str], wanted: str, *, seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while state() != wanted and time.monotonic() < deadline:
        time.sleep(0.1)
    return state() == wanted
