"""Which handler carries which type. Modules load at their first use, so a start stays fast."""

import importlib
from functools import cache
from types import MappingProxyType

from localcloud.aws.errors import UnknownTokenError
from localcloud.aws.handler import Handler

_PACKAGE = "localcloud.aws.resources"
_MODULES = MappingProxyType(
    {
        "aws:budgets/budget:Budget": "budgets",
        "aws:cloudtrail/trail:Trail": "cloudtrail",
        "aws:cloudwatch/dashboard:Dashboard": "cloudwatch_dashboard",
        "aws:cloudwatch/eventRule:EventRule": "events",
        "aws:cloudwatch/eventTarget:EventTarget": "events",
        "aws:cloudwatch/logGroup:LogGroup": "logs",
        "aws:cloudwatch/logMetricFilter:LogMetricFilter": "logs",
        "aws:cloudwatch/metricAlarm:MetricAlarm": "cloudwatch",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "iam_oidc",
        "aws:iam/policy:Policy": "iam_policy",
        "aws:iam/role:Role": "iam",
        "aws:iam/rolePolicy:RolePolicy": "iam",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "iam",
        "aws:kms/alias:Alias": "kms",
        "aws:kms/key:Key": "kms",
        "aws:lambda/function:Function": "lambda_function",
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": "lambda_settings",
        "aws:lambda/permission:Permission": "lambda_settings",
        "aws:s3/bucket:Bucket": "s3",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "s3_settings",
        "aws:s3/bucketLogging:BucketLogging": "s3_settings",
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls": "s3_settings",
        "aws:s3/bucketPolicy:BucketPolicy": "s3_settings",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "s3_settings",
        "aws:s3/bucketServerSideEncryptionConfiguration:"
        "BucketServerSideEncryptionConfiguration": "s3_settings",
        "aws:s3/bucketVersioning:BucketVersioning": "s3_settings",
        "aws:secretsmanager/secret:Secret": "secretsmanager",
        "aws:secretsmanager/secretPolicy:SecretPolicy": "secretsmanager",
        "aws:secretsmanager/secretRotation:SecretRotation": "secret_rotation",
        "aws:secretsmanager/secretVersion:SecretVersion": "secretsmanager",
        "aws:sns/topic:Topic": "sns",
        "aws:sns/topicPolicy:TopicPolicy": "sns",
        "aws:sns/topicSubscription:TopicSubscription": "sns",
        "aws:sqs/queue:Queue": "sqs",
        "aws:sqs/queuePolicy:QueuePolicy": "sqs",
        "aws:ssm/parameter:Parameter": "ssm",
    }
)
TOKENS = frozenset(_MODULES)


@cache
def handler_for(token: str) -> Handler:
    """Return the handler of a type token. Raises UnknownTokenError for any other token."""
    module_name = _MODULES.get(token)
    if module_name is None:
        raise UnknownTokenError("resource type", token)
    module = importlib.import_module(f"{_PACKAGE}.{module_name}")
    handler: Handler = getattr(module, token.rpartition(":")[2])()
    return handler
