"""Buckets, topics and queues with what guards them: separate resources, judged together.

Sources: Amazon S3 User Guide, "Security best practices for Amazon S3"; Security Hub controls S3.1,
S3.5, S3.8; Amazon SNS Developer Guide, "Enforce encryption of data in transit"; Amazon SQS
Developer Guide, "Enforce encryption of data in transit".
"""

from collections.abc import Callable, Iterator
from typing import Any

from policies.documents import documents_of
from policies.finding import Finding, NotKnown
from policies.frameworks import RESIDENCY, SAFEGUARDS, fsbp
from policies.iam.keys import not_customer_managed
from policies.iam.transport import denies_plain_http
from policies.reading import Said, values_at
from policies.rule import StackRule
from policies.stack import Stack, may_refer
from policies.subject import UNKNOWN, Subject, Unknown

_BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
_BUCKET_POLICIES = ("aws:s3/bucketPolicy:BucketPolicy",)
_TOPIC = "aws:sns/topic:Topic"
_TOPIC_POLICIES = ("aws:sns/topicPolicy:TopicPolicy",)
_QUEUE = "aws:sqs/queue:Queue"
_QUEUE_POLICIES = ("aws:sqs/queuePolicy:QueuePolicy",)
_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_ALGORITHM = "applyServerSideEncryptionByDefault.sseAlgorithm"
# As a resource of its own, inline on the bucket, and inline on a BucketV2.
_ENCRYPTION_RULES = (
    "rules[]",
    "serverSideEncryptionConfiguration.rule",
    "serverSideEncryptionConfigurations[].rules[]",
)
_KEY = "applyServerSideEncryptionByDefault.kmsMasterKeyId"

Holds = Callable[[Subject], bool | Unknown]


def _buckets(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    needed: list[tuple[str, Holds, tuple[str, ...]]] = [
        *(
            (f"public access block {flag}", _blocks(flag), _types("PublicAccessBlock"))
            for flag in _BLOCKS
        ),
        ("encryption by KMS", _encrypts, _types("ServerSideEncryptionConfiguration")),
        ("a key of its own", _encrypts_by_own_key, _types("ServerSideEncryptionConfiguration")),
        ("versioning", _versions, _types("Versioning")),
    ]
    for bucket in stack.of_type(*_BUCKETS):
        for what, holds, types in needed:
            yield from _sibling(stack, bucket, what, holds, types)
        refuses = _refuses_http("s3:GetObject", _arn_of(bucket))
        yield from _sibling(stack, bucket, "refusal of plain HTTP", refuses, _BUCKET_POLICIES)


def _arn_of(target: Subject) -> str | None:
    arn = target.props.get("arn")
    return arn if isinstance(arn, str) and ":mock:" not in arn else None


def _topics(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    for topic in stack.of_type(_TOPIC):
        yield from _sibling(
            stack,
            topic,
            "refusal of plain HTTP",
            _refuses_http("sns:Publish", _arn_of(topic)),
            _TOPIC_POLICIES,
            key="arn",
        )


def _queues(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    for queue in stack.of_type(_QUEUE):
        refuses = _refuses_http("sqs:*", _arn_of(queue))
        yield from _sibling(
            stack, queue, "refusal of plain HTTP", refuses, _QUEUE_POLICIES, key="queueUrl"
        )


def _sibling(
    stack: Stack,
    target: Subject,
    what: str,
    holds: Holds,
    types: tuple[str, ...],
    *,
    key: str = "bucket",
) -> Iterator[tuple[Subject, Said]]:
    """Tell where neither the target nor a resource that is for it has something."""
    siblings = [target, *stack.referring_to(target, key, *types)]
    answers = [holds(one) for one in siblings]
    if any(answer is True for answer in answers):
        return
    lost = any(may_refer(one, key) for one in stack.of_type(*types))
    if lost or any(isinstance(answer, Unknown) for answer in answers):
        yield target, NotKnown(what)
    else:
        yield target, Finding(what, "is nowhere set for it")


def _types(kind: str) -> tuple[str, ...]:
    return tuple(f"aws:s3/bucket{kind}{v2}:Bucket{kind}{v2}" for v2 in ("", "V2"))


def _blocks(flag: str) -> Holds:
    def holds(subject: Subject) -> bool | Unknown:
        value = subject.props.get(flag)
        return value if isinstance(value, Unknown) else value is True

    return holds


def _encrypts(subject: Subject) -> bool | Unknown:
    paths = tuple(f"{rules}.{_ALGORITHM}" for rules in _ENCRYPTION_RULES)
    return _any_is(subject, paths, lambda value: str(value).startswith("aws:kms"))


def _encrypts_by_own_key(subject: Subject) -> bool | Unknown:
    paths = tuple(f"{rules}.{_KEY}" for rules in _ENCRYPTION_RULES)
    return _any_is(subject, paths, lambda key: not list(not_customer_managed("", key)))


def _versions(subject: Subject) -> bool | Unknown:
    paths = ("versioningConfiguration.status", "versioning.enabled", "versionings[].enabled")
    return _any_is(subject, paths, lambda value: value in ("Enabled", True))


def _any_is(
    subject: Subject, paths: tuple[str, ...], accepts: Callable[[Any], bool]
) -> bool | Unknown:
    values = [value for path in paths for _, value in values_at(subject.props, path)]
    unknown = [value for value in values if isinstance(value, Unknown)]
    if any(accepts(value) for value in values if not isinstance(value, Unknown)):
        return True
    return unknown[0] if unknown else False


def _refuses_http(action: str, on: str | None) -> Holds:
    def holds(subject: Subject) -> bool | Unknown:
        documents = list(documents_of(subject, "resource"))
        if any(denies_plain_http(one.known_whole, action, on=on) for one in documents):
            return True
        waits = any(one.is_partly_unknown for one in documents)
        return UNKNOWN if waits else False

    return holds


RULES = (
    StackRule(
        id="s3-state-bucket",
        demands="A bucket is closed to the public, encrypted by KMS, versioned, and TLS-only.",
        why="State, trail and their history are what an intruder reads first, and deletes last.",
        remedy="Add a BucketPublicAccessBlock with all four flags, a "
        "BucketServerSideEncryptionConfiguration with aws:kms and kmsMasterKeyId, a "
        "BucketVersioning that is Enabled, and a BucketPolicy that denies s3:* where "
        "aws:SecureTransport is false.",
        severity="critical",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
        frameworks=(
            SAFEGUARDS,
            RESIDENCY,
            *map(fsbp, ("S3.1", "S3.5", "S3.8")),
        ),
        checks=(_buckets,),
    ),
    StackRule(
        id="sns-topic-tls-only",
        demands="A topic has a policy that refuses plain HTTP.",
        why="Alerts would pass the network readable, and could be forged there.",
        remedy="Add a TopicPolicy that denies sns:Publish where aws:SecureTransport is false.",
        severity="medium",
        url="https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
        frameworks=(SAFEGUARDS,),
        checks=(_topics,),
    ),
    StackRule(
        id="sqs-queue-tls-only",
        demands="A queue has a policy that refuses plain HTTP.",
        why="What failed would pass the network readable.",
        remedy="Add a QueuePolicy that denies sqs:* where aws:SecureTransport is false.",
        severity="medium",
        url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
        "sqs-security-best-practices.html",
        frameworks=(SAFEGUARDS,),
        checks=(_queues,),
    ),
)
