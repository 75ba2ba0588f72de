"""Copies and deliveries: nothing is replicated, sent or kept out of the one Canadian region.

Sources: Secrets Manager User Guide, "Replicate secrets across Regions"; Amazon S3 User Guide,
"Replicating objects"; Amazon SNS Developer Guide, "Cross-Region delivery"; CloudTrail User Guide,
"How CloudTrail works" (a trail of all regions delivers to its home region); Amazon DynamoDB
Developer Guide, "Global tables"; Amazon ECR User Guide, "Private image replication".
"""

import re
from collections.abc import Iterator
from typing import Any

from berthcare.residency import REGION
from policies.finding import Finding, NotKnown
from policies.frameworks import RESIDENCY
from policies.reading import Said, each, leaves
from policies.rule import ResourceRule
from policies.subject import Subject, Unknown

_SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
_SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
_TRAILS = ("aws:cloudtrail/trail:Trail", "aws:cloudtrail/eventDataStore:EventDataStore")
_STAYS_IN_AWS = ("sqs", "lambda", "firehose")
_LEAVES_AWS = ("email", "email-json", "https")
_ARN_REGION = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:([a-z0-9-]*):")
_REPLICATIONS = (
    "replicationConfiguration",
    "replicationConfigurations[]",
)
# A resource's own `region` is judged by residency-resource-region.
_NAMES_A_REGION = re.compile(r".+\.region|(?:.+\.)?(?:regionName|regions(?:\[[0-9]+\])?)")
# Under these the program chooses the names. residency-config-region tells of variables.
_FREE_NAMES = re.compile(r"(?:^|\.)(?:tags|tagsAll|dimensions|\w*[vV]ariables)[.\[]")
# A filter of costs names what is counted, and an aggregator what it brings home.
_COPIES_NOTHING = ("aws:budgets/", "aws:cfg/configurationAggregator:", "aws:costexplorer/")
_SPANS_REGIONS = "aws:s3control/multiRegionAccessPoint"


def _nested_region(subject: Subject) -> Iterator[Said]:
    if subject.type == _SECRET or subject.type.startswith((*_COPIES_NOTHING, _SPANS_REGIONS)):
        return
    for at, value in leaves(subject.props):
        if not _NAMES_A_REGION.fullmatch(at) or _FREE_NAMES.search(at):
            continue
        if isinstance(value, Unknown):
            yield NotKnown(at)
        elif isinstance(value, str) and value != REGION:
            yield Finding(at, f"is {{value}}, not '{REGION}'", value)


def _spans_regions(subject: Subject) -> Iterator[Finding]:
    if subject.type.startswith(_SPANS_REGIONS):
        yield Finding("the resource", "leads to whichever region is nearest")


def _replica(at: str, region: Any) -> Iterator[Finding]:
    if region is not None and region != REGION:
        yield Finding(at, "is {value}: a replica copies the secret's value there", str(region))


def _inline_replication(at: str, configuration: Any) -> Iterator[Finding]:
    if configuration:
        yield Finding(at, "copies objects to a bucket whose ARN does not tell its region")


def _replication(subject: Subject) -> Iterator[Finding]:
    if subject.type not in ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"):
        yield Finding("rules", "copy objects to a bucket whose ARN does not tell its region")


def _protocol(at: str, protocol: Any) -> Iterator[Finding]:
    if protocol not in (*_STAYS_IN_AWS, *_LEAVES_AWS):
        yield Finding(
            at,
            f"is {{value}}, not one of {', '.join((*_STAYS_IN_AWS, *_LEAVES_AWS))}",
            str(protocol),
        )


def _endpoint(subject: Subject) -> Iterator[Finding]:
    if subject.text("protocol") in _STAYS_IN_AWS:
        yield from _abroad("endpoint", subject.known("endpoint"))


def _leaves_aws(at: str, protocol: Any) -> Iterator[Finding]:
    if protocol in _LEAVES_AWS:
        yield Finding(at, "is {value}, which delivers outside AWS, wherever that is", protocol)


def _abroad(at: str, arn: Any) -> Iterator[Finding]:
    found = _ARN_REGION.match(arn) if isinstance(arn, str) else None
    if found and found[1] not in ("", REGION):
        yield Finding(at, f"is in {{value}}, not '{REGION}'", found[1])


RULES = (
    ResourceRule(
        id="residency-secret-replicas",
        demands=f"A secret is not replicated out of {REGION}.",
        why="A replica holds the token itself, and follows each rotation.",
        remedy="Remove `replicas`.",
        severity="critical",
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html",
        frameworks=(RESIDENCY,),
        types=(_SECRET,),
        checks=(each("replicas[].region", _replica),),
    ),
    ResourceRule(
        id="residency-nested-region",
        demands=f"What a resource copies, sends or spans stays in {REGION}.",
        why="A table, an image or a file in Canada is soon elsewhere too, by one line of a list.",
        remedy="Remove the replica, the destination or the region, or the access point.",
        severity="critical",
        url="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html",
        frameworks=(RESIDENCY,),
        types=("aws:*", "aws-native:*"),
        checks=(_nested_region, _spans_regions),
    ),
    ResourceRule(
        id="residency-s3-replication",
        demands="No bucket replicates its objects.",
        why="A bucket's ARN has no region, so nobody can see that the copy stays in Canada.",
        remedy="Remove the replication, or except it once the target is seen to be in "
        f"{REGION}: aws s3api get-bucket-location --bucket NAME",
        severity="high",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html",
        frameworks=(RESIDENCY,),
        types=(
            "aws:s3/bucket:Bucket",
            "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
            "aws:s3/bucketReplicationConfiguration:BucketReplicationConfiguration",
            "aws:s3/bucketV2:BucketV2",
        ),
        checks=(*(each(path, _inline_replication) for path in _REPLICATIONS), _replication),
    ),
    ResourceRule(
        id="residency-sns-subscription",
        demands=f"A subscription delivers to {REGION}, or to people by e-mail or HTTPS.",
        why="SNS delivers across regions; text messages and push pass through other countries.",
        remedy=f"Subscribe a queue or a function in {REGION}; nurses' texts go through Twilio.",
        severity="high",
        url="https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html",
        frameworks=(RESIDENCY,),
        types=(_SUBSCRIPTION,),
        checks=(each("protocol", _protocol), _endpoint),
    ),
    ResourceRule(
        id="residency-sns-outside-aws",
        demands="A subscription that delivers outside AWS carries no personal data.",
        why="E-mail and HTTPS end wherever their provider is; an alert names an alarm only.",
        remedy="Nothing to do for alarms; for anything else subscribe a queue or a function.",
        severity="low",
        url="https://docs.aws.amazon.com/sns/latest/dg/sns-user-notifications.html",
        frameworks=(RESIDENCY,),
        level="advisory",
        types=(_SUBSCRIPTION,),
        checks=(each("protocol", _leaves_aws),),
    ),
    ResourceRule(
        id="residency-trail-home",
        demands=f"A trail, its key and its log group are in {REGION}.",
        why="A trail of all regions is wanted: it brings what happens elsewhere home.",
        remedy=f"Give the key and the log group of {REGION}, and leave `region` out.",
        severity="high",
        url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/"
        "receive-cloudtrail-log-files-from-multiple-regions.html",
        frameworks=(RESIDENCY,),
        types=_TRAILS,
        checks=tuple(
            each(path, _abroad)
            for path in ("cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn", "kmsKeyId")
        ),
    ),
)
