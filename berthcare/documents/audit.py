"""How the audit trail, its bucket, its log group and the key of monitoring trust each other.

Sources: CloudTrail User Guide ("Amazon S3 bucket policy for CloudTrail", "Configure AWS KMS key
policies for CloudTrail", "Role policy document for CloudTrail to use CloudWatch Logs"), CloudWatch
Logs User Guide ("Encrypt log data using AWS KMS"), Amazon SNS Developer Guide ("Enabling
compatibility between event sources from AWS services and encrypted topics"), AWS Lambda Developer
Guide ("Securing environment variables"), Amazon SQS Developer Guide ("Key management").
"""

from collections.abc import Sequence

from berthcare.documents.alerts import stranger_rule_role_arn
from berthcare.documents.rotation import rotation_role_arn
from berthcare.documents.shared import (
    Document,
    document,
    key_administration,
    principals_use_key,
    root,
)
from berthcare.documents.watcher import watcher_role_arn
from berthcare.names import Names
from berthcare.residency import REGION


def trail_arn(names: Names, account_id: str) -> str:
    """Return the trail's ARN, which its bucket and key must name before it exists."""
    return f"arn:aws:cloudtrail:{REGION}:{account_id}:trail/{names.trail}"


def trail_bucket_policy(names: Names, account_id: str) -> Document:
    """Return the trail bucket's policy: this trail writes; nobody comes without TLS."""
    bucket = f"arn:aws:s3:::{names.trail_bucket(account_id)}"
    source = {"aws:SourceArn": trail_arn(names, account_id)}
    return document(
        {
            "Sid": "TrailReadsAcl",
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "s3:GetBucketAcl",
            "Resource": bucket,
            "Condition": {"StringEquals": source},
        },
        {
            "Sid": "TrailWrites",
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{bucket}/AWSLogs/{account_id}/*",
            "Condition": {"StringEquals": {**source, "s3:x-amz-acl": "bucket-owner-full-control"}},
        },
        {
            "Sid": "RefusePlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [bucket, f"{bucket}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    )


def audit_key_policy(
    names: Names, account_id: str, deployers: Sequence[str], previewers: Sequence[str] = ()
) -> Document:
    """Return the policy of the key of monitoring: trail, logs, alerts and functions use it."""
    groups = (
        names.trail_log_group,
        names.watcher_log_group,
        names.rotation_log_group,
        names.operations_log_group,
    )
    arns = [f"arn:aws:logs:{REGION}:{account_id}:log-group:{group}" for group in groups]
    return document(
        key_administration(account_id),
        *_trail_uses_key(names, account_id),
        _service_uses_key(
            "LogGroupEncrypts",
            f"logs.{REGION}.amazonaws.com",
            [
                "kms:Decrypt",
                "kms:Describe*",
                "kms:Encrypt",
                "kms:GenerateDataKey*",
                "kms:ReEncrypt*",
            ],
            {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": arns}},
        ),
        *_publishers_use_key(names, account_id),
        *_functions_use_key(names, account_id, deployers),
        *_previewers_use_key(account_id, previewers),
        {
            "Sid": "AccountReadsTrailThroughS3",
            "Effect": "Allow",
            "Principal": root(account_id),
            "Action": ["kms:Decrypt"],
            "Resource": "*",
            "Condition": {
                "StringEquals": {
                    "kms:CallerAccount": account_id,
                    "kms:ViaService": f"s3.{REGION}.amazonaws.com",
                }
            },
        },
    )


def _publishers_use_key(names: Names, account_id: str) -> list[Document]:
    """Let alarms, the budget and the fast path's role publish to the encrypted topic."""
    encrypt = ["kms:Decrypt", "kms:GenerateDataKey*"]
    account = {"StringEquals": {"aws:SourceAccount": account_id}}
    return [
        _service_uses_key(
            "AlarmsPublishToEncryptedTopic", "cloudwatch.amazonaws.com", encrypt, account
        ),
        _service_uses_key(
            "BudgetPublishesToEncryptedTopic", "budgets.amazonaws.com", encrypt, account
        ),
        principals_use_key(
            "RulePublishesToEncryptedTopic",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            account_id,
            through="sns",
            principals=[stranger_rule_role_arn(names, account_id)],
        ),
    ]


def _functions_use_key(names: Names, account_id: str, deployers: Sequence[str]) -> list[Document]:
    """Let functions read their variables and leave dead letters, and a deployment give them both.

    Lambda keeps the key by a grant that it makes as whoever deploys the function.
    """
    roles = [watcher_role_arn(names, account_id), rotation_role_arn(names, account_id)]

    def use(sid: str, actions: list[str], through: str, principals: Sequence[str]) -> Document:
        return principals_use_key(sid, actions, account_id, through=through, principals=principals)

    grant = use("DeployersLetLambdaDecrypt", ["kms:CreateGrant"], "lambda", deployers)
    grant["Condition"]["Bool"] = {"kms:GrantIsForAWSResource": "true"}
    return [
        use("FunctionsReadTheirVariables", ["kms:Decrypt"], "lambda", roles),
        use("FunctionsLeaveDeadLetters", ["kms:Decrypt", "kms:GenerateDataKey"], "sqs", roles),
        use("DeployersReadDeadLetters", ["kms:Decrypt"], "sqs", deployers),
        use("DeployersEncryptVariables", ["kms:Encrypt", "kms:Decrypt"], "lambda", deployers),
        grant,
    ]


def _previewers_use_key(account_id: str, previewers: Sequence[str]) -> list[Document]:
    """Let previewers read the functions' variables.

    Lambda shows them to those alone who may decrypt them ("Securing environment variables"), and a
    refresh would take what is not shown for drift.
    """
    if not previewers:
        return []
    return [
        principals_use_key(
            "PreviewersReadVariables",
            ["kms:Decrypt"],
            account_id,
            through="lambda",
            principals=previewers,
        )
    ]


def _trail_uses_key(names: Names, account_id: str) -> list[Document]:
    """Let the trail encrypt; CloudTrail also tries the key when a trail is made or changed."""
    trail = trail_arn(names, account_id)
    cloudtrail = "cloudtrail.amazonaws.com"
    # A trail of all regions may name itself by any of them.
    any_region = f"arn:aws:cloudtrail:*:{account_id}:trail/{names.trail}"
    return [
        _service_uses_key(
            "TrailEncrypts",
            cloudtrail,
            ["kms:GenerateDataKey*"],
            {
                "StringEquals": {"aws:SourceArn": trail},
                "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": any_region},
            },
        ),
        _service_uses_key(
            "TrailTriesKey",
            cloudtrail,
            ["kms:Decrypt", "kms:DescribeKey"],
            {"StringEquals": {"aws:SourceArn": trail}},
        ),
    ]


def _service_uses_key(sid: str, service: str, actions: list[str], condition: Document) -> Document:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": actions,
        "Resource": "*",
        "Condition": condition,
    }


def trail_role_trust(names: Names, account_id: str) -> Document:
    """Return the trust policy of the role by which the trail writes to its log group."""
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {
                    "aws:SourceAccount": account_id,
                    "aws:SourceArn": trail_arn(names, account_id),
                }
            },
        }
    )


def trail_role_policy(names: Names, account_id: str) -> Document:
    """Return the identity policy of that role: its own streams of that one log group."""
    group = f"arn:aws:logs:{REGION}:{account_id}:log-group:{names.trail_log_group}"
    return document(
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": [f"{group}:log-stream:{account_id}_CloudTrail_{REGION}*"],
        }
    )
