"""`AWS/SQS ApproximateNumberOfMessagesVisible` of the queues that an alarm watches.

AWS publishes it once a minute; here also when the number changes, so that an alarm rings within
seconds. Source: Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS".
"""

import time
from collections.abc import Iterable, Mapping
from typing import Any, Final

from localcloud.gateway.backend import Backend, BackendError

_NAMESPACE: Final = "AWS/SQS"
_METRIC: Final = "ApproximateNumberOfMessagesVisible"
_INTERVAL_SECONDS: Final = 60.0


def watched_queues(alarms: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the names of the queues whose depth alarms look at."""
    return {
        dimension["Value"]
        for alarm in alarms
        if (alarm.get("Namespace"), alarm.get("MetricName")) == (_NAMESPACE, _METRIC)
        for dimension in alarm.get("Dimensions", [])
        if dimension["Name"] == "QueueName"
    }


class QueueDepths:
    """Publishes the depth of queues in one region."""

    def __init__(self, backend: Backend, region: str) -> None:
        self._backend = backend
        self._region = region
        self._last: dict[str, tuple[str, float]] = {}
        """By queue: the last value, and when it was published."""

    async def publish(self, queues: Iterable[str]) -> None:
        """Publish the depths that have changed, or were published a minute ago."""
        for queue in sorted(queues):
            depth = await self._depth(queue)
            last, published = self._last.get(queue, ("", 0.0))
            now = time.monotonic()
            if not depth or (depth == last and now - published < _INTERVAL_SECONDS):
                continue
            self._last[queue] = (depth, now)
            datum = {
                "MetricName": _METRIC,
                "Dimensions": [{"Name": "QueueName", "Value": queue}],
                "Value": float(depth),
                "Unit": "Count",
            }
            await self._call(
                "cloudwatch", "PutMetricData", Namespace=_NAMESPACE, MetricData=[datum]
            )

    async def _depth(self, queue: str) -> str:
        """Return the number of messages, empty where there is no such queue."""
        try:
            url = (await self._call("sqs", "GetQueueUrl", QueueName=queue))["QueueUrl"]
        except BackendError:
            return ""
        name = "ApproximateNumberOfMessages"
        found = await self._call("sqs", "GetQueueAttributes", QueueUrl=url, AttributeNames=[name])
        return str(found["Attributes"][name])

    async def _call(self, service: str, operation: str, **parameters: Any) -> Mapping[str, Any]:
        return await self._backend.call(service, operation, self._region, **parameters)
