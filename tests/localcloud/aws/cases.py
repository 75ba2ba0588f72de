"""A case for each type that the secrets, their trail and its alarms need."""

from localcloud.aws.wire import Properties
from tests.localcloud.aws.bench import ACCOUNT, ROOT, TRUST, Bench, Case, document


def _alarm(bench: Bench) -> Properties:
    return {
        "name": f"a-{bench.suffix}",
        "comparisonOperator": "GreaterThanOrEqualToThreshold",
        "evaluationPeriods": 1,
        "metricName": "m",
        "namespace": "n",
        "period": 300,
        "statistic": "Sum",
        "threshold": 1,
        "dimensions": {"Environment": "staging"},
        "alarmActions": [f"arn:aws:sns:ca-central-1:{ACCOUNT}:x"],
        "tags": {"Owner": "one"},
    }


def _trail(bench: Bench) -> Properties:
    return {
        "name": f"trail-{bench.suffix}",
        "s3BucketName": bench.bucket(),
        "enableLogFileValidation": True,
        "isMultiRegionTrail": True,
        "cloudWatchLogsGroupArn": f"arn:aws:logs:ca-central-1:{ACCOUNT}:log-group:g:*",
        "cloudWatchLogsRoleArn": f"arn:aws:iam::{ACCOUNT}:role/r",
        "eventSelectors": [{"readWriteType": "All", "includeManagementEvents": True}],
        "tags": {"Owner": "one"},
    }


def _encryption(bench: Bench) -> Properties:
    by_default = {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": bench.key_arn()}
    rule = {"applyServerSideEncryptionByDefault": by_default, "bucketKeyEnabled": True}
    return {"bucket": bench.bucket(), "rules": [rule]}


def _lifecycle(days: int) -> list[Properties]:
    return [
        {
            "id": "old",
            "status": "Enabled",
            "expiration": {"days": days},
            "noncurrentVersionExpiration": {"noncurrentDays": 30},
            "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
        }
    ]


def _transformation(value: str) -> Properties:
    return {"name": "m", "namespace": "n", "value": value, "defaultValue": "0"}


AUDIT_CASES = [
    Case(
        "aws:kms/key:Key",
        lambda _: {
            "description": "d",
            "policy": document("kms:*", Principal=ROOT),
            "enableKeyRotation": True,
            "rotationPeriodInDays": 180,
            "tags": {"Owner": "one", "Gone": "x"},
        },
        {
            "description": "e",
            "policy": document("kms:*", Principal=ROOT, Sid="Changed"),
            "rotationPeriodInDays": 365,
            "tags": {"Owner": "two"},
        },
    ),
    Case(
        "aws:kms/alias:Alias",
        lambda bench: {"name": f"alias/{bench.suffix}", "targetKeyId": bench.key_arn()},
        None,
    ),
    Case(
        "aws:secretsmanager/secret:Secret",
        lambda bench: {
            "name": f"secret/{bench.suffix}",
            "kmsKeyId": bench.key_arn(),
            "recoveryWindowInDays": 7,
            "tags": {"Owner": "one", "Gone": "x"},
        },
        {"description": "d", "tags": {"Owner": "two"}},
    ),
    Case(
        "aws:secretsmanager/secretVersion:SecretVersion",
        lambda bench: {"secretId": bench.secret(), "secretString": "a value"},
        {"versionStages": ["AWSCURRENT", "MINE"]},
    ),
    Case(
        "aws:secretsmanager/secretPolicy:SecretPolicy",
        lambda bench: {
            "secretArn": bench.secret(),
            "blockPublicPolicy": True,
            "policy": document("secretsmanager:GetSecretValue", Principal=ROOT),
        },
        {"policy": document("secretsmanager:DescribeSecret", Principal=ROOT)},
    ),
    Case(
        "aws:secretsmanager/secretRotation:SecretRotation",
        lambda bench: {
            "secretId": bench.secret(),
            "rotationLambdaArn": bench.rotation_function(),
            "rotateImmediately": False,
            "rotationRules": {"automaticallyAfterDays": 90},
        },
        {"rotationRules": {"scheduleExpression": "rate(10 days)", "duration": "3h"}},
    ),
    Case(
        "aws:iam/role:Role",
        lambda bench: {
            "name": f"role-{bench.suffix}",
            "assumeRolePolicy": TRUST,
            "tags": {"Owner": "one", "Gone": "x"},
        },
        {
            "description": "d",
            "maxSessionDuration": 7200,
            "assumeRolePolicy": TRUST.replace("cloudtrail", "lambda"),
            "permissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/boundary",
            "tags": {"Owner": "two"},
        },
    ),
    Case(
        "aws:iam/policy:Policy",
        lambda bench: {
            "name": f"policy-{bench.suffix}",
            "description": "d",
            "policy": document("s3:GetObject"),
            "tags": {"Owner": "one", "Gone": "x"},
        },
        {"policy": document("s3:PutObject"), "tags": {"Owner": "two"}},
    ),
    Case(
        "aws:iam/rolePolicy:RolePolicy",
        lambda bench: {"role": bench.role(), "name": "in", "policy": document("s3:GetObject")},
        {"policy": document("s3:PutObject")},
    ),
    Case(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        lambda bench: {"role": bench.role(), "policyArn": bench.policy()},
        None,
    ),
    Case(
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        lambda bench: {
            "url": f"https://{bench.suffix}.example.com",
            "clientIdLists": ["sts.amazonaws.com"],
            "tags": {"Owner": "one"},
        },
        None,
    ),
    Case(
        "aws:s3/bucket:Bucket",
        lambda bench: {"bucket": f"b-{bench.suffix}", "tags": {"Owner": "one", "Gone": "x"}},
        {"forceDestroy": True, "tags": {"Owner": "two"}},
    ),
    Case(
        "aws:s3/bucketVersioning:BucketVersioning",
        lambda bench: {
            "bucket": bench.bucket(),
            "versioningConfiguration": {"status": "Enabled"},
        },
        {"versioningConfiguration": {"status": "Suspended"}},
    ),
    Case(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        _encryption,
        {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
    ),
    Case(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        lambda bench: {"bucket": bench.bucket(), "blockPublicAcls": True},
        {"blockPublicPolicy": True},
    ),
    Case(
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        lambda bench: {
            "bucket": bench.bucket(),
            "rule": {"objectOwnership": "BucketOwnerEnforced"},
        },
        {"rule": {"objectOwnership": "BucketOwnerPreferred"}},
    ),
    Case(
        "aws:s3/bucketPolicy:BucketPolicy",
        lambda bench: {
            "bucket": bench.bucket(),
            "policy": document("s3:GetObject", Principal=ROOT),
        },
        {"policy": document("s3:PutObject", Principal=ROOT)},
    ),
    Case(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        lambda bench: {"bucket": bench.bucket(), "rules": _lifecycle(400)},
        {"rules": _lifecycle(500)},
    ),
    Case(
        "aws:s3/bucketLogging:BucketLogging",
        lambda bench: {
            "bucket": bench.bucket(),
            "targetBucket": "log-bucket",
            "targetPrefix": "one/",
        },
        {"targetPrefix": "two/"},
    ),
    Case(
        "aws:cloudtrail/trail:Trail",
        _trail,
        {
            "enableLogFileValidation": False,
            "enableLogging": False,
            "cloudWatchLogsGroupArn": f"arn:aws:logs:ca-central-1:{ACCOUNT}:log-group:h:*",
            "eventSelectors": [{"readWriteType": "WriteOnly"}],
            "tags": {"Owner": "two"},
        },
    ),
    Case(
        "aws:cloudwatch/logGroup:LogGroup",
        lambda bench: {
            "name": f"group-{bench.suffix}",
            "retentionInDays": 365,
            "kmsKeyId": bench.key_arn(),
            "tags": {"Owner": "one", "Gone": "x"},
        },
        {"retentionInDays": 400, "tags": {"Owner": "two"}},
    ),
    Case(
        "aws:cloudwatch/logMetricFilter:LogMetricFilter",
        lambda bench: {
            "name": "denied",
            "logGroupName": bench.group(),
            "pattern": '{ $.errorCode = "AccessDenied*" }',
            "metricTransformation": _transformation("1"),
        },
        {"metricTransformation": _transformation("2"), "pattern": '{ $.errorCode = "Throttling" }'},
    ),
    Case(
        "aws:cloudwatch/metricAlarm:MetricAlarm", _alarm, {"threshold": 5, "tags": {"Owner": "2"}}
    ),
    Case(
        "aws:sns/topic:Topic",
        lambda bench: {"name": f"topic-{bench.suffix}", "tags": {"Owner": "one", "Gone": "x"}},
        {"displayName": "Alarms", "tags": {"Owner": "two"}},
    ),
    Case(
        "aws:sns/topicPolicy:TopicPolicy",
        lambda bench: {
            "arn": bench.topic(),
            "policy": document("sns:Publish", Principal={"Service": "cloudwatch.amazonaws.com"}),
        },
        {"policy": document("sns:Publish", Principal={"Service": "budgets.amazonaws.com"})},
    ),
    Case(
        "aws:sns/topicSubscription:TopicSubscription",
        lambda bench: {
            "topic": bench.topic(),
            "protocol": "email",
            "endpoint": "on-call@example.com",
        },
        {"filterPolicy": '{"severity": ["high"]}'},
    ),
]
