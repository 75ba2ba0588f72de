"""What an earlier verification left because it was killed: found by name and age, and removed.

A run of today may be at work beside this one, so nothing young is touched.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from botocore.exceptions import ClientError

from berthcare.aws_refusal import told
from berthcare.verification.aws import NAME_PREFIX, Aws
from berthcare.verification.outsider import ROLE_PURPOSE

OLD = timedelta(hours=2)
"""More than a verification can last: its longest wait is limited to an hour."""
_ROLE = re.compile(rf"{NAME_PREFIX}{ROLE_PURPOSE}-[0-9a-f]{{8}}")
_QUEUE = re.compile(rf"{NAME_PREFIX}[0-9a-f]{{8}}")


def remove(aws: Aws, now: datetime) -> list[str]:
    """Remove every leftover older than `OLD`; return what was removed, or why not, in words.

    Never raises for what AWS refuses: a verification does not depend on it.
    """
    return [*_tried("roles", _roles(aws, now - OLD)), *_tried("queues", _queues(aws, now - OLD))]


def _tried(kind: str, removing: Iterator[str]) -> Iterator[str]:
    try:
        yield from removing
    except ClientError as error:
        yield f"earlier verifications may have left {kind} that could not be removed: {told(error)}"


def _roles(aws: Aws, limit: datetime) -> Iterator[str]:
    for page in aws.iam.get_paginator("list_roles").paginate():
        for role in page["Roles"]:
            name, made = role["RoleName"], role["CreateDate"]
            if _ROLE.fullmatch(name) and made < limit:
                for policy in aws.iam.list_role_policies(RoleName=name)["PolicyNames"]:
                    aws.iam.delete_role_policy(RoleName=name, PolicyName=policy)
                aws.iam.delete_role(RoleName=name)
                yield _removed(f"role {name}", made)


def _queues(aws: Aws, limit: datetime) -> Iterator[str]:
    for url in aws.sqs.list_queues(QueueNamePrefix=NAME_PREFIX).get("QueueUrls", []):
        name = url.rsplit("/", 1)[-1]
        if not _QUEUE.fullmatch(name):
            continue
        try:
            attributes = aws.sqs.get_queue_attributes(
                QueueUrl=url, AttributeNames=["CreatedTimestamp", "QueueArn"]
            )["Attributes"]
        except aws.sqs.exceptions.QueueDoesNotExist:
            continue  # a verification beside this one has just ended
        made = datetime.fromtimestamp(int(attributes["CreatedTimestamp"]), timezone.utc)
        if made < limit:
            _unsubscribe(aws, attributes["QueueArn"])
            aws.sqs.delete_queue(QueueUrl=url)
            yield _removed(f"queue {name}", made)


def _unsubscribe(aws: Aws, queue_arn: str) -> None:
    """End a queue's subscriptions, to any stack's topic; SNS would keep them without the queue."""
    for page in aws.sns.get_paginator("list_subscriptions").paginate():
        for subscription in page["Subscriptions"]:
            if subscription["Endpoint"] == queue_arn:
                aws.sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])


def _removed(what: str, made: datetime) -> str:
    moment = made.astimezone(timezone.utc)
    return f"removed {what}, left by a verification that was killed ({moment:%Y-%m-%d %H:%M} UTC)"
