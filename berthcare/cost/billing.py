"""How each type of resource that the program registers is billed: by which lines, or not at all.

A resource whose type is not here has no price yet: tests/unit/cost/test_billing.py runs the program
and fails for it, and compares what is counted here with what is registered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from berthcare.cost.configured import Configured
from berthcare.cost.monitoring import Use
from berthcare.cost.requirement import SECRETS

Count = Callable[[Configured, Use], int]


@dataclass(frozen=True)
class Billed:
    """Lines of the estimate, by how their names begin, and how many resources they stand for."""

    lines: tuple[str, ...]
    count: Count


@dataclass(frozen=True)
class Free:
    """Nothing is billed for the resource itself."""

    why: str
    source: str


def _functions(_: Configured, use: Use) -> int:
    return len(use.functions)


def _trails(_: Configured, use: Use) -> int:
    return int(use.own_trail)


def _numbers(configured: Configured, _: Use) -> int:
    return configured.serving_numbers + configured.backup_numbers


BILLED: Mapping[str, Billed] = {
    "aws:budgets/budget:Budget": Billed(("AWS Budgets: budget",), lambda _, __: 1),
    "aws:cloudtrail/trail:Trail": Billed(("CloudTrail: events",), _trails),
    "aws:cloudwatch/dashboard:Dashboard": Billed(
        ("CloudWatch: dashboard",), lambda _, use: use.dashboards
    ),
    "aws:cloudwatch/eventRule:EventRule": Billed(
        ("EventBridge: schedules of the functions",),
        lambda _, use: len(use.functions) + use.stranger_rules,
    ),
    "aws:cloudwatch/logGroup:LogGroup": Billed(
        # One each for the functions, the trail and what operators do.
        ("CloudWatch Logs: trail and functions", "CloudWatch Logs: kept"),
        lambda _, use: len(use.functions) + int(use.own_trail) + 1,
    ),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": Billed(
        ("CloudWatch: metrics of the trail",), lambda _, use: use.trail_metrics
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Billed(
        ("CloudWatch: alarms",), lambda _, use: use.alarms
    ),
    "aws:kms/key:Key": Billed(("KMS: keys", "KMS: other requests"), lambda _, use: use.keys),
    "aws:lambda/function:Function": Billed(("Lambda: starts", "Lambda: running time"), _functions),
    "aws:s3/bucket:Bucket": Billed(("S3: files of the trail", "S3: files kept"), _trails),
    "aws:secretsmanager/secret:Secret": Billed(
        ("Secrets Manager: secrets", "Secrets Manager: secret of the main account"),
        lambda _, use: SECRETS + use.more_secrets,
    ),
    "aws:sns/topic:Topic": Billed(("SNS: notices",), lambda _, __: 1),
    "aws:sns/topicSubscription:TopicSubscription": Billed(
        ("SNS: e-mails",), lambda _, use: use.email_addresses
    ),
    "aws:sqs/queue:Queue": Billed(("SQS: dead letters",), _functions),
    "aws:ssm/parameter:Parameter": Billed(
        ("Systems Manager: the lift of the limit",), lambda _, __: 1
    ),
    "pulumi-python:dynamic/twilio:PhoneNumber": Billed(
        ("Twilio: numbers", "Twilio: numbers in reserve"), _numbers
    ),
    "pulumi-python:dynamic/twilio:Address": Billed(
        ("Twilio: addresses for 9-1-1",),
        lambda configured, _: int(configured.has_emergency_address),
    ),
}
"""Type -> what is billed for it."""

_AWS = "https://aws.amazon.com"
_IAM = Free("IAM is offered at no charge", f"{_AWS}/iam/faqs/")
_LAMBDA = Free("Lambda bills starts and running time", f"{_AWS}/lambda/pricing/")
_S3 = Free("S3 bills what a bucket holds and is asked, not its settings", f"{_AWS}/s3/pricing/")
_SECRETS = Free("Secrets Manager bills secrets and calls", f"{_AWS}/secrets-manager/pricing/")
_TWILIO = Free(
    "Twilio bills numbers, calls and texts",
    "https://support.twilio.com/hc/en-us/articles/223183228",
)
FREE: Mapping[str, Free] = {
    "aws:cloudwatch/eventTarget:EventTarget": Free(
        "EventBridge bills events, not targets in the account", f"{_AWS}/eventbridge/pricing/"
    ),
    "aws:iam/policy:Policy": _IAM,
    "aws:iam/role:Role": _IAM,
    "aws:iam/rolePolicy:RolePolicy": _IAM,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _IAM,
    "aws:kms/alias:Alias": Free("KMS bills keys and requests", f"{_AWS}/kms/pricing/"),
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": _LAMBDA,
    "aws:lambda/permission:Permission": _LAMBDA,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _S3,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _S3,
    "aws:s3/bucketPolicy:BucketPolicy": _S3,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _S3,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _S3,
    "aws:s3/bucketVersioning:BucketVersioning": _S3,
    "aws:secretsmanager/secretPolicy:SecretPolicy": _SECRETS,
    "aws:secretsmanager/secretRotation:SecretRotation": _SECRETS,
    "aws:secretsmanager/secretVersion:SecretVersion": _SECRETS,
    "aws:sns/topicPolicy:TopicPolicy": Free("SNS bills messages", f"{_AWS}/sns/pricing/"),
    "aws:sqs/queuePolicy:QueuePolicy": Free("SQS bills requests", f"{_AWS}/sqs/pricing/"),
    "pulumi-python:dynamic/twilio:Subaccount": _TWILIO,
    "pulumi-python:dynamic/twilio:UsageTrigger": _TWILIO,
}
"""Type -> why nothing is billed, and who says so."""
