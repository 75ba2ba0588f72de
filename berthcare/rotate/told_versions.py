"""The audit lines of `berthcare rotate`, read so that a run that ended is not gone on with."""

import json
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.names import Names

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient

COMMAND = "berthcare rotate"
"""What the command of its audit lines begins with."""
UNFINISHED = "begun, not finished"
"""What the outcome of a run begins with that stopped."""


class ToldVersions:
    """The lines in the log group of one environment's operations."""

    def __init__(self, logs: "CloudWatchLogsClient", names: Names) -> None:
        self._logs = logs
        self._names = names

    def tell_of(self, version_id: str, since: datetime) -> bool:
        """Tell whether a line is seen that tells of a version: the run that made it has ended then.

        Where none can be read, none is seen: whoever types the command again because its line
        could not be written must not rotate again.
        """
        try:
            pages = self._logs.get_paginator("filter_log_events").paginate(
                logGroupName=self._names.operations_log_group,
                startTime=int(since.timestamp() * 1000),
            )
            lines = [event["message"] for page in pages for event in page["events"]]
        except (ClientError, BotoCoreError):
            return False
        return any(tells_of(line, version_id) for line in lines)


def tells_of(line: str, version_id: str) -> bool:
    """Tell whether an audit line is one of this command, which has ended, about a version."""
    try:
        told = json.loads(line)
    except ValueError:
        return False
    if not isinstance(told, dict) or not str(told.get("command")).startswith(COMMAND):
        return False
    outcome = str(told.get("outcome"))
    return version_id in outcome and not outcome.startswith(UNFINISHED)
