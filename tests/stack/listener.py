"""A subscriber of the alert topic: a queue, read as a person would read the mails."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.stack.embedded import EmbeddedCloud

_SECONDS = 20


class Listener:
    """What the topic's subscriber has heard so far."""

    def __init__(self, cloud: EmbeddedCloud, queue_url: str) -> None:
        self._sqs = cloud.aws("sqs")
        self._queue_url = queue_url
        self.messages: list[str] = []

    def listen(self) -> None:
        """Take what has arrived."""
        while True:
            found = self._sqs.receive_message(QueueUrl=self._queue_url, MaxNumberOfMessages=10)
            arrived = found.get("Messages", [])
            if not arrived:
                return
            for one in arrived:
                self.messages.append(json.loads(one["Body"])["Message"])
                self._sqs.delete_message(
                    QueueUrl=self._queue_url, ReceiptHandle=one["ReceiptHandle"]
                )

    def alarms(self, state: str) -> set[str]:
        """Return the alarms of which it heard that they have come into a state."""
        self.listen()
        told = [json.loads(one) for one in self.messages if one.startswith('{"AlarmName"')]
        return {str(one["AlarmName"]) for one in told if one["NewStateValue"] == state}

    def waits_for(self, alarm: str, state: str = "ALARM") -> bool:
        """Wait until it has heard of an alarm's state, and tell whether it has."""
        return self._until(lambda: alarm in self.alarms(state))

    def waits_for_text(self, text: str) -> bool:
        """Wait until a message holds a text, and tell whether one does."""
        return self._until(lambda: self.has_heard(text))

    def has_heard(self, text: str) -> bool:
        """Tell whether a message that has arrived holds a text."""
        self.listen()
        return any(text in one for one in self.messages)

    def _until(self, condition: Any) -> bool:
        deadline = time.monotonic() + _SECONDS
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)
        return True


@contextmanager
def listening(cloud: EmbeddedCloud, topic_arn: str) -> Iterator[Listener]:
    """Subscribe a queue of its own to a topic."""
    sqs, sns = cloud.aws("sqs"), cloud.aws("sns")
    url = sqs.create_queue(QueueName="tests-listener")["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    arn = attributes["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=arn)
    yield Listener(cloud, url)
