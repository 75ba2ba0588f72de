"""Searching a log group by a JSON filter pattern, as on-call does."""

import time

import pytest
from botocore.exceptions import ClientError

from localcloud.gateway.fixture import RunningAws

pytestmark = pytest.mark.cloud


@pytest.fixture
def group(aws: RunningAws) -> str:
    logs, name = aws.client("logs"), f"filtered-{time.monotonic_ns()}"
    logs.create_log_group(logGroupName=name)
    logs.create_log_stream(logGroupName=name, logStreamName="s")
    now = int(time.time() * 1000)
    messages = ('{"errorCode": "AccessDeniedException"}', '{"eventName": "GetSecretValue"}', "text")
    logs.put_log_events(
        logGroupName=name,
        logStreamName="s",
        logEvents=[{"timestamp": now, "message": message} for message in messages],
    )
    return name


def test_only_matching_events_are_found(aws: RunningAws, group: str) -> None:
    found = aws.client("logs").filter_log_events(
        logGroupName=group, filterPattern='{ $.errorCode = "AccessDenied*" }'
    )

    assert [event["message"] for event in found["events"]] == [
        '{"errorCode": "AccessDeniedException"}'
    ]


def test_a_pattern_that_cannot_be_read_is_refused(aws: RunningAws, group: str) -> None:
    with pytest.raises(ClientError, match="InvalidParameterException"):
        aws.client("logs").filter_log_events(logGroupName=group, filterPattern="{ $.errorCode = }")
