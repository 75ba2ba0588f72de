"""The alert topic, and who hears of what is published to it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from berthcare.documents.alerts import alert_topic_policy
from berthcare.names import Names


@dataclass(frozen=True, kw_only=True)
class AlertTopicArgs:
    """Who is told, and what encrypts it."""

    names: Names
    account_id: str
    key_arn: pulumi.Input[str]
    emails: Sequence[str]
    urls: Sequence[str] = field(repr=False)
    """https URLs, which may hold a key."""


@dataclass(frozen=True)
class AlertTopic:
    """The topic's ARN, and its policy, which whatever publishes by itself must wait for."""

    arn: pulumi.Output[str]
    policy: pulumi.Resource


def register_alert_topic(name: str, args: AlertTopicArgs, parent: pulumi.Resource) -> AlertTopic:
    """Register the topic, its policy and its subscriptions below `parent`."""
    child = pulumi.ResourceOptions(parent=parent)
    topic = aws.sns.Topic(
        f"{name}-topic",
        name=args.names.alert_topic,
        kms_master_key_id=args.key_arn,
        opts=child,
    )
    policy = aws.sns.TopicPolicy(
        f"{name}-topic-policy",
        arn=topic.arn,
        policy=json.dumps(alert_topic_policy(args.names, args.account_id)),
        opts=child,
    )
    for email in args.emails:
        aws.sns.TopicSubscription(
            f"{name}-email-{email}", topic=topic.arn, protocol="email", endpoint=email, opts=child
        )
    for url in args.urls:
        # The name is shown everywhere, and the URL nowhere.
        digest = hashlib.sha256(url.encode()).hexdigest()[:8]
        aws.sns.TopicSubscription(
            f"{name}-url-{digest}",
            topic=topic.arn,
            protocol="https",
            endpoint=pulumi.Output.secret(url),
            endpoint_auto_confirms=True,
            opts=child,
        )
    return AlertTopic(topic.arn, policy)
