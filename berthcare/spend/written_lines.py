"""The audit lines that `berthcare spend resume` wrote, read so that none is written twice."""

import json
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_client import clients_as_caller
from berthcare.names import Names
from berthcare.spend.carrying_out import COMMAND, outcome_of
from berthcare.spend.lift import Lift

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient


class WrittenLines:
    """The lines in the log group of one environment's operations."""

    def __init__(self, logs: "CloudWatchLogsClient", names: Names) -> None:
        self._logs = logs
        self._names = names

    @classmethod
    def as_caller(cls, names: Names) -> "WrittenLines":
        """Use the AWS credentials of this process, as the AWS CLI does."""
        (logs,) = clients_as_caller("The operations' log cannot be read", "logs")
        return cls(logs, names)

    def tell_of(self, lift: Lift, reason: str) -> bool:
        """Tell whether one is surely there that tells of a lift, for its own reason or this one.

        Where that cannot be read it is not sure: two lines do less harm than none.
        """
        try:
            since = datetime.fromisoformat(lift.at)
            pages = self._logs.get_paginator("filter_log_events").paginate(
                logGroupName=self._names.operations_log_group,
                startTime=int(since.timestamp() * 1000),
            )
            lines = [event["message"] for page in pages for event in page["events"]]
        except (ClientError, BotoCoreError, ValueError):
            return False
        return any(tells_of(line, lift, reason) for line in lines)


def tells_of(line: str, lift: Lift, reason: str) -> bool:
    """Tell whether an audit line is one of a lift, for the lift's own reason or this one."""
    try:
        told = json.loads(line)
    except ValueError:
        return False
    return (
        isinstance(told, dict)
        and told.get("command") == COMMAND
        and told.get("reason") in (lift.reason, reason)
        and str(told.get("outcome")).startswith(outcome_of(lift))
    )
