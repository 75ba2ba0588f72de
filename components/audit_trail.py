"""The audit trail: CloudTrail records every access to the secrets, and a log group holds them.

Where another stack has a trail of all regions already, its log group is watched instead.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from berthcare.documents.audit import (
    audit_key_policy,
    trail_bucket_policy,
    trail_role_policy,
    trail_role_trust,
)
from berthcare.names import Names

KEY_DELETION_WINDOW_DAYS = 30
KEY_ROTATION_DAYS = 365
BUCKET_RETENTION_DAYS = 2557
"""Seven years."""


@dataclass(frozen=True, kw_only=True)
class AuditTrailArgs:
    """Whose trail, and for how long."""

    names: Names
    account_id: str
    deployers: Sequence[str]
    """Role or user ARNs that deploy what uses the key."""
    previewers: Sequence[str]
    """Role ARNs that read what a deployment would change."""
    permissions_boundary: str | None
    """ARN of the policy that bounds the delivery's role; `None` sets no bound."""
    log_retention_days: int
    """Days that the log group keeps; the bucket keeps seven years."""
    existing_log_group: str | None
    """Name of the log group of a trail that exists; `None` makes a trail."""


class AuditTrail(pulumi.ComponentResource):
    """The key of monitoring, and a validated trail of all regions with its bucket and log group.

    With an existing log group there is the key alone.
    """

    key_arn: pulumi.Output[str]
    log_group_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: AuditTrailArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:monitoring:AuditTrail", name, None, opts)
        self._name = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)

        self.key_arn = self._key().arn
        existing = args.existing_log_group
        self.log_group_name = pulumi.Output.from_input(existing) if existing else self._trail()
        self.register_outputs({"key_arn": self.key_arn, "log_group_name": self.log_group_name})

    def _trail(self) -> pulumi.Output[str]:
        """Register the trail and what it writes to; return its log group's name."""
        bucket = self._bucket()
        bucket_guards = self._guard(bucket)
        log_group = self._log_group()
        role, role_policy = self._delivery_role()
        aws.cloudtrail.Trail(
            f"{self._name}-trail",
            name=self._args.names.trail,
            s3_bucket_name=bucket.bucket,
            kms_key_id=self.key_arn,
            cloud_watch_logs_group_arn=pulumi.Output.concat(log_group.arn, ":*"),
            cloud_watch_logs_role_arn=role.arn,
            enable_log_file_validation=True,
            is_multi_region_trail=True,
            include_global_service_events=True,
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=True,
                # CloudTrail tries the bucket and the role when the trail is made.
                depends_on=[*bucket_guards, role_policy],
            ),
        )
        return log_group.name

    def _key(self) -> aws.kms.Key:
        key = aws.kms.Key(
            f"{self._name}-key",
            description=f"Audit trail, alerts and functions of {self._args.names.environment}.",
            enable_key_rotation=True,
            rotation_period_in_days=KEY_ROTATION_DAYS,
            deletion_window_in_days=KEY_DELETION_WINDOW_DAYS,
            policy=json.dumps(
                audit_key_policy(
                    self._args.names,
                    self._args.account_id,
                    self._args.deployers,
                    self._args.previewers,
                )
            ),
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )
        aws.kms.Alias(
            f"{self._name}-key-alias",
            name=self._args.names.audit_key_alias,
            target_key_id=key.key_id,
            opts=self._child,
        )
        return key

    def _bucket(self) -> aws.s3.Bucket:
        return aws.s3.Bucket(
            f"{self._name}-bucket",
            bucket=self._args.names.trail_bucket(self._args.account_id),
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )

    def _guard(self, bucket: aws.s3.Bucket) -> list[pulumi.Resource]:
        """Lock the bucket: no public access, no ACLs, versions kept, TLS only, our own key."""
        public_access = aws.s3.BucketPublicAccessBlock(
            f"{self._name}-bucket-public-access",
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self._child,
        )
        ownership = aws.s3.BucketOwnershipControls(
            f"{self._name}-bucket-ownership",
            bucket=bucket.bucket,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=self._child,
        )
        encryption = aws.s3.BucketServerSideEncryptionConfiguration(
            f"{self._name}-bucket-encryption",
            bucket=bucket.bucket,
            rules=[
                {
                    "apply_server_side_encryption_by_default": {
                        "sse_algorithm": "aws:kms",
                        "kms_master_key_id": self.key_arn,
                    }
                }
            ],
            opts=self._child,
        )
        aws.s3.BucketVersioning(
            f"{self._name}-bucket-versioning",
            bucket=bucket.bucket,
            versioning_configuration={"status": "Enabled"},
            opts=self._child,
        )
        aws.s3.BucketLifecycleConfiguration(
            f"{self._name}-bucket-lifecycle",
            bucket=bucket.bucket,
            rules=[
                {
                    "id": "expire",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "expiration": {"days": BUCKET_RETENTION_DAYS},
                    "noncurrent_version_expiration": {"noncurrent_days": 90},
                }
            ],
            opts=self._child,
        )
        policy = aws.s3.BucketPolicy(
            f"{self._name}-bucket-policy",
            bucket=bucket.bucket,
            policy=json.dumps(trail_bucket_policy(self._args.names, self._args.account_id)),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[public_access]),
        )
        return [policy, ownership, encryption]

    def _log_group(self) -> aws.cloudwatch.LogGroup:
        return aws.cloudwatch.LogGroup(
            f"{self._name}-log-group",
            name=self._args.names.trail_log_group,
            retention_in_days=self._args.log_retention_days,
            kms_key_id=self.key_arn,
            opts=self._child,
        )

    def _delivery_role(self) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
        role = aws.iam.Role(
            f"{self._name}-delivery-role",
            name=f"{self._args.names.trail}-delivery",
            description="CloudTrail's delivery into the trail's log group.",
            assume_role_policy=json.dumps(
                trail_role_trust(self._args.names, self._args.account_id)
            ),
            permissions_boundary=self._args.permissions_boundary,
            opts=self._child,
        )
        policy = aws.iam.RolePolicy(
            f"{self._name}-delivery-policy",
            role=role.name,
            policy=json.dumps(trail_role_policy(self._args.names, self._args.account_id)),
            opts=self._child,
        )
        return role, policy
