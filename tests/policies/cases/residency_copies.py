"""Cases of policies/rules/residency_copies.py."""

from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case, Kind, marked

SECRET = "aws:secretsmanager/secret:Secret"
BUCKET = "aws:s3/bucket:Bucket"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
TRAIL = "aws:cloudtrail/trail:Trail"
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:q"
QUEUE_ABROAD = f"arn:aws:sqs:us-east-1:{ACCOUNT}:q"


def replicas(kind: Kind, sentence: str, value: Any, **expected: Any) -> Case:
    return Case(
        "residency-secret-replicas", kind, sentence, SECRET, {"replicas": value}, **expected
    )


def replication(
    kind: Kind, sentence: str, props: dict[str, Any], type_: str = BUCKET, **expected: Any
) -> Case:
    return Case("residency-s3-replication", kind, sentence, type_, props, **expected)


def subscription(
    kind: Kind, sentence: str, protocol: Any, endpoint: Any = QUEUE, **expected: Any
) -> Case:
    props = {"protocol": protocol, "endpoint": endpoint}
    return Case("residency-sns-subscription", kind, sentence, SUBSCRIPTION, props, **expected)


def outside(kind: Kind, sentence: str, protocol: Any, **expected: Any) -> Case:
    props = {"protocol": protocol, "endpoint": "x"}
    return Case("residency-sns-outside-aws", kind, sentence, SUBSCRIPTION, props, **expected)


def nested(kind: Kind, sentence: str, type_: str, props: Any, *finds: str, **more: Any) -> Case:
    return Case("residency-nested-region", kind, sentence, type_, props, finds=finds, **more)


def trail(kind: Kind, sentence: str, props: dict[str, Any], **expected: Any) -> Case:
    return Case("residency-trail-home", kind, sentence, TRAIL, props, **expected)


TABLE = "aws:dynamodb/table:Table"
AGGREGATOR = "aws:cfg/configurationAggregator:ConfigurationAggregator"
COPIES = {"role": "r", "rules": [{"destination": {"bucket": "arn:aws:s3:::other"}}]}

CASES = [
    replicas("passing", "no replica", []),
    replicas("passing", "a replica at home", [{"region": REGION}]),
    replicas("null", "null", None),
    Case("residency-secret-replicas", "missing", "none given", SECRET, {}),
    replicas(
        "failing",
        "a replica abroad, beside one at home",
        [{"region": REGION}, {"region": "us-east-1"}],
        finds=("replicas[1].region[us-east-1]",),
    ),
    replicas("unknown", "all of them later", UNKNOWN, waits_for=("replicas",)),
    replicas(
        "unknown",
        "one abroad beside one that is not known",
        [{"region": UNKNOWN}, UNKNOWN, {"region": "eu-west-1"}],
        finds=("replicas[2].region[eu-west-1]",),
        waits_for=("replicas[0].region", "replicas[1]"),
    ),
    replicas(
        "secret",
        "a region that is marked secret",
        [{"region": marked("us-east-1")}],
        finds=("replicas[0].region[secret]",),
    ),
    nested("passing", "a replica at home", TABLE, {"replicas": [{"regionName": REGION}]}),
    nested(
        "passing", "its own region, of which another rule tells", TABLE, {"region": "us-east-1"}
    ),
    nested("passing", "a secret's replica, too", SECRET, {"replicas": [{"region": "us-east-1"}]}),
    nested("passing", "what is no text", TABLE, {"replicas": [{"regionName": 3.0}], "regions": {}}),
    nested(
        "passing",
        "names that the program chooses",
        "aws:lambda/function:Function",
        {
            "environment": {"variables": {"region": "us-east-1"}},
            "tags": {"region": "Ontario"},
            "dimensions": {"region": "us-east-1"},
        },
    ),
    nested(
        "passing",
        "what an aggregator brings home",
        AGGREGATOR,
        {"accountAggregationSource": {"regions": ["us-east-1"]}},
    ),
    *(
        nested(
            "passing", f"a filter of {counted}", type_, {"costFilters": {"regions": ["us-east-1"]}}
        )
        for counted, type_ in (
            ("a budget", "aws:budgets/budget:Budget"),
            ("costs", "aws:costexplorer/costCategory:CostCategory"),
        )
    ),
    nested("missing", "no region", TABLE, {}),
    nested("null", "null", TABLE, {"replicas": [{"regionName": None}], "regions": None}),
    nested(
        "failing",
        "a table's replica",
        TABLE,
        {"replicas": [{"regionName": REGION}, {"regionName": "us-east-1"}]},
        "replicas[1].regionName[us-east-1]",
    ),
    nested(
        "failing",
        "where a registry copies its images",
        "aws:ecr/replicationConfiguration:ReplicationConfiguration",
        {
            "replicationConfiguration": {
                "rules": [{"destinations": [{"region": "us-west-2", "registryId": ACCOUNT}]}]
            }
        },
        "replicationConfiguration.rules[0].destinations[0].region[us-west-2]",
    ),
    nested(
        "failing",
        "a list of regions, at the top and below",
        "aws:cloudformation/stackInstances:StackInstances",
        {"regions": [REGION, "eu-west-1"], "a": {"regions": ["ca-west-1"]}},
        "regions[1][eu-west-1]",
        "a.regions[0][ca-west-1]",
    ),
    nested(
        "failing",
        "another region that is added",
        "aws:directoryservice/serviceRegion:ServiceRegion",
        {"regionName": "us-east-1"},
        "regionName[us-east-1]",
    ),
    nested(
        "failing",
        "a secret's replica by the other provider",
        "aws-native:secretsmanager:Secret",
        {"replicaRegions": [{"region": "us-east-1"}]},
        "replicaRegions[0].region[us-east-1]",
    ),
    *(
        nested(
            "failing",
            f"what spans regions: {type_}",
            type_,
            {"details": {"regions": [{"region": "us-east-1"}]}},
            "the resource",
        )
        for type_ in (
            "aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint",
            "aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy",
        )
    ),
    nested(
        "unknown",
        "a replica abroad beside one that is not known",
        TABLE,
        {"replicas": [{"regionName": UNKNOWN}, {"regionName": "us-east-1"}], "regions": UNKNOWN},
        "replicas[1].regionName[us-east-1]",
        waits_for=("replicas[0].regionName", "regions"),
    ),
    nested(
        "secret",
        "a region that is marked secret",
        TABLE,
        {"replicas": [{"regionName": marked("us-east-1")}]},
        "replicas[0].regionName[secret]",
    ),
    replication("passing", "a bucket by itself", {"bucket": "b"}),
    replication("missing", "nothing given", {}),
    replication("null", "null", {"replicationConfiguration": None}),
    replication(
        "failing",
        "inline",
        {"replicationConfiguration": COPIES},
        finds=("replicationConfiguration",),
    ),
    replication(
        "failing",
        "inline, by the plural of V2",
        {"replicationConfigurations": [COPIES]},
        "aws:s3/bucketV2:BucketV2",
        finds=("replicationConfigurations[0]",),
    ),
    replication(
        "failing",
        "a resource of its own",
        COPIES,
        "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
        finds=("rules",),
    ),
    replication(
        "unknown",
        "later",
        {"replicationConfiguration": UNKNOWN},
        waits_for=("replicationConfiguration",),
    ),
    replication(
        "secret",
        "marked secret",
        {"replicationConfiguration": marked(COPIES)},
        finds=("replicationConfiguration",),
    ),
    subscription("passing", "a queue at home", "sqs"),
    subscription(
        "passing", "a function at home", "lambda", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"
    ),
    subscription("passing", "people by e-mail", "email", "desk@example.ca"),
    subscription("passing", "a pager by HTTPS", "https", "https://pager.example.ca"),
    subscription("failing", "a queue abroad", "sqs", QUEUE_ABROAD, finds=("endpoint[us-east-1]",)),
    subscription("failing", "text messages of SNS", "sms", "+1", finds=("protocol[sms]",)),
    subscription("failing", "plain HTTP", "http", "http://x", finds=("protocol[http]",)),
    subscription("failing", "push to phones", "application", "x", finds=("protocol[application]",)),
    subscription("null", "a null endpoint", "sqs", None),
    Case(
        "residency-sns-subscription",
        "missing",
        "no protocol",
        SUBSCRIPTION,
        {},
        finds=("protocol[None]",),
    ),
    subscription("unknown", "the endpoint later", "sqs", UNKNOWN, waits_for=("endpoint",)),
    subscription("unknown", "the protocol later", UNKNOWN, waits_for=("protocol",)),
    subscription(
        "secret",
        "an endpoint that is marked secret",
        "sqs",
        marked(QUEUE_ABROAD),
        finds=("endpoint[secret]",),
    ),
    outside("passing", "a queue", "sqs"),
    outside("failing", "e-mail", "email", finds=("protocol[email]",)),
    outside("failing", "HTTPS", "https", finds=("protocol[https]",)),
    outside("null", "null", None),
    Case("residency-sns-outside-aws", "missing", "no protocol", SUBSCRIPTION, {}),
    outside("unknown", "later", UNKNOWN, waits_for=("protocol",)),
    outside("secret", "marked secret", marked("email"), finds=("protocol[secret]",)),
    trail(
        "passing",
        "all regions, brought home",
        {"isMultiRegionTrail": True, "kmsKeyId": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0"},
    ),
    trail(
        "passing",
        "a role, which has no region",
        {"cloudWatchLogsRoleArn": f"arn:aws:iam::{ACCOUNT}:role/r"},
    ),
    trail("missing", "nothing given", {}),
    trail("null", "null", {"kmsKeyId": None}),
    trail(
        "failing",
        "a log group abroad",
        {"cloudWatchLogsGroupArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/t:*"},
        finds=("cloudWatchLogsGroupArn[us-east-1]",),
    ),
    trail(
        "failing",
        "a key abroad",
        {"kmsKeyId": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/0"},
        finds=("kmsKeyId[eu-west-1]",),
    ),
    trail(
        "unknown",
        "a key abroad beside a log group that is not known",
        {
            "kmsKeyId": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/0",
            "cloudWatchLogsGroupArn": UNKNOWN,
        },
        finds=("kmsKeyId[eu-west-1]",),
        waits_for=("cloudWatchLogsGroupArn",),
    ),
    trail(
        "secret",
        "a key that is marked secret",
        {"kmsKeyId": marked(f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/0")},
        finds=("kmsKeyId[secret]",),
    ),
]
