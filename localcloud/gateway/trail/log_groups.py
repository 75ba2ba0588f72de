"""Log events that arrive in a group: written there, counted, and tried against its metric filters.

MiniStack keeps events and filters; what happens between them is here. Sources: CloudWatch Logs User
Guide, "Creating metrics from log events using filters" and "CloudWatch Logs usage metrics".
"""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from berthcare.filter_pattern import FilterPatternError, parse, select
from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.trail.embedded_metrics import InvalidEmbeddedMetrics, embedded_metrics

_NOT_THERE: Final = "ResourceNotFoundException"
_BATCH_DATA: Final = 500
_LOG: Final = logging.getLogger(__name__)


class LogGroups:
    """The arrival side of CloudWatch Logs."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def write(
        self, region: str, group: str, stream: str, events: Sequence[Mapping[str, Any]]
    ) -> None:
        """Put events (`timestamp` in ms, `message`) into a stream, made where it is missing."""
        names = {"logGroupName": group, "logStreamName": stream}
        put = partial(self._backend.call, "logs", "PutLogEvents", region, logEvents=events, **names)
        try:
            await put()
        except BackendError as error:
            if error.code != _NOT_THERE:
                raise
            await self._backend.call("logs", "CreateLogStream", region, **names)
            await put()
        await self.arrived(region, group, [str(event["message"]) for event in events])

    async def arrived(self, region: str, group: str, messages: Sequence[str]) -> None:
        """Count what arrived; publish what the group's filters make of it, and what it carries."""
        counted = {
            "MetricName": "IncomingLogEvents",
            "Dimensions": [{"Name": "LogGroupName", "Value": group}],
            "Value": float(len(messages)),
            "Unit": "Count",
        }
        await self._publish(region, "AWS/Logs", [counted])
        found = await self._backend.call(
            "logs", "DescribeMetricFilters", region, logGroupName=group
        )
        events = [_decoded(message) for message in messages]
        for metric_filter in found["metricFilters"]:
            for namespace, data in metric_data(metric_filter, events):
                await self._publish(region, namespace, data)
        for event in events:
            await self._publish_embedded(region, group, event)

    async def _publish_embedded(self, region: str, group: str, event: object) -> None:
        try:
            embedded = embedded_metrics(event)
        except InvalidEmbeddedMetrics as error:
            # AWS ignores the whole document; nothing of it is shown, for it may hold anything.
            _LOG.warning("Embedded metrics in %s are ignored: %s.", group, error)
            return
        for namespace, data in embedded:
            await self._publish(region, namespace, data)

    async def _publish(
        self, region: str, namespace: str, data: Sequence[Mapping[str, Any]]
    ) -> None:
        for start in range(0, len(data), _BATCH_DATA):
            batch = data[start : start + _BATCH_DATA]
            await self._backend.call(
                "cloudwatch", "PutMetricData", region, Namespace=namespace, MetricData=batch
            )


def metric_data(
    metric_filter: Mapping[str, Any], events: Iterable[object]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return (namespace, data) of each transformation of a filter over events that arrived."""
    try:
        pattern = parse(metric_filter.get("filterPattern", ""))
    except FilterPatternError:
        return []
    events = list(events)
    matched = [event for event in events if pattern.matches(event)]
    published = []
    for transformation in metric_filter.get("metricTransformations", []):
        data = [datum for event in matched if (datum := _datum(transformation, event))]
        if not matched and events and "defaultValue" in transformation:
            data = [_with_unit(transformation, float(transformation["defaultValue"]))]
        if data:
            published.append((str(transformation["metricNamespace"]), data))
    return published


def _datum(transformation: Mapping[str, Any], event: object) -> dict[str, Any] | None:
    """Return one data point; None where the event does not hold the number or the dimension."""
    text = str(transformation["metricValue"])
    value = select(event, text) if text.startswith("$.") else text
    try:
        number = float(str(value))
    except ValueError:
        return None
    datum = _with_unit(transformation, number)
    dimensions = {
        name: select(event, field) for name, field in transformation.get("dimensions", {}).items()
    }
    if None in dimensions.values():
        return None
    if dimensions:
        datum["Dimensions"] = [
            {"Name": name, "Value": str(one)} for name, one in dimensions.items()
        ]
    return datum


def _with_unit(transformation: Mapping[str, Any], value: float) -> dict[str, Any]:
    datum: dict[str, Any] = {"MetricName": transformation["metricName"], "Value": value}
    if transformation.get("unit"):
        datum["Unit"] = transformation["unit"]
    return datum


def _decoded(message: str) -> object:
    try:
        value: object = json.loads(message)
    except ValueError:
        return None
    return value
