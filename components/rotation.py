"""The rotation: tokens are replaced every ninety days, and no webhook is refused meanwhile.

Secrets Manager starts the function for each step of a rotation; EventBridge starts it to complete
one, every five minutes (docs/adr/0020).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from berthcare.documents.rotation import rotation_policy
from berthcare.names import Names
from berthcare.rotation_schedule import (
    COMPLETION_PERIOD_SECONDS,
    ROTATION_DAYS,
    SETTLING_SECONDS,
)
from berthcare.rotation_size import MEMORY_MB
from components.guarded_secret import GuardedSecret
from components.scheduled_function import (
    ScheduledFunction,
    ScheduledFunctionArgs,
    register_scheduled_function,
)


@dataclass(frozen=True, kw_only=True)
class RotationArgs:
    """What is rotated, and by what it is encrypted."""

    names: Names
    account_id: str
    twilio_account_sid: pulumi.Input[str]
    """The account that serves the environment."""
    account: GuardedSecret | None
    """Its secret; `None` where its token deploys too, and so people rotate it (docs/adr/0019)."""
    webhooks: GuardedSecret
    secrets_key_arn: pulumi.Input[str]
    monitoring_key_arn: pulumi.Input[str]
    log_retention_days: int
    sentry_dsn: str | None = field(repr=False)
    permissions_boundary: str | None
    """ARN of the policy that bounds the function's role; `None` sets no bound."""


class Rotation(pulumi.ComponentResource):
    """The function, and the rotation of each secret by it.

    Nothing is rotated by a deployment: `rotate_immediately` is off, and the first rotation is due
    after ninety days.
    """

    def __init__(
        self, name: str, args: RotationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:rotation:Rotation", name, None, opts)
        self._name = name
        self._args = args

        rotating = register_scheduled_function(name, self._function(), self)
        secrets = {"account": args.account, "webhooks": args.webhooks}
        earlier: list[pulumi.Resource] = []
        for suffix, secret in secrets.items():
            if secret is not None:
                earlier.append(self._rotate(suffix, secret, rotating, earlier))
        self.register_outputs({})

    def _function(self) -> ScheduledFunctionArgs:
        args = self._args
        return ScheduledFunctionArgs(
            package="rotation",
            function_name=args.names.rotation,
            log_group=args.names.rotation_log_group,
            dead_letters=args.names.rotation_dead_letters,
            account_id=args.account_id,
            monitoring_key_arn=args.monitoring_key_arn,
            description="Replaces the tokens in the Twilio secrets, step by step.",
            role_description="Replaces the tokens in the Twilio secrets; nothing else.",
            schedule_description="Has rotations completed.",
            policy=self._policy(),
            variables=self._variables(),
            sentry_dsn=args.sentry_dsn,
            memory_mb=MEMORY_MB,
            log_retention_days=args.log_retention_days,
            period_seconds=COMPLETION_PERIOD_SECONDS,
            permissions_boundary=args.permissions_boundary,
        )

    def _policy(self) -> pulumi.Output[str]:
        args = self._args
        return pulumi.Output.all(args.secrets_key_arn, args.monitoring_key_arn).apply(
            lambda keys: json.dumps(
                rotation_policy(
                    args.names,
                    args.account_id,
                    secrets_key_arn=keys[0],
                    monitoring_key_arn=keys[1],
                    has_parent=args.account is not None,
                )
            )
        )

    def _variables(self) -> dict[str, pulumi.Input[str]]:
        """Return the function's settings: names of secrets, never values."""
        args = self._args
        return {
            "BERTHCARE_ENVIRONMENT": args.names.environment.value,
            "TWILIO_SERVING_ACCOUNT_SID": args.twilio_account_sid,
            "ACCOUNT_SECRET": "" if args.account is None else args.names.account_secret,
            "WEBHOOKS_SECRET": args.names.webhooks_secret,
            "SETTLING_SECONDS": str(SETTLING_SECONDS),
        }

    def _rotate(
        self,
        suffix: str,
        secret: GuardedSecret,
        rotating: ScheduledFunction,
        earlier: Sequence[pulumi.Resource],
    ) -> pulumi.Resource:
        """Let Secrets Manager start the function for this one secret, and tell it when."""
        permission = aws.lambda_.Permission(
            f"{self._name}-{suffix}-permission",
            statement_id=f"Rotates-{suffix}",
            action="lambda:InvokeFunction",
            function=rotating.function.name,
            principal="secretsmanager.amazonaws.com",
            source_account=self._args.account_id,
            source_arn=secret.arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return aws.secretsmanager.SecretRotation(
            f"{self._name}-{suffix}",
            secret_id=secret.arn,
            rotation_lambda_arn=rotating.function.arn,
            rotate_immediately=False,
            rotation_rules={"automatically_after_days": ROTATION_DAYS},
            opts=pulumi.ResourceOptions(
                parent=self,
                # Secrets Manager tries the function on the value when a rotation is set up, and the
                # function runs once at a time.
                depends_on=[secret.value, permission, rotating.policy, *earlier],
            ),
        )
