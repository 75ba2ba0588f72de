"""A secret with its policy and its first value, which is there no sooner than the policy."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from berthcare.documents.secret_access import secret_policy


@dataclass(frozen=True, kw_only=True)
class GuardedSecretArgs:
    """What the secret holds, and who may touch it."""

    secret_name: str
    description: str
    value: pulumi.Input[Mapping[str, object]] = field(repr=False)
    """The JSON object that it holds."""
    ignore_changes: Sequence[str] = ()
    """Inputs of the value that are left as they were deployed."""
    readers: Sequence[str]
    """Role ARNs that read the value."""
    writers: Sequence[str]
    """Role or user ARNs that manage it; at least one must live."""
    rotators: Sequence[str]
    """Role ARNs that read and replace the value, and manage nothing."""
    key_arn: pulumi.Input[str]
    recovery_window_days: int


@dataclass(frozen=True)
class GuardedSecret:
    """The secret's ARN, and its first value, which whatever rotates it must wait for."""

    arn: pulumi.Output[str]
    value: pulumi.Resource


def register_guarded_secret(
    name: str, args: GuardedSecretArgs, parent: pulumi.Resource
) -> GuardedSecret:
    """Register the secret, protected, its policy and its value below `parent`."""
    secret = aws.secretsmanager.Secret(
        name,
        name=args.secret_name,
        description=args.description,
        kms_key_id=args.key_arn,
        recovery_window_in_days=args.recovery_window_days,
        opts=pulumi.ResourceOptions(parent=parent, protect=True),
    )
    policy = aws.secretsmanager.SecretPolicy(
        f"{name}-policy",
        secret_arn=secret.arn,
        policy=json.dumps(secret_policy(args.readers, args.writers, args.rotators)),
        block_public_policy=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    text: pulumi.Output[str] = pulumi.Output.json_dumps(args.value)
    secret_text: pulumi.Output[str] = pulumi.Output.secret(text)
    value = aws.secretsmanager.SecretVersion(
        f"{name}-version",
        secret_id=secret.id,
        secret_string=secret_text,
        opts=pulumi.ResourceOptions(
            parent=parent,
            # No value exists before the policy that guards it.
            depends_on=[policy],
            ignore_changes=list(args.ignore_changes),
        ),
    )
    return GuardedSecret(secret.arn, value)
