"""Topics: alerts are encrypted by our own key, and never cross the network in plain text.

Sources: Amazon SNS Developer Guide, "Amazon SNS security best practices" (enforce encryption of
data in transit) and "Securing Amazon SNS data with server-side encryption" (by the key that AWS
manages, alias/aws/sns, no alarm can publish).
"""

import re
from collections.abc import Iterator

from policies.documents import FoundDocument, documents_of
from policies.finding import Finding, NotKnown
from policies.frameworks import SAFEGUARDS
from policies.iam.keys import not_customer_managed
from policies.iam.transport import denies_plain_http
from policies.reading import Said, each
from policies.rule import ResourceRule
from policies.subject import Subject

_TOPIC = "aws:sns/topic:Topic"
_TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
_ARN = re.compile(r"arn:aws[a-z-]*:sns:.+")


def _key(subject: Subject) -> Iterator[Said]:
    if subject.type == _TOPIC:
        yield from each("kmsMasterKeyId", not_customer_managed)(subject)


def _transport(subject: Subject) -> Iterator[Said]:
    if subject.type == _TOPIC_POLICY and not subject.has("policy"):
        yield Finding("policy", "is not set")
    for document in documents_of(subject, "resource"):
        yield from _plain_http(document, _topic_arn(subject))


def _topic_arn(subject: Subject) -> str | None:
    """Give the ARN of a policy's topic, where it is known."""
    arn = subject.props.get("arn")
    return arn if isinstance(arn, str) and _ARN.fullmatch(arn) else None


def _plain_http(document: FoundDocument, topic: str | None) -> Iterator[Said]:
    if document.fault:
        return  # told by iam-policy-valid
    certain = [
        statement for statement, unknown in document.each_statement() if "Condition" not in unknown
    ]
    if denies_plain_http(certain, "sns:Publish", on=topic):
        return
    if document.is_partly_unknown:
        yield NotKnown(document.path)
    else:
        yield Finding(document.path, "lets messages be published without TLS")


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
        checks=(_key, _transport),
    ),
)
