"""Who may reach the stacks' states: the policies of their bucket, its access log and their key.

Sources: Amazon S3 User Guide ("Protecting data with server-side encryption: requiring SSE-KMS with
a specific key", "Specifying server-side encryption with customer-provided keys (SSE-C)", "Enabling
Amazon S3 server access logging", "Deleting object versions from a versioning-enabled bucket"), AWS
KMS Developer Guide ("Key policies in AWS KMS"), Pulumi documentation ("State and backends", AWS
S3).
"""

from collections.abc import Sequence

from berthcare.account_names import AccountNames
from berthcare.documents.shared import Document, document, key_administration, root

LOG_PREFIX = "state/"
"""What the access log's objects begin with."""


def state_key_policy(names: AccountNames, administrators: Sequence[str]) -> Document:
    """Return the policy of the key of the states and of the secrets in them.

    The engine calls KMS itself for the secrets, and S3 calls it for the objects, so both ways are
    open to those who are named: `administrators` are ARNs of roles or users that run the bootstrap.
    """
    writers = [names.role_arn(names.deployer_role), *administrators]
    return document(
        key_administration(names.account_id),
        _use_key(
            names,
            "DeployersUseKey",
            ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
            writers,
        ),
        _use_key(names, "PreviewReadsByKey", ["kms:Decrypt"], [names.role_arn(names.preview_role)]),
    )


def state_bucket_policy(names: AccountNames, key_arn: str) -> Document:
    """Return the policy of the states' bucket: TLS only, our key only, and no version is lost.

    Whom it lets in the IAM policies say; what it refuses, it refuses to everybody. A request that
    names no key is encrypted by the bucket's default, which is ours; one that names `aws:kms` alone
    would be encrypted by AWS's own. One that brings its own key (SSE-C) names neither, and nobody
    else could read what it stores.
    """
    bucket = _bucket_arn(names.state_bucket)
    return document(
        _refuse_plain_http(bucket),
        _refuse(
            "RefuseOtherKeys",
            ["s3:PutObject"],
            [f"{bucket}/*"],
            {
                "Null": {"s3:x-amz-server-side-encryption": "false"},
                "StringNotEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": key_arn},
            },
        ),
        _refuse(
            "RefuseCallersKeys",
            ["s3:PutObject"],
            [f"{bucket}/*"],
            {"Null": {"s3:x-amz-server-side-encryption-customer-algorithm": "false"}},
        ),
        _refuse("KeepVersions", ["s3:DeleteObjectVersion"], [f"{bucket}/*"]),
    )


def log_bucket_policy(names: AccountNames) -> Document:
    """Return the policy of the access log's bucket: S3 writes it, and nobody deletes from it."""
    bucket = _bucket_arn(names.state_log_bucket)
    return document(
        {
            "Sid": "S3WritesAccessLog",
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{bucket}/{LOG_PREFIX}*",
            "Condition": {
                "ArnEquals": {"aws:SourceArn": _bucket_arn(names.state_bucket)},
                "StringEquals": {"aws:SourceAccount": names.account_id},
            },
        },
        _refuse_plain_http(bucket),
        _refuse("KeepLog", ["s3:DeleteObject", "s3:DeleteObjectVersion"], [f"{bucket}/*"]),
    )


def _bucket_arn(bucket: str) -> str:
    return f"arn:aws:s3:::{bucket}"


def _use_key(
    names: AccountNames, sid: str, actions: list[str], principals: Sequence[str]
) -> Document:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": root(names.account_id),
        "Action": actions,
        "Resource": "*",
        "Condition": {
            "StringEquals": {"kms:CallerAccount": names.account_id},
            "ArnEquals": {"aws:PrincipalArn": list(principals)},
        },
    }


def _refuse_plain_http(bucket: str) -> Document:
    return _refuse(
        "RefusePlainHttp",
        ["s3:*"],
        [bucket, f"{bucket}/*"],
        {"Bool": {"aws:SecureTransport": "false"}},
    )


def _refuse(
    sid: str, actions: list[str], resources: list[str], condition: Document | None = None
) -> Document:
    statement: Document = {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": resources,
    }
    return statement if condition is None else {**statement, "Condition": condition}
