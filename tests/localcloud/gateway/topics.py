"""Topics, their keys and who hears them, for the tests of this folder."""

from collections.abc import Callable, Mapping
from typing import Any

from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws
from tests.localcloud.gateway.functions import statements
from tests.localcloud.gateway.waiting import messages_in

_ADMINISTRATION = {
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"},
    "Action": "kms:*",
    "Resource": "*",
}
KEY_ACTIONS = ["kms:GenerateDataKey*", "kms:Decrypt"]


def trusts(service: str, **conditions: object) -> dict[str, object]:
    """Return a statement of a role's trust policy."""
    statement: dict[str, object] = {
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    return statement | ({"Condition": conditions} if conditions else {})


def let_in(service: str, action: str | list[str], **conditions: object) -> Mapping[str, object]:
    """Return a statement of a resource policy that lets a service in."""
    return trusts(service, **conditions) | {"Action": action, "Resource": "*"}


def make_topic(aws: RunningAws, name: str, *policy: Mapping[str, object], key: str = "") -> str:
    """Make a topic, with the policy that SNS gives it where none is given; return its ARN."""
    attributes = {"Policy": statements(*policy)} if policy else {}
    attributes |= {"KmsMasterKeyId": key} if key else {}
    topic = aws.client("sns").create_topic(Name=name, Attributes=attributes)["TopicArn"]
    return str(topic)


def make_key(aws: RunningAws, *policy: Mapping[str, object]) -> str:
    """Make a key that the account administers; return its ARN."""
    document = statements(_ADMINISTRATION, *policy)
    return str(aws.client("kms").create_key(Policy=document)["KeyMetadata"]["Arn"])


def subscribe(aws: RunningAws, topic: str) -> Callable[[], list[Any]]:
    """Return what reads the messages of a queue that is subscribed to the topic."""
    sqs, name = aws.client("sqs"), topic.rpartition(":")[2]
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    aws.client("sns").subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{name}"
    )
    return lambda: messages_in(sqs, url)
