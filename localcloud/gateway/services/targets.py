"""Topics, queues and functions as services deliver to them."""

from collections.abc import Mapping
from typing import Any, Final

from berthcare.errors import BerthcareError
from localcloud.gateway.backend import Backend

# Service of the target's ARN -> what it takes to deliver there.
_ACTIONS: Final[Mapping[str, str]] = {
    "lambda": "lambda:InvokeFunction",
    "sns": "sns:Publish",
    "sqs": "sqs:SendMessage",
}


def action_on(target_arn: str) -> str:
    """Return the permission that a delivery to a target needs.

    Raises BerthcareError where the target is something else, for example an API destination:
    nothing goes there, for it may be on another machine.
    """
    service = target_arn.split(":")[2]
    if service not in _ACTIONS:
        raise BerthcareError(
            f"{target_arn} is no topic, queue or function: nothing is sent elsewhere from here.",
            "Make one of these the target.",
        )
    return _ACTIONS[service]


class Targets:
    """Asks MiniStack about targets, and delivers to them."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def key_of(self, target_arn: str) -> str:
        """Return the key that encrypts a topic or queue as it was given, empty where none does."""
        service, region = target_arn.split(":")[2:4]
        if service == "sns":
            found = await self._backend.call(
                "sns", "GetTopicAttributes", region, TopicArn=target_arn
            )
        elif service == "sqs":
            found = await self._backend.call(
                "sqs",
                "GetQueueAttributes",
                region,
                QueueUrl=self._queue_url(target_arn),
                AttributeNames=["KmsMasterKeyId"],
            )
        else:
            return ""
        return str(found.get("Attributes", {}).get("KmsMasterKeyId", ""))

    async def deliver(
        self,
        target_arn: str,
        message: str,
        *,
        subject: str = "",
        attributes: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """Publish, send, or invoke asynchronously. Raises BackendError.

        Subjects are of topics only; `attributes` are message attributes, of topics and queues.
        """
        service, region = target_arn.split(":")[2:4]
        parameters: dict[str, Any] = {"MessageAttributes": attributes} if attributes else {}
        if service == "sns":
            parameters |= {"Subject": subject} if subject else {}
            await self._backend.call(
                "sns", "Publish", region, TopicArn=target_arn, Message=message, **parameters
            )
        elif service == "sqs":
            await self._backend.call(
                "sqs",
                "SendMessage",
                region,
                QueueUrl=self._queue_url(target_arn),
                MessageBody=message,
                **parameters,
            )
        else:
            await self._backend.call(
                "lambda",
                "Invoke",
                region,
                FunctionName=target_arn,
                InvocationType="Event",
                Payload=message.encode(),
            )

    def _queue_url(self, queue_arn: str) -> str:
        account, name = queue_arn.split(":")[4:6]
        return f"{self._backend.url}/{account}/{name}"
