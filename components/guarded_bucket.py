"""A bucket that stays, closed to the public, versioned, and encrypted before anything is in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True, kw_only=True)
class GuardedBucketArgs:
    """What the bucket is called, and what distinguishes it from another."""

    bucket_name: str
    encryption: aws.s3.BucketServerSideEncryptionConfigurationRuleArgsDict
    """The rule of its default encryption."""
    lifecycle: Sequence[aws.s3.BucketLifecycleConfigurationRuleArgsDict]
    policy: pulumi.Input[str]
    """Its resource policy, as JSON."""


@dataclass(frozen=True)
class GuardedBucket:
    """The bucket's name, and what must be there before something is written to it."""

    name: pulumi.Output[str]
    guards: Sequence[pulumi.Resource]


def register_guarded_bucket(
    name: str, args: GuardedBucketArgs, parent: pulumi.Resource
) -> GuardedBucket:
    """Register the bucket, protected, and its settings below `parent`."""
    child = pulumi.ResourceOptions(parent=parent)
    bucket = aws.s3.Bucket(
        name,
        bucket=args.bucket_name,
        opts=pulumi.ResourceOptions(parent=parent, protect=True),
    )
    public_access = aws.s3.BucketPublicAccessBlock(
        f"{name}-public-access",
        bucket=bucket.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=child,
    )
    ownership = aws.s3.BucketOwnershipControls(
        f"{name}-ownership",
        bucket=bucket.bucket,
        rule={"object_ownership": "BucketOwnerEnforced"},
        opts=child,
    )
    encryption = aws.s3.BucketServerSideEncryptionConfiguration(
        f"{name}-encryption", bucket=bucket.bucket, rules=[args.encryption], opts=child
    )
    versioning = aws.s3.BucketVersioning(
        f"{name}-versioning",
        bucket=bucket.bucket,
        versioning_configuration={"status": "Enabled"},
        opts=child,
    )
    aws.s3.BucketLifecycleConfiguration(
        f"{name}-lifecycle",
        bucket=bucket.bucket,
        rules=[*args.lifecycle],
        # AWS asks that versioning is on before a rule speaks of older versions.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[versioning]),
    )
    policy = aws.s3.BucketPolicy(
        f"{name}-policy",
        bucket=bucket.bucket,
        policy=args.policy,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[public_access]),
    )
    return GuardedBucket(bucket.bucket, (ownership, encryption, versioning, policy))
