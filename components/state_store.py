"""Where the stacks' states live: a key, a bucket that loses no version, and its access log."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from berthcare.account_names import STATE_KEY_ALIAS, AccountNames
from berthcare.documents.state_store import (
    LOG_PREFIX,
    log_bucket_policy,
    state_bucket_policy,
    state_key_policy,
)
from berthcare.state_layout import LOCKS
from components.guarded_bucket import GuardedBucket, GuardedBucketArgs, register_guarded_bucket

KEY_DELETION_WINDOW_DAYS = 30
KEY_ROTATION_DAYS = 365
KEPT_VERSIONS = 10
"""Older versions of a state that are kept for ever."""
OLDER_VERSIONS_DAYS = 90
"""How long the versions beyond those are kept."""
LOG_DAYS = 400


@dataclass(frozen=True, kw_only=True)
class StateStoreArgs:
    """Whose states, and who else than the delivery roles reads and writes them."""

    names: AccountNames
    administrators: Sequence[str]
    """Role or user ARNs that run the bootstrap."""


class StateStore(pulumi.ComponentResource):
    """The key of the states and of their secrets, the states' bucket, and its log's bucket."""

    key_arn: pulumi.Output[str]
    bucket_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: StateStoreArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:delivery:StateStore", name, None, opts)
        self._name = name
        self._args = args

        self.key_arn = self._key().arn
        log = self._log_bucket()
        self.bucket_name = self._bucket(log).name
        self.register_outputs({"key_arn": self.key_arn, "bucket_name": self.bucket_name})

    def _key(self) -> aws.kms.Key:
        stays = pulumi.ResourceOptions(parent=self, protect=True)
        key = aws.kms.Key(
            f"{self._name}-key",
            description="States of the Pulumi stacks, and the secrets in them.",
            enable_key_rotation=True,
            rotation_period_in_days=KEY_ROTATION_DAYS,
            deletion_window_in_days=KEY_DELETION_WINDOW_DAYS,
            policy=json.dumps(state_key_policy(self._args.names, self._args.administrators)),
            opts=stays,
        )
        aws.kms.Alias(
            f"{self._name}-key-alias",
            name=STATE_KEY_ALIAS,
            target_key_id=key.key_id,
            # The stack files name the key by it.
            opts=stays,
        )
        return key

    def _bucket(self, log: GuardedBucket) -> GuardedBucket:
        names = self._args.names
        bucket = register_guarded_bucket(
            f"{self._name}-bucket",
            GuardedBucketArgs(
                bucket_name=names.state_bucket,
                encryption={
                    "apply_server_side_encryption_by_default": {
                        "sse_algorithm": "aws:kms",
                        "kms_master_key_id": self.key_arn,
                    },
                    "bucket_key_enabled": True,
                },
                lifecycle=_LIFECYCLE,
                policy=pulumi.Output.json_dumps(
                    self.key_arn.apply(lambda key_arn: state_bucket_policy(names, key_arn))
                ),
            ),
            self,
        )
        aws.s3.BucketLogging(
            f"{self._name}-bucket-logging",
            bucket=bucket.name,
            target_bucket=log.name,
            target_prefix=LOG_PREFIX,
            # S3 tries the log's bucket when logging is switched on.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*log.guards]),
        )
        return bucket

    def _log_bucket(self) -> GuardedBucket:
        """Register the log's bucket. S3 cannot deliver under a customer-managed key (ADR 0037)."""
        names = self._args.names
        return register_guarded_bucket(
            f"{self._name}-log",
            GuardedBucketArgs(
                bucket_name=names.state_log_bucket,
                encryption={"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}},
                lifecycle=[
                    {
                        "id": "expire",
                        "status": "Enabled",
                        "filter": {"prefix": ""},
                        "expiration": {"days": LOG_DAYS},
                        "noncurrent_version_expiration": {"noncurrent_days": OLDER_VERSIONS_DAYS},
                    }
                ],
                policy=json.dumps(log_bucket_policy(names)),
            ),
            self,
        )


_LIFECYCLE: tuple[aws.s3.BucketLifecycleConfigurationRuleArgsDict, ...] = (
    {
        "id": "older-versions",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "noncurrent_version_expiration": {
            "newer_noncurrent_versions": KEPT_VERSIONS,
            "noncurrent_days": OLDER_VERSIONS_DAYS,
        },
        "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
    },
    {
        # A lock is made once and deleted once: its only version would be kept for ever.
        "id": "past-locks",
        "status": "Enabled",
        "filter": {"prefix": LOCKS},
        "expiration": {"expired_object_delete_marker": True},
        "noncurrent_version_expiration": {"noncurrent_days": OLDER_VERSIONS_DAYS},
    },
)
