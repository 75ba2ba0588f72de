"""SNS topics, their policies and their subscriptions.

Sources: Terraform AWS provider docs `aws_sns_topic`, `aws_sns_topic_policy` and
`aws_sns_topic_subscription`; Amazon SNS API Reference (SetTopicAttributes, Subscribe).
"""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from localcloud.aws.handler import Change, Handler, Scope, attribute_text, tag_list, tag_map
from localcloud.aws.wire import Properties

_TOPIC_ATTRIBUTES = {
    "deliveryPolicy": "DeliveryPolicy",
    "displayName": "DisplayName",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "policy": "Policy",
    "signatureVersion": "SignatureVersion",
    "tracingConfig": "TracingConfig",
}
_SUBSCRIPTION_ATTRIBUTES = {
    "deliveryPolicy": "DeliveryPolicy",
    "filterPolicy": "FilterPolicy",
    "filterPolicyScope": "FilterPolicyScope",
    "rawMessageDelivery": "RawMessageDelivery",
    "redrivePolicy": "RedrivePolicy",
}


class Topic(Handler):
    """A standard topic. Its id is its ARN."""

    pulumi_type = "aws:sns/topic:Topic"
    updates = frozenset({*_TOPIC_ATTRIBUTES, "tags"})
    replaces = frozenset({"name"})
    name_input = "name"
    computed = frozenset(
        {"contentBasedDeduplication", "fifoTopic", "namePrefix", "policy"}
        | {"signatureVersion", "tracingConfig"}
    )
    documents = frozenset({"deliveryPolicy", "policy"})

    def create(self, scope: Scope, inputs: Properties) -> str:
        """CreateTopic."""
        answer = scope.client("sns").create_topic(
            Name=inputs["name"],
            Attributes=_attributes(inputs, _TOPIC_ATTRIBUTES),
            Tags=tag_list(inputs["tagsAll"]),
        )
        arn: str = answer["TopicArn"]
        return arn

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetTopicAttributes and the tags."""
        del prior
        sns = scope.client("sns")
        found = sns.get_topic_attributes(TopicArn=resource_id)["Attributes"]
        return {
            **{name: found.get(answer) or None for name, answer in _TOPIC_ATTRIBUTES.items()},
            "signatureVersion": int(found.get("SignatureVersion") or 0),
            "arn": found["TopicArn"],
            "name": resource_id.rpartition(":")[2],
            "namePrefix": "",
            "owner": found["Owner"],
            "beginningArchiveTime": found.get("BeginningArchiveTime", ""),
            "contentBasedDeduplication": found.get("ContentBasedDeduplication") == "true",
            "fifoTopic": found.get("FifoTopic") == "true",
            "tagsAll": tag_map(sns.list_tags_for_resource(ResourceArn=resource_id)["Tags"]),
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """SetTopicAttributes for each that changed, and the tags."""
        sns = scope.client("sns")
        for name in sorted(change.names & _TOPIC_ATTRIBUTES.keys()):
            sns.set_topic_attributes(
                TopicArn=resource_id,
                AttributeName=_TOPIC_ATTRIBUTES[name],
                AttributeValue=attribute_text(change.new.get(name, "")),
            )
        if change.tags_to_set:
            sns.tag_resource(ResourceArn=resource_id, Tags=tag_list(change.tags_to_set))
        if change.tags_to_remove:
            sns.untag_resource(ResourceArn=resource_id, TagKeys=change.tags_to_remove)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteTopic."""
        del state
        scope.client("sns").delete_topic(TopicArn=resource_id)


class TopicPolicy(Handler):
    """The resource policy of a topic. Its id is the topic's ARN."""

    pulumi_type = "aws:sns/topicPolicy:TopicPolicy"
    updates = frozenset({"policy"})
    replaces = frozenset({"arn"})
    documents = frozenset({"policy"})

    def create(self, scope: Scope, inputs: Properties) -> str:
        """SetTopicAttributes."""
        arn: str = inputs["arn"]
        _set_policy(scope, arn, inputs["policy"])
        return arn

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetTopicAttributes."""
        del prior
        found = scope.client("sns").get_topic_attributes(TopicArn=resource_id)["Attributes"]
        return {"arn": resource_id, "owner": found["Owner"], "policy": found["Policy"]}

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """SetTopicAttributes again."""
        _set_policy(scope, resource_id, change.new["policy"])

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """Put AWS's default policy back: a topic always has one."""
        del state
        _set_policy(scope, resource_id, _default_policy(resource_id))


class TopicSubscription(Handler):
    """A subscription. Its id is its ARN."""

    pulumi_type = "aws:sns/topicSubscription:TopicSubscription"
    updates = frozenset(
        {*_SUBSCRIPTION_ATTRIBUTES, "confirmationTimeoutInMinutes", "endpointAutoConfirms"}
    )
    replaces = frozenset({"endpoint", "protocol", "topic"})
    defaults: ClassVar[Mapping[str, Any]] = {
        "confirmationTimeoutInMinutes": 1,
        "endpointAutoConfirms": False,
        "rawMessageDelivery": False,
    }
    computed = frozenset({"filterPolicyScope"})
    documents = frozenset({"deliveryPolicy", "filterPolicy", "redrivePolicy"})

    def create(self, scope: Scope, inputs: Properties) -> str:
        """Subscribe, asking for the ARN even while the endpoint has not confirmed."""
        answer = scope.client("sns").subscribe(
            TopicArn=inputs["topic"],
            Protocol=inputs["protocol"],
            Endpoint=inputs["endpoint"],
            Attributes=_attributes(inputs, _SUBSCRIPTION_ATTRIBUTES),
            ReturnSubscriptionArn=True,
        )
        arn: str = answer["SubscriptionArn"]
        return arn

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetSubscriptionAttributes."""
        del prior
        answer = scope.client("sns").get_subscription_attributes(SubscriptionArn=resource_id)
        found = answer["Attributes"]
        attributes = _SUBSCRIPTION_ATTRIBUTES.items()
        return {
            **{name: found.get(attribute) or None for name, attribute in attributes},
            "rawMessageDelivery": found.get("RawMessageDelivery") == "true",
            "arn": found["SubscriptionArn"],
            "confirmationWasAuthenticated": found.get("ConfirmationWasAuthenticated") == "true",
            "endpoint": found["Endpoint"],
            "ownerId": found["Owner"],
            "pendingConfirmation": found.get("PendingConfirmation") == "true",
            "protocol": found["Protocol"],
            "topic": found["TopicArn"],
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """SetSubscriptionAttributes for each that changed; an empty filter policy removes it."""
        sns = scope.client("sns")
        for name in sorted(change.names & _SUBSCRIPTION_ATTRIBUTES.keys()):
            value = attribute_text(change.new.get(name, ""))
            sns.set_subscription_attributes(
                SubscriptionArn=resource_id,
                AttributeName=_SUBSCRIPTION_ATTRIBUTES[name],
                AttributeValue=value or ("{}" if name == "filterPolicy" else ""),
            )

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """Unsubscribe."""
        del state
        scope.client("sns").unsubscribe(SubscriptionArn=resource_id)


def _attributes(inputs: Properties, names: Mapping[str, str]) -> dict[str, str]:
    return {
        attribute: attribute_text(inputs[name])
        for name, attribute in names.items()
        if inputs.get(name) is not None
    }


def _set_policy(scope: Scope, arn: str, policy: str) -> None:
    scope.client("sns").set_topic_attributes(
        TopicArn=arn, AttributeName="Policy", AttributeValue=policy
    )


def _default_policy(arn: str) -> str:
    """Return the policy that AWS gives a new topic: its own account may use it."""
    actions = ["SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:AddPermission"]
    actions += ["SNS:RemovePermission", "SNS:DeleteTopic", "SNS:Subscribe", "SNS:Publish"]
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [*actions, "SNS:ListSubscriptionsByTopic"],
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": arn.split(":")[4]}},
    }
    return json.dumps(
        {"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]}
    )
