"""A trail that falls silent: the product's own alarm rings after an hour without a log event."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from localcloud.gateway.fixture import RunningAws
from tests.localcloud.gateway.topics import let_in, make_topic, subscribe
from tests.localcloud.gateway.waiting import eventually
from tests.unit.signals.watched_double import NAMES, signal

pytestmark = pytest.mark.cloud
HOUR_SECONDS = 3600
STILL_HEARD_SECONDS = 12


def test_an_hour_without_a_log_event_reaches_the_subscriber(aws: RunningAws) -> None:
    """The last event is almost an hour old when the alarm is made."""
    topic = make_topic(aws, "silence", let_in("cloudwatch", "sns:Publish"))
    heard = subscribe(aws, topic)
    watched, rule = {"LogGroupName": NAMES.trail_log_group}, signal("trail-silent").rule
    last = datetime.now(timezone.utc) - timedelta(seconds=HOUR_SECONDS - STILL_HEARD_SECONDS)
    dimensions = [{"Name": name, "Value": value} for name, value in watched.items()]
    event = {"MetricName": "IncomingLogEvents", "Dimensions": dimensions, "Value": 1.0}
    cloudwatch = aws.client("cloudwatch")
    cloudwatch.put_metric_data(Namespace="AWS/Logs", MetricData=[{**event, "Timestamp": last}])
    cloudwatch.put_metric_alarm(
        AlarmName=NAMES.trail_silent_alarm,
        Namespace="AWS/Logs",
        MetricName="IncomingLogEvents",
        Dimensions=dimensions,
        Statistic=rule.statistic,
        ComparisonOperator=rule.comparison,
        Threshold=rule.threshold,
        Period=rule.period_seconds,
        EvaluationPeriods=rule.evaluation_periods,
        TreatMissingData=rule.missing_data,
        AlarmActions=[topic],
        OKActions=[topic],
    )

    states: list[Any] = []

    def has_rung() -> bool:
        states.extend(json.loads(json.loads(one["Body"])["Message"]) for one in heard())
        return bool(states) and states[-1]["NewStateValue"] == "ALARM"

    assert eventually(has_rung)
    assert [one["NewStateValue"] for one in states] == ["OK", "ALARM"]
