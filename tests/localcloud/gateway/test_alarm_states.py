"""The state of an alarm by its latest data, after the CloudWatch User Guide."""

import pytest

from localcloud.gateway.fixture import RunningAws
from localcloud.gateway.trail.alarms import state_of
from tests.localcloud.gateway.waiting import eventually

AT_LEAST_ONE = {
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    "Threshold": 1.0,
    "EvaluationPeriods": 1,
}


@pytest.mark.parametrize(
    ("missing", "value", "state"),
    [
        ("notBreaching", 1.0, "ALARM"),
        ("notBreaching", 0.0, "OK"),
        ("notBreaching", None, "OK"),
        ("breaching", None, "ALARM"),
        ("missing", None, "INSUFFICIENT_DATA"),
        ("ignore", None, None),
    ],
)
def test_a_period_without_data_counts_as_the_alarm_says(
    missing: str, value: float | None, state: str | None
) -> None:
    assert state_of({**AT_LEAST_ONE, "TreatMissingData": missing}, [value]) == state


@pytest.mark.parametrize(
    ("needed", "values", "state"),
    [
        (3, [None, None, None], None),
        (3, [None, None, 1.0], None),
        (2, [1.0, None, None], None),
        (2, [1.0, None, 0.0], "OK"),
        (3, [0.0, None, None], "OK"),
        (2, [1.0, None, 1.0], "ALARM"),
    ],
)
def test_an_alarm_that_ignores_missing_data_changes_by_enough_values_or_a_good_one(
    needed: int, values: list[float | None], state: str | None
) -> None:
    """See the tables of "Configuring how CloudWatch alarms treat missing data"."""
    of_three = {
        **AT_LEAST_ONE,
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": needed,
        "TreatMissingData": "ignore",
    }

    assert state_of(of_three, values) == state


@pytest.mark.cloud
def test_silence_ends_an_alarm_only_where_it_does_not_ignore_silence(aws: RunningAws) -> None:
    cloudwatch = aws.client("cloudwatch")

    def state(name: str) -> str:
        found = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
        return str(found[0]["StateValue"])

    # In this order: once the second is judged, so is the first.
    for missing in ("ignore", "notBreaching"):
        cloudwatch.put_metric_alarm(
            **AT_LEAST_ONE,
            AlarmName=f"silent-{missing}",
            Namespace="Nothing",
            MetricName="silent",
            Statistic="Sum",
            Period=60,
            TreatMissingData=missing,
        )
        cloudwatch.set_alarm_state(
            AlarmName=f"silent-{missing}", StateValue="ALARM", StateReason="a test"
        )

    assert eventually(lambda: state("silent-notBreaching") == "OK")
    assert state("silent-ignore") == "ALARM"


@pytest.mark.parametrize(
    ("operator", "value", "state"),
    [
        ("GreaterThanThreshold", 1.0, "OK"),
        ("GreaterThanThreshold", 1.5, "ALARM"),
        ("LessThanThreshold", 1.0, "OK"),
        ("LessThanThreshold", 0.5, "ALARM"),
        ("LessThanOrEqualToThreshold", 1.0, "ALARM"),
    ],
)
def test_the_operator_compares_the_value_with_the_threshold(
    operator: str, value: float, state: str
) -> None:
    assert state_of({**AT_LEAST_ONE, "ComparisonOperator": operator}, [value]) == state


@pytest.mark.parametrize(
    ("values", "state"),
    [([1.0, 0.0, 1.0], "ALARM"), ([1.0, 0.0, 0.0], "OK"), ([1.0, None, 1.0], "ALARM")],
)
def test_some_of_several_periods_are_enough_where_the_alarm_says_so(
    values: list[float | None], state: str
) -> None:
    two_of_three = {
        **AT_LEAST_ONE,
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": 2,
        "TreatMissingData": "notBreaching",
    }

    assert state_of(two_of_three, values) == state
