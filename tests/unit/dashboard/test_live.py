"""What is asked of CloudWatch and how its answers are read, by botocore's own stub."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from berthcare.dashboard.live import MOST_QUERIES, CloudWatch, alarms_in, states_of
from berthcare.dashboard.model import Series
from berthcare.dashboard.snapshot import State
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.names import Names
from tests.unit.dashboard.small import BALANCE, EVENTS, LOW, THEFT, WINDOW

NAMES = Names(Environment.STAGING)


@pytest.fixture
def cloudwatch() -> Iterator[tuple[CloudWatch, Stubber]]:
    client = boto3.client(
        "cloudwatch", "ca-central-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    with Stubber(client) as stub:
        yield CloudWatch(client, NAMES), stub
        stub.assert_no_pending_responses()


def result(number: int, *values: tuple[int, float], status: str = "Complete") -> dict[str, Any]:
    """Return the answer to one query: values and the hours after the window's start."""
    return {
        "Id": f"m{number}",
        "StatusCode": status,
        "Timestamps": [WINDOW.start + timedelta(hours=hour) for hour, _ in values],
        "Values": [value for _, value in values],
    }


def described(name: str, state: str = "OK", *, heard: bool = True) -> Any:
    """Return a part of what AWS describes."""
    return {"AlarmName": name, "StateValue": state, "ActionsEnabled": heard}


def test_values_come_in_any_order_and_gaps_stay(cloudwatch: tuple[CloudWatch, Stubber]) -> None:
    asked, stub = cloudwatch
    answer = {"MetricDataResults": [result(0, (4, 4.0), (1, 1.0)), result(1)]}
    stub.add_response("get_metric_data", answer)

    values = asked.values([EVENTS, BALANCE], WINDOW)

    assert values == {EVENTS: (None, 1.0, None, None, 4.0, None), BALANCE: (None,) * 6}


def test_a_series_may_be_answered_in_parts(cloudwatch: tuple[CloudWatch, Stubber]) -> None:
    asked, stub = cloudwatch
    first = {"MetricDataResults": [result(0, (0, 1.0), status="PartialData")], "NextToken": "t"}
    stub.add_response("get_metric_data", first)
    stub.add_response("get_metric_data", {"MetricDataResults": [result(0, (5, 2.0))]})

    assert asked.values([EVENTS], WINDOW)[EVENTS] == (1.0, None, None, None, None, 2.0)


def test_more_than_500_queries_are_asked_in_batches(
    cloudwatch: tuple[CloudWatch, Stubber],
) -> None:
    asked, stub = cloudwatch
    series = [Series(str(n), "n", f"m{n}", (), "Sum") for n in range(MOST_QUERIES + 1)]
    answers = [result(number, (0, float(number))) for number in range(MOST_QUERIES)]
    stub.add_response("get_metric_data", {"MetricDataResults": answers})
    stub.add_response("get_metric_data", {"MetricDataResults": [result(0, (0, 500.0))]})

    values = asked.values(series, WINDOW)

    assert [values[one][0] for one in series] == [float(n) for n in range(MOST_QUERIES + 1)]


@pytest.mark.parametrize("status", ["InternalError", "Forbidden"])
def test_an_unanswered_query_is_an_error_and_no_missing_data(
    cloudwatch: tuple[CloudWatch, Stubber], status: str
) -> None:
    asked, stub = cloudwatch
    stub.add_response("get_metric_data", {"MetricDataResults": [result(0, status=status)]})

    with pytest.raises(BerthcareError, match=status):
        asked.values([EVENTS], WINDOW)


def test_alarms_of_another_environment_are_left_out(
    cloudwatch: tuple[CloudWatch, Stubber],
) -> None:
    asked, stub = cloudwatch
    both = [described(LOW), described("berthcare-low-balance-production")]
    wanted = {"AlarmNamePrefix": "berthcare-", "AlarmTypes": ["MetricAlarm"]}
    stub.add_response("describe_alarms", {"MetricAlarms": both}, wanted)

    assert [alarm["AlarmName"] for alarm in asked.alarms()] == [LOW]


def test_without_a_deployed_dashboard_no_alarm_is_expected(
    cloudwatch: tuple[CloudWatch, Stubber],
) -> None:
    asked, stub = cloudwatch
    stub.add_client_error("get_dashboard", "ResourceNotFound", http_status_code=404)

    assert asked.expected_alarms() == ()


@pytest.mark.parametrize(
    ("operation", "method"),
    [("describe_alarms", "alarms"), ("get_dashboard", "expected_alarms")],
)
def test_a_refusal_says_who_refused_what(
    cloudwatch: tuple[CloudWatch, Stubber], operation: str, method: str
) -> None:
    asked, stub = cloudwatch
    stub.add_client_error(operation, "AccessDenied", "no", 403)

    with pytest.raises(BerthcareError, match="AccessDenied"):
        getattr(asked, method)()


@pytest.mark.parametrize(
    ("word", "state"),
    [("OK", State.OK), ("ALARM", State.ALARM), ("INSUFFICIENT_DATA", State.NO_DATA)],
)
def test_a_state_is_what_cloudwatch_says(word: str, state: State) -> None:
    found = states_of((), [described(LOW, word)])

    assert found[LOW].state is state


def test_an_alarm_whose_actions_are_switched_off_is_silenced() -> None:
    found = states_of((), [described(LOW, "ALARM", heard=False)])

    assert (found[LOW].state, found[LOW].beneath) == (State.SILENCED, State.ALARM)


def test_an_expected_alarm_that_is_not_described_is_missing() -> None:
    found = states_of((THEFT, LOW), [described(LOW)])

    assert {name: alarm.state for name, alarm in found.items()} == {
        THEFT: State.MISSING,
        LOW: State.OK,
    }


def test_a_dashboard_body_names_its_alarms() -> None:
    arn = "arn:aws:cloudwatch:ca-central-1:123456789012:alarm:"
    widgets: list[Mapping[str, Any]] = [
        {"type": "text", "properties": {"markdown": "x"}},
        {"type": "alarm", "properties": {"alarms": [arn + LOW, arn + THEFT]}},
    ]

    assert alarms_in(json.dumps({"widgets": widgets})) == (LOW, THEFT)
