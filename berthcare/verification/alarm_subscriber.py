"""A temporary subscriber of the alert topic: an SQS queue that hears what on-call hears."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from berthcare.residency import REGION
from berthcare.verification.aws import Aws, random_name

_LONG_POLL_SECONDS = 1


@dataclass(frozen=True)
class AlarmSubscriber:
    """A subscribed queue. It is new, so all that it holds was published after it came."""

    aws: Aws
    queue_url: str

    def heard_alarm(self, alarm_name: str) -> bool | None:
        """Take what has arrived; `True` where the alarm goes to ALARM in it, else `None`."""
        answer = self.aws.sqs.receive_message(
            QueueUrl=self.queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=_LONG_POLL_SECONDS
        )
        bodies = [message["Body"] for message in answer.get("Messages", [])]
        return any(goes_to_alarm(body, alarm_name) for body in bodies) or None


@contextmanager
def alarm_subscriber(aws: Aws, topic_arn: str) -> Iterator[AlarmSubscriber]:
    """Subscribe a queue to the topic; both are gone when the block ends."""
    with ExitStack() as cleaning:
        name = random_name()
        queue_arn = f"arn:aws:sqs:{REGION}:{topic_arn.split(':')[4]}:{name}"
        # The policy comes with the queue: SNS does not repeat what a queue refused.
        policy = json.dumps(_queue_policy(queue_arn, topic_arn))
        queue_url = aws.sqs.create_queue(QueueName=name, Attributes={"Policy": policy})["QueueUrl"]
        cleaning.callback(aws.sqs.delete_queue, QueueUrl=queue_url)
        subscription = aws.sns.subscribe(
            TopicArn=topic_arn, Protocol="sqs", Endpoint=queue_arn, ReturnSubscriptionArn=True
        )["SubscriptionArn"]
        cleaning.callback(aws.sns.unsubscribe, SubscriptionArn=subscription)
        yield AlarmSubscriber(aws, queue_url)


def goes_to_alarm(body: str, alarm_name: str) -> bool:
    """Tell whether a queue message is the alarm's change to ALARM.

    SNS wraps what is published in an envelope (SNS Developer Guide, "Fanout to Amazon SQS queues");
    an alarm publishes its name and new state (CloudWatch User Guide, "Notifying users on alarm
    changes").
    """
    change = _json_object(str(_json_object(body).get("Message", "")))
    return change.get("AlarmName") == alarm_name and change.get("NewStateValue") == "ALARM"


def _json_object(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _queue_policy(queue_arn: str, topic_arn: str) -> dict[str, object]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": queue_arn,
                "Condition": {"ArnEquals": {"aws:SourceArn": topic_arn}},
            }
        ],
    }
