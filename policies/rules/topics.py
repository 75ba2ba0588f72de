"""Topics and queues: what they hold is encrypted by our own key, and never crosses in plain text.

Sources: Amazon SNS Developer Guide, "Amazon SNS security best practices" (enforce encryption of
data in transit) and "Securing Amazon SNS data with server-side encryption" (by the key that AWS
manages, alias/aws/sns, no alarm can publish); Amazon SQS Developer Guide, "Amazon SQS security best
practices" and "Key management".
"""

import re
from collections.abc import Iterator

from policies.documents import FoundDocument, documents_of
from policies.finding import Finding, NotKnown
from policies.frameworks import SAFEGUARDS
from policies.iam.keys import not_customer_managed
from policies.iam.transport import denies_plain_http
from policies.reading import Check, Said, each
from policies.rule import ResourceRule
from policies.subject import Subject

_TOPIC = "aws:sns/topic:Topic"
_TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
_QUEUE = "aws:sqs/queue:Queue"
_QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
_ARN = re.compile(r"arn:aws[a-z-]*:(?:sns|sqs):.+")


def _key(type_: str) -> Check:
    """Make the check of the key of what is of this type."""

    def check(subject: Subject) -> Iterator[Said]:
        if subject.type == type_:
            yield from each("kmsMasterKeyId", not_customer_managed)(subject)

    return check


def _transport(policy_type: str, action: str) -> Check:
    """Make the check that a policy refuses an action, or all of a service, without TLS."""

    def check(subject: Subject) -> Iterator[Said]:
        if subject.type == policy_type and not subject.has("policy"):
            yield Finding("policy", "is not set")
        for document in documents_of(subject, "resource"):
            yield from _plain_http(document, action, _own_arn(subject))

    return check


def _own_arn(subject: Subject) -> str | None:
    """Give the ARN of what a policy is for, where it is known; a queue's policy has only a URL."""
    arn = subject.props.get("arn")
    return arn if isinstance(arn, str) and _ARN.fullmatch(arn) else None


def _plain_http(document: FoundDocument, action: str, on: str | None) -> Iterator[Said]:
    if document.fault:
        return  # told by iam-policy-valid
    certain = [
        statement for statement, unknown in document.each_statement() if "Condition" not in unknown
    ]
    if denies_plain_http(certain, action, on=on):
        return
    if document.is_partly_unknown:
        yield NotKnown(document.path)
    else:
        yield Finding(document.path, "lets messages pass without TLS")


RULES = (
    ResourceRule(
        id="sns-topic-protected",
        demands="A topic is encrypted by a customer-managed key; its policy refuses plain HTTP.",
        why="By the key that AWS manages no alarm can publish; what comes without TLS can be read "
        "and forged.",
        remedy="Set kmsMasterKeyId to this environment's own key. Add a Deny for everybody of "
        "sns:Publish on the topic, with Bool aws:SecureTransport false as its one condition.",
        severity="high",
        url="https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
        frameworks=(SAFEGUARDS,),
        types=(_TOPIC, _TOPIC_POLICY),
        checks=(_key(_TOPIC), _transport(_TOPIC_POLICY, "sns:Publish")),
    ),
    ResourceRule(
        id="sqs-queue-protected",
        demands="A queue is encrypted by a customer-managed key; its policy refuses plain HTTP.",
        why="A queue keeps what failed for days; who may read it there is then written in a policy "
        "of ours.",
        remedy="Set kmsMasterKeyId to this environment's own key. Add a Deny for everybody of "
        "sqs:* on the queue, with Bool aws:SecureTransport false as its one condition.",
        severity="high",
        url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
        "sqs-security-best-practices.html",
        frameworks=(SAFEGUARDS,),
        types=(_QUEUE, _QUEUE_POLICY),
        checks=(_key(_QUEUE), _transport(_QUEUE_POLICY, "sqs:*")),
    ),
)
