"""SQS queues and their policies.

Sources: Terraform AWS provider docs `aws_sqs_queue` and `aws_sqs_queue_policy`,
`internal/service/sqs`; Amazon SQS API Reference (SetQueueAttributes).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from localcloud.aws.handler import Change, Handler, Scope, attribute_text, outside
from localcloud.aws.wire import Properties

_NUMBERS = {
    "delaySeconds": "DelaySeconds",
    "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}
_ATTRIBUTES = {
    **_NUMBERS,
    "kmsMasterKeyId": "KmsMasterKeyId",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
}
_RANGES = {
    "delaySeconds": (0, 900),
    "kmsDataKeyReusePeriodSeconds": (60, 86_400),
    "maxMessageSize": (1024, 1_048_576),
    "messageRetentionSeconds": (60, 1_209_600),
    "visibilityTimeoutSeconds": (0, 43_200),
}
_KEY_REUSE_SECONDS = 300
"""What the provider says of a queue that has no such period."""


class Queue(Handler):
    """A standard queue. Its id is its URL."""

    pulumi_type = "aws:sqs/queue:Queue"
    updates = frozenset({*_ATTRIBUTES, "tags"})
    replaces = frozenset({"name"})
    name_input = "name"
    defaults: ClassVar[Mapping[str, Any]] = {
        "delaySeconds": 0,
        "maxMessageSize": 262_144,
        "messageRetentionSeconds": 345_600,
        "receiveWaitTimeSeconds": 0,
        "visibilityTimeoutSeconds": 30,
    }
    computed = frozenset(
        {"contentBasedDeduplication", "deduplicationScope", "fifoQueue", "fifoThroughputLimit"}
        | {"kmsDataKeyReusePeriodSeconds", "namePrefix", "policy", "redriveAllowPolicy"}
        | {"redrivePolicy", "sqsManagedSseEnabled"}
    )

    def problems(self, inputs: Properties) -> list[tuple[str, str]]:
        """Check the ranges, and that a queue is encrypted in one way."""
        found = outside(inputs, _RANGES)
        if inputs.keys() >= {"kmsMasterKeyId", "sqsManagedSseEnabled"}:
            found.append(("sqsManagedSseEnabled", "cannot be given together with kmsMasterKeyId"))
        return found

    def create(self, scope: Scope, inputs: Properties) -> str:
        """CreateQueue."""
        given_names = _ATTRIBUTES.keys() & inputs.keys()
        answer = scope.client("sqs").create_queue(
            QueueName=inputs["name"],
            Attributes={_ATTRIBUTES[name]: attribute_text(inputs[name]) for name in given_names},
            tags=inputs["tagsAll"],
        )
        url: str = answer["QueueUrl"]
        return url

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetQueueAttributes and the tags."""
        del prior
        sqs = scope.client("sqs")
        found = _attributes(scope, resource_id, "All")
        return {
            **{name: int(found.get(attribute, 0)) for name, attribute in _NUMBERS.items()},
            "kmsDataKeyReusePeriodSeconds": int(
                found.get("KmsDataKeyReusePeriodSeconds", _KEY_REUSE_SECONDS)
            ),
            "arn": found["QueueArn"],
            "contentBasedDeduplication": found.get("ContentBasedDeduplication") == "true",
            "deduplicationScope": found.get("DeduplicationScope", ""),
            "fifoQueue": found.get("FifoQueue") == "true",
            "fifoThroughputLimit": found.get("FifoThroughputLimit", ""),
            "kmsMasterKeyId": found.get("KmsMasterKeyId") or None,
            "name": resource_id.rpartition("/")[2],
            "namePrefix": "",
            "policy": found.get("Policy", ""),
            "redriveAllowPolicy": found.get("RedriveAllowPolicy", ""),
            "redrivePolicy": found.get("RedrivePolicy", ""),
            "sqsManagedSseEnabled": found.get("SqsManagedSseEnabled") == "true",
            "url": resource_id,
            "tagsAll": sqs.list_queue_tags(QueueUrl=resource_id).get("Tags", {}),
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """SetQueueAttributes with what changed, and the tags."""
        sqs = scope.client("sqs")
        changed = {
            _ATTRIBUTES[name]: attribute_text(change.new.get(name, ""))
            for name in change.names & _ATTRIBUTES.keys()
        }
        if changed:
            sqs.set_queue_attributes(QueueUrl=resource_id, Attributes=changed)
        if change.tags_to_set:
            sqs.tag_queue(QueueUrl=resource_id, Tags=change.tags_to_set)
        if change.tags_to_remove:
            sqs.untag_queue(QueueUrl=resource_id, TagKeys=change.tags_to_remove)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteQueue."""
        del state
        scope.client("sqs").delete_queue(QueueUrl=resource_id)


class QueuePolicy(Handler):
    """The resource policy of a queue. Its id is the queue's URL."""

    pulumi_type = "aws:sqs/queuePolicy:QueuePolicy"
    updates = frozenset({"policy"})
    replaces = frozenset({"queueUrl"})
    documents = frozenset({"policy"})

    def create(self, scope: Scope, inputs: Properties) -> str:
        """SetQueueAttributes."""
        url: str = inputs["queueUrl"]
        _set_policy(scope, url, inputs["policy"])
        return url

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetQueueAttributes; a queue without a policy has none of it."""
        del prior
        policy = _attributes(scope, resource_id, "Policy").get("Policy")
        return {"queueUrl": resource_id, "policy": policy} if policy else None

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """SetQueueAttributes again."""
        _set_policy(scope, resource_id, change.new["policy"])

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """Set it empty, which takes it away."""
        del state
        _set_policy(scope, resource_id, "")


def _attributes(scope: Scope, url: str, name: str) -> Mapping[str, str]:
    answer = scope.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    found: Mapping[str, str] = answer.get("Attributes", {})
    return found


def _set_policy(scope: Scope, url: str, policy: str) -> None:
    scope.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
