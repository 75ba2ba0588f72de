"""What CloudWatch says now: the alarms of an environment, and the values of its metrics."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_client import clients_as_caller
from berthcare.aws_refusal import refusal
from berthcare.dashboard.model import Series
from berthcare.dashboard.snapshot import AlarmState, State, Values
from berthcare.dashboard.window import Window
from berthcare.errors import BerthcareError
from berthcare.names import Names

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricAlarmTypeDef, MetricDataQueryTypeDef

_NO_DASHBOARD = {"ResourceNotFound", "DashboardNotFoundError"}
"""The code by CloudWatch's older protocols, and by its newer ones."""
MOST_QUERIES = 500
"""In one request (API page GetMetricData)."""
_CANNOT = "CloudWatch cannot be read"
_STATES = {"OK": State.OK, "ALARM": State.ALARM, "INSUFFICIENT_DATA": State.NO_DATA}
_UNANSWERED = {"InternalError", "Forbidden"}
"""Status of a result that says nothing about its metric (API page MetricDataResult)."""


class CloudWatch:
    """CloudWatch of one environment."""

    def __init__(self, client: "CloudWatchClient", names: Names) -> None:
        self._client = client
        self._names = names

    @classmethod
    def as_caller(cls, names: Names) -> "CloudWatch":
        """Use the AWS credentials of this process, as the AWS CLI does."""
        (client,) = clients_as_caller(_CANNOT, "cloudwatch")
        return cls(client, names)

    def alarms(self) -> "list[MetricAlarmTypeDef]":
        """Return the environment's alarms in the order of their names. Raises `BerthcareError`."""
        before, after = self._names.alarm("*").split("*")
        try:
            pages = list(
                self._client.get_paginator("describe_alarms").paginate(
                    AlarmNamePrefix=before, AlarmTypes=["MetricAlarm"]
                )
            )
        except (ClientError, BotoCoreError) as error:
            raise _refused(error) from None
        found = [alarm for page in pages for alarm in page["MetricAlarms"]]
        return [alarm for alarm in found if alarm["AlarmName"].endswith(after)]

    def expected_alarms(self) -> tuple[str, ...]:
        """Return the names of the alarms that the deployed dashboard shows; none if there is none.

        Whoever deletes an alarm leaves it there. Raises `BerthcareError`.
        """
        try:
            body = self._client.get_dashboard(DashboardName=self._names.dashboard)["DashboardBody"]
        except ClientError as error:
            if error.response["Error"]["Code"] in _NO_DASHBOARD:
                return ()
            raise _refused(error) from None
        except BotoCoreError as error:
            raise _refused(error) from None
        return alarms_in(body)

    def values(self, series: Sequence[Series], window: Window) -> dict[Series, Values]:
        """Return the values of each series. Raises `BerthcareError`."""
        metrics = list(dict.fromkeys(map(_metric, series)))
        found: dict[Series, Values] = {}
        try:
            for some in _batches(metrics, MOST_QUERIES):
                found |= self._values_of(some, window)
        except (ClientError, BotoCoreError) as error:
            raise _refused(error) from None
        return {one: found[_metric(one)] for one in series}

    def _values_of(self, metrics: Sequence[Series], window: Window) -> dict[Series, Values]:
        slots: list[list[float | None]] = [[None] * window.count for _ in metrics]
        pages = self._client.get_paginator("get_metric_data").paginate(
            MetricDataQueries=[_query(one, number, window) for number, one in enumerate(metrics)],
            StartTime=window.start,
            EndTime=window.end,
        )
        for page in pages:
            for result in page["MetricDataResults"]:
                if result["StatusCode"] in _UNANSWERED:
                    raise BerthcareError(
                        f"GetMetricData answered {result['StatusCode']} for a metric.",
                        "Type the same command again; a caller needs cloudwatch:GetMetricData.",
                    )
                slot = slots[int(result["Id"].removeprefix("m"))]
                for time, value in zip(result["Timestamps"], result["Values"], strict=True):
                    place = window.place_of(time)
                    if place is not None:
                        slot[place] = value
        return {one: tuple(slot) for one, slot in zip(metrics, slots, strict=True)}


def states_of(
    expected: Sequence[str], described: "Sequence[MetricAlarmTypeDef]"
) -> dict[str, AlarmState]:
    """Return the states of all alarms that are described or expected."""
    states = {alarm["AlarmName"]: _state_of(alarm) for alarm in described}
    return {**{name: AlarmState(State.MISSING, None) for name in expected}, **states}


def alarms_in(dashboard_body: str) -> tuple[str, ...]:
    """Return the names of the alarms in the alarm widgets of a dashboard's body."""
    widgets = json.loads(dashboard_body)["widgets"]
    alarms = [widget["properties"] for widget in widgets if widget["type"] == "alarm"]
    arns = [arn for properties in alarms for arn in properties["alarms"]]
    return tuple(arn.rpartition(":")[2] for arn in arns)


def _state_of(alarm: "MetricAlarmTypeDef") -> AlarmState:
    state, since = _STATES[alarm["StateValue"]], _since(alarm)
    if alarm["ActionsEnabled"]:
        return AlarmState(state, since)
    return AlarmState(State.SILENCED, since, beneath=state)


def _since(alarm: "MetricAlarmTypeDef") -> datetime | None:
    """Return when the state changed last; an update of its reason alone is none."""
    return alarm.get("StateTransitionedTimestamp") or alarm.get("StateUpdatedTimestamp")


def _metric(series: Series) -> Series:
    """Return what CloudWatch is asked of a series; two panels may ask the same."""
    return replace(series, label="", limits=())


def _query(metric: Series, number: int, window: Window) -> "MetricDataQueryTypeDef":
    return {
        "Id": f"m{number}",
        "MetricStat": {
            "Metric": {
                "Namespace": metric.namespace,
                "MetricName": metric.metric,
                "Dimensions": [{"Name": name, "Value": value} for name, value in metric.dimensions],
            },
            "Period": int(window.period.total_seconds()),
            "Stat": metric.statistic,
        },
    }


def _batches(items: Sequence[Series], size: int) -> Iterator[list[Series]]:
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def _refused(error: ClientError | BotoCoreError) -> BerthcareError:
    return refusal(_CANNOT, error, os.environ)
