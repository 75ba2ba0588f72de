"""The state of an alarm by its latest data, after the CloudWatch User Guide."""

import pytest

from localcloud.gateway.trail.alarms import state_of

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
