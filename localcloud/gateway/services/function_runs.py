"""What an invocation of a Lambda function leaves behind: metrics, log lines, dead letters.

Sources: AWS Lambda Developer Guide, "Types of metrics for Lambda functions", "Sending Lambda
function logs to CloudWatch Logs", "Adding a dead-letter queue" and "Using source function ARN to
control function access behavior": of what Lambda does as the role outside of the function's code,
writing the log tells which function it is for, and dead letters do not.
"""

import logging
import time
from typing import Any, Final

from berthcare.iam.principal import Principal
from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.notices import DeadLetter, FunctionRan, FunctionThrottled
from localcloud.gateway.services.deliveries import obstacle_to_role
from localcloud.gateway.services.permissions import Permissions
from localcloud.gateway.services.targets import Targets
from localcloud.gateway.trail.log_groups import LogGroups

_LOG: Final = logging.getLogger(__name__)
_WRITING: Final = ("logs:CreateLogStream", "logs:PutLogEvents")
_ERROR_MESSAGE_LENGTH: Final = 1024


class FunctionRuns:
    """Books invocations. Its methods raise BerthcareError, BackendError and ClientError."""

    def __init__(
        self, backend: Backend, permissions: Permissions, targets: Targets, log_groups: LogGroups
    ) -> None:
        self._backend = backend
        self._permissions = permissions
        self._targets = targets
        self._log_groups = log_groups

    async def ran(self, run: FunctionRan) -> None:
        """Count an invocation, and write its log lines as the function's role."""
        await self._count(
            run.function_arn,
            ("Invocations", 1.0, "Count"),
            ("Errors", float(run.failed), "Count"),
            ("Duration", run.milliseconds, "Milliseconds"),
        )
        found = await self._log_obstacle(run)
        if found:
            # AWS drops the lines and says so nowhere.
            _LOG.warning("The log of %s is lost: %s", run.function_arn, found)
            return
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": line} for line in run.lines]
        region = run.function_arn.split(":")[3]
        await self._log_groups.write(region, run.log_group, run.log_stream, events)

    async def throttled(self, throttle: FunctionThrottled) -> None:
        """Count an invocation that did not take place."""
        await self._count(throttle.function_arn, ("Throttles", 1.0, "Count"))

    async def bury(self, letter: DeadLetter) -> None:
        """Send an event that failed for good to the dead-letter queue, as the function's role."""
        found = await obstacle_to_role(
            self._permissions, self._targets, _principal(letter), letter.target_arn
        )
        if found:
            _LOG.warning("A dead letter of %s is lost: %s", letter.function_arn, found)
            await self._count(letter.function_arn, ("DeadLetterErrors", 1.0, "Count"))
            return
        attributes = {"ErrorCode": {"DataType": "Number", "StringValue": "200"}}
        if letter.error:
            text = letter.error[:_ERROR_MESSAGE_LENGTH]
            attributes["ErrorMessage"] = {"DataType": "String", "StringValue": text}
        await self._targets.deliver(letter.target_arn, letter.event, attributes=attributes)

    async def _log_obstacle(self, run: FunctionRan) -> str:
        region, account = run.function_arn.split(":")[3:5]
        group = f"arn:aws:logs:{region}:{account}:log-group:{run.log_group}:log-stream:"
        principal = _principal(run)
        stream, context = group + run.log_stream, {"lambda:SourceFunctionArn": run.function_arn}
        if found := await self._permissions.obstacle_of_any(principal, _WRITING, stream, context):
            return found
        try:
            await self._backend.call(
                "logs", "DescribeLogStreams", region, logGroupName=run.log_group, limit=1
            )
        except BackendError as error:
            if error.code != "ResourceNotFoundException":
                raise
            found = await self._permissions.obstacle(
                principal, "logs:CreateLogGroup", group, context
            )
            if not found:
                await self._backend.call(
                    "logs", "CreateLogGroup", region, logGroupName=run.log_group
                )
            return found
        return ""

    async def _count(self, function_arn: str, *values: tuple[str, float, str]) -> None:
        region, name = function_arn.split(":")[3], function_arn.split(":")[6]
        dimensions = [{"Name": "FunctionName", "Value": name}]
        data: list[dict[str, Any]] = [
            {"MetricName": metric, "Value": value, "Unit": unit, "Dimensions": dimensions}
            for metric, value, unit in values
        ]
        await self._backend.call(
            "cloudwatch", "PutMetricData", region, Namespace="AWS/Lambda", MetricData=data
        )


def _principal(of: FunctionRan | DeadLetter) -> Principal:
    return Principal.role(of.role_arn, of.function_arn.split(":")[6])
