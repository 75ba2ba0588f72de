"""Waiting for what comes about after an answer."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

from localcloud.gateway.fixture import RunningAws

Value = TypeVar("Value")


def eventually(condition: Callable[[], Value], *, seconds: float = 20.0) -> Value:
    """Return the condition's first true value, or its last one when time is up."""
    deadline = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return value


def sum_of(aws: RunningAws, namespace: str, name: str, **dimensions: str) -> float | None:
    """Return the sum of a metric's latest values, None where it has none."""
    now = datetime.now(timezone.utc)
    found = aws.client("cloudwatch").get_metric_statistics(
        Namespace=namespace,
        MetricName=name,
        Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
        StartTime=now - timedelta(minutes=30),
        EndTime=now + timedelta(minutes=30),
        Period=3600,
        Statistics=["Sum"],
    )
    points = found["Datapoints"]
    return sum(point["Sum"] for point in points) if points else None


def messages_in(sqs: Any, queue_url: str) -> list[Any]:
    """Return what a queue holds."""
    found = sqs.receive_message(
        QueueUrl=queue_url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    )
    return list(found.get("Messages", []))
