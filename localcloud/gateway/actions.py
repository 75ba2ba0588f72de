"""What a call needs permission for: actions, their resources and the condition keys they carry.

Mostly an operation's name is its action's; the tables hold the exceptions.
Source: Service Authorization Reference, "Actions" and "Condition keys" of each service.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.resource_names import resources_of

_S3: Final = {
    "CompleteMultipartUpload": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "DeleteBucketCors": "PutBucketCORS",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketReplication": "PutReplicationConfiguration",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeleteObjects": "DeleteObject",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetBucketReplication": "GetReplicationConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListBuckets": "ListAllMyBuckets",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListParts": "ListMultipartUploadParts",
    "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
    "PutBucketCors": "PutBucketCORS",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutBucketReplication": "PutReplicationConfiguration",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
}
# Actions of their own where a version is named (S3 User Guide, "Policy actions for Amazon S3").
_OF_A_VERSION: Final = {
    "DeleteObject": "s3:DeleteObjectVersion",
    "GetObject": "s3:GetObjectVersion",
    "HeadObject": "s3:GetObjectVersion",
}
_OTHER: Final[Mapping[str, Mapping[str, str]]] = {
    "s3": _S3,
    "lambda": {"Invoke": "InvokeFunction", "InvokeAsync": "InvokeFunction"},
    "sqs": {
        "ChangeMessageVisibilityBatch": "ChangeMessageVisibility",
        "DeleteMessageBatch": "DeleteMessage",
        "SendMessageBatch": "SendMessage",
    },
    "sns": {"PublishBatch": "Publish"},
    "budgets": {
        "CreateBudget": "ModifyBudget",
        "CreateNotification": "ModifyBudget",
        "CreateSubscriber": "ModifyBudget",
        "DeleteBudget": "ModifyBudget",
        "DeleteNotification": "ModifyBudget",
        "DeleteSubscriber": "ModifyBudget",
        "DescribeBudget": "ViewBudget",
        "DescribeBudgets": "ViewBudget",
        "DescribeNotificationsForBudget": "ViewBudget",
        "DescribeSubscribersForNotification": "ViewBudget",
        "UpdateBudget": "ModifyBudget",
        "UpdateNotification": "ModifyBudget",
        "UpdateSubscriber": "ModifyBudget",
    },
}
# (service, operation) -> (parameter with the role, or with a list of what has one as its RoleArn;
# who gets it). "iam:PassRole" in the IAM guide.
_PASSED_ROLES: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("cloudtrail", "CreateTrail"): ("CloudWatchLogsRoleArn", "cloudtrail.amazonaws.com"),
    ("cloudtrail", "UpdateTrail"): ("CloudWatchLogsRoleArn", "cloudtrail.amazonaws.com"),
    ("lambda", "CreateFunction"): ("Role", "lambda.amazonaws.com"),
    ("lambda", "UpdateFunctionConfiguration"): ("Role", "lambda.amazonaws.com"),
    ("events", "PutRule"): ("RoleArn", "events.amazonaws.com"),
    ("events", "PutTargets"): ("Targets", "events.amazonaws.com"),
}
# parameter -> condition key, by service.
_KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "cloudwatch": {"Namespace": "cloudwatch:namespace"},
    "iam": {"PermissionsBoundary": "iam:PermissionsBoundary"},
    "s3": {
        "Prefix": "s3:prefix",
        "ACL": "s3:x-amz-acl",
        "ServerSideEncryption": "s3:x-amz-server-side-encryption",
        "SSECustomerAlgorithm": "s3:x-amz-server-side-encryption-customer-algorithm",
        "SSEKMSKeyId": "s3:x-amz-server-side-encryption-aws-kms-key-id",
    },
    "secretsmanager": {
        "SecretId": "secretsmanager:SecretId",
        "VersionId": "secretsmanager:VersionId",
        "VersionStage": "secretsmanager:VersionStage",
    },
    "sts": {"ExternalId": "sts:ExternalId", "RoleSessionName": "sts:RoleSessionName"},
}

Context = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Access:
    """One permission that a call needs."""

    action: str
    resource: str
    """An ARN, or `*`."""
    context: Context = field(default_factory=dict)
    via: str = ""
    """The AWS service that acts for the caller, where one does."""


def action_of(service: str, operation: str) -> str:
    """Return the action, as `service:Action`, that an operation needs."""
    return f"{service}:{_OTHER.get(service, {}).get(operation, operation)}"


def accesses_of(call: ApiCall, account: str) -> list[Access]:
    """Return every permission that the call needs, as far as the request itself tells."""
    context = context_of(call)
    found = [
        Access(action, _whole(action, one), context)
        for action in _actions_of(call)
        for one in resources_of(call, account)
    ]
    if call.operation in {"CopyObject", "UploadPartCopy"}:
        source = unquote(call.text("CopySource").lstrip("/").partition("?")[0])
        found.append(Access("s3:GetObject", f"arn:aws:s3:::{source}", base_context(call)))
    parameter, service = _PASSED_ROLES.get((call.service, call.operation), ("", ""))
    passed = {**base_context(call), "iam:PassedToService": service}
    given = call.parameters.get(parameter) or ""
    roles = [given] if isinstance(given, str) else [one.get("RoleArn") for one in given]
    return [*found, *(Access("iam:PassRole", role, passed) for role in roles if role)]


def _actions_of(call: ApiCall) -> list[str]:
    action = action_of(call.service, call.operation)
    if call.service != "s3":
        return [action]
    if call.parameters.get("VersionId"):
        return [_OF_A_VERSION.get(call.operation, action)]
    # Its body, which may name versions, is not read here.
    in_bulk = call.operation == "DeleteObjects"
    return [action, _OF_A_VERSION["DeleteObject"]] if in_bulk else [action]


def context_of(call: ApiCall) -> dict[str, str | Sequence[str]]:
    """Return the condition keys that the request carries."""
    context = base_context(call) | _request_tags(call)
    for parameter, key in _KEYS.get(call.service, {}).items():
        if call.parameters.get(parameter):
            context[key] = call.text(parameter)
    if call.service == "kms":
        context |= encryption_context(call.parameters.get("EncryptionContext") or {})
    if call.operation == "GetSecretValue" and not context.keys() & _VERSION_KEYS:
        context["secretsmanager:VersionStage"] = "AWSCURRENT"
    return context


def _request_tags(call: ApiCall) -> dict[str, str | Sequence[str]]:
    """Return the tags that a request gives; services spell them in several ways."""
    given = call.parameters.get("Tags") or call.parameters.get("tags") or []
    if isinstance(given, Mapping):
        return {f"aws:RequestTag/{key}": str(value) for key, value in given.items()}
    spelled = [{name.lower(): value for name, value in one.items()} for one in given]
    return {
        f"aws:RequestTag/{one.get('key', one.get('tagkey'))}": str(
            one.get("value", one.get("tagvalue", ""))
        )
        for one in spelled
    }


def base_context(call: ApiCall) -> dict[str, str | Sequence[str]]:
    """Return the global condition keys. `aws:SecureTransport` stands for AWS's own TLS endpoint."""
    return {
        "aws:SecureTransport": "true",
        "aws:RequestedRegion": call.region,
        "aws:MultiFactorAuthPresent": "false",
        "aws:ViaAWSService": "false",
    }


def encryption_context(pairs: Mapping[str, Any]) -> dict[str, str | Sequence[str]]:
    """Return the condition keys of a KMS encryption context."""
    if not pairs:
        return {}
    keys: dict[str, str | Sequence[str]] = {"kms:EncryptionContextKeys": sorted(pairs)}
    return keys | {f"kms:EncryptionContext:{name}": str(value) for name, value in pairs.items()}


_VERSION_KEYS: Final = {"secretsmanager:VersionId", "secretsmanager:VersionStage"}


def _whole(action: str, resource: str) -> str:
    """Return the resource that a bulk deletion is judged on: every object of the bucket."""
    is_bulk = action.startswith("s3:DeleteObject") and "/" not in resource
    return f"{resource}/*" if is_bulk else resource
