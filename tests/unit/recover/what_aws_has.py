"""What AWS answers of things that were begun: those that are the stack's, and strangers."""

from collections.abc import Mapping
from typing import Any

from tests.unit.recover.made_by_hand import OURS

ROLE = "aws:iam/role:Role"
_ARN = "arn:aws:iam::000000000000:policy/deploy/one-name"
PERMISSION = {"Policy": '{"Statement": [{"Sid": "Starts"}]}'}
GROUPS = {"logGroups": [{"logGroupName": "one-name-2"}, {"logGroupName": "one-name"}]}
_TRAIL = "arn:aws:cloudtrail:ca-central-1:000000000000:trail/one-name"
SECRET = "arn:aws:secretsmanager:ca-central-1:000000000000:secret:one-name-AbCdEf"

_QUEUES = {"QueueUrls": ["https://sqs/1/one-name-dead", "https://sqs/1/one-name"]}
_ALIASES = {
    "Aliases": [
        {"AliasName": "alias/aws/s3"},
        {"AliasName": "one-name", "TargetKeyId": "a-key"},
    ]
}
_KEY = {"targetKeyId": "arn:aws:kms:ca-central-1:000000000000:key/a-key"}
_ONE_ROLE, _BUCKET = {"role": "arn:role"}, {"s3BucketName": "a-bucket"}
TAGGED = [{"Key": name, "Value": value} for name, value in OURS.items()]
LISTED = {
    "SecretList": [
        {"Name": "one-name-2"},
        {"Name": "one-name", "ARN": SECRET, "Tags": TAGGED},
    ]
}
DESCRIBE, LIST = ("secretsmanager", "describe_secret"), ("secretsmanager", "list_secrets")
Calls = dict[tuple[str, str], Mapping[str, Any] | None]

THERE: list[tuple[str, dict[str, Any], Calls, str]] = [
    (ROLE, {}, {("iam", "get_role"): {"Role": {"Tags": TAGGED}}}, "one-name"),
    (
        "aws:iam/policy:Policy",
        {"path": "/deploy/"},
        {("iam", "get_policy"): {"Policy": {"Tags": TAGGED}}},
        _ARN,
    ),
    ("aws:kms/alias:Alias", _KEY, {("kms", "list_aliases"): _ALIASES}, "one-name"),
    ("aws:s3/bucket:Bucket", {"bucket": "one-bucket"}, {("s3", "head_bucket"): {}}, "one-bucket"),
    (
        "aws:secretsmanager/secret:Secret",
        {},
        {DESCRIBE: {"ARN": SECRET, "Tags": TAGGED}, LIST: {}},
        SECRET,
    ),
    (
        "aws:cloudwatch/logGroup:LogGroup",
        {},
        {
            ("logs", "describe_log_groups"): GROUPS,
            ("logs", "list_tags_for_resource"): {"tags": OURS},
        },
        "one-name",
    ),
    (
        "aws:sns/topic:Topic",
        {},
        {
            ("sns", "get_topic_attributes"): {},
            ("sns", "list_tags_for_resource"): {"Tags": TAGGED},
        },
        "arn:aws:sns:ca-central-1:000000000000:one-name",
    ),
    (
        "aws:sqs/queue:Queue",
        {},
        {("sqs", "list_queues"): _QUEUES, ("sqs", "list_queue_tags"): {"Tags": OURS}},
        "https://sqs/1/one-name",
    ),
    (
        "aws:lambda/function:Function",
        _ONE_ROLE,
        {("lambda", "get_function"): {"Configuration": {"Role": "arn:role"}}},
        "one-name",
    ),
    (
        "aws:lambda/permission:Permission",
        {"function": "f", "statementId": "Starts"},
        {("lambda", "get_policy"): PERMISSION},
        "f/Starts",
    ),
    (
        "aws:cloudtrail/trail:Trail",
        _BUCKET,
        {("cloudtrail", "get_trail"): {"Trail": {"TrailARN": _TRAIL, "S3BucketName": "a-bucket"}}},
        _TRAIL,
    ),
    (
        "aws:budgets/budget:Budget",
        {},
        {
            ("budgets", "describe_budget"): {},
            ("budgets", "list_tags_for_resource"): {"ResourceTags": TAGGED},
        },
        "000000000000:one-name",
    ),
    (
        "aws:ssm/parameter:Parameter",
        {},
        {
            ("ssm", "get_parameter"): {},
            ("ssm", "list_tags_for_resource"): {"TagList": TAGGED},
        },
        "one-name",
    ),
]
STRANGERS: list[tuple[str, dict[str, Any], Calls]] = [
    *((type_, inputs, calls) for type_, inputs, calls, _ in THERE if "'staging'" in str(calls)),
    ("aws:kms/alias:Alias", {"targetKeyId": "another"}, {("kms", "list_aliases"): _ALIASES}),
    (
        "aws:lambda/function:Function",
        _ONE_ROLE,
        {("lambda", "get_function"): {"Configuration": {"Role": "arn:another"}}},
    ),
    (
        "aws:cloudtrail/trail:Trail",
        _BUCKET,
        {("cloudtrail", "get_trail"): {"Trail": {"TrailARN": _TRAIL, "S3BucketName": "b"}}},
    ),
    ("aws:s3/bucket:Bucket", {"bucket": "one-bucket"}, {}),
]
"""What bears the name, and is another environment's (`production` asks), or leads elsewhere."""
WRITTEN_AGAIN = (
    "aws:cloudwatch/dashboard:Dashboard",
    "aws:cloudwatch/eventRule:EventRule",
    "aws:cloudwatch/eventTarget:EventTarget",
    "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "aws:secretsmanager/secretRotation:SecretRotation",
    "aws:secretsmanager/secretVersion:SecretVersion",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:sns/topicSubscription:TopicSubscription",
    "aws:sqs/queuePolicy:QueuePolicy",
)
"""What is made by a call that overwrites its own."""
