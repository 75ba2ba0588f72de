"""The watcher: a function that looks at Twilio and the webhooks every five minutes.

EventBridge starts it; what it prints is its metrics (Embedded Metric Format), so one call publishes
all of them. A run that fails again and again is left in a queue, where an alarm sees it.
"""

import json
from dataclasses import dataclass, field

import pulumi

from berthcare.documents.watcher import watcher_policy
from berthcare.monitoring_settings import HardLimit
from berthcare.names import Names
from berthcare.signals.gauges import WATCHER_PERIOD_SECONDS
from berthcare.watcher_size import WATCHER_MEMORY_MB
from components.scheduled_function import ScheduledFunctionArgs, register_scheduled_function


@dataclass(frozen=True, kw_only=True)
class WatcherArgs:
    """What the watcher looks at, and what it may do."""

    names: Names
    account_id: str
    twilio_account_sid: pulumi.Input[str]
    """The account that serves the environment."""
    has_parent: bool
    """It is a subaccount, whose parent's credentials are in a secret of their own."""
    secrets_key_arn: pulumi.Input[str]
    monitoring_key_arn: pulumi.Input[str]
    log_retention_days: int
    spend_limit_usd: int
    hard_limit: HardLimit
    sentry_dsn: str | None = field(repr=False)
    permissions_boundary: str | None
    """ARN of the policy that bounds the function's role; `None` sets no bound."""


class Watcher(pulumi.ComponentResource):
    """The function, its role, its log, its schedule, and the queue of what it could not do."""

    def __init__(
        self, name: str, args: WatcherArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:monitoring:Watcher", name, None, opts)
        self._args = args

        register_scheduled_function(name, self._function(), self)
        self.register_outputs({})

    def _function(self) -> ScheduledFunctionArgs:
        args = self._args
        return ScheduledFunctionArgs(
            package="watcher",
            function_name=args.names.watcher,
            log_group=args.names.watcher_log_group,
            dead_letters=args.names.watcher_dead_letters,
            account_id=args.account_id,
            monitoring_key_arn=args.monitoring_key_arn,
            description="Publishes what Twilio and the webhooks are like; holds the spend limit.",
            role_description="Reads what the watcher compares; nothing else.",
            schedule_description="Starts the watcher.",
            policy=self._policy(),
            variables=self._variables(),
            sentry_dsn=args.sentry_dsn,
            memory_mb=WATCHER_MEMORY_MB,
            log_retention_days=args.log_retention_days,
            period_seconds=WATCHER_PERIOD_SECONDS,
            permissions_boundary=args.permissions_boundary,
        )

    def _policy(self) -> pulumi.Output[str]:
        args = self._args
        return pulumi.Output.all(args.secrets_key_arn, args.monitoring_key_arn).apply(
            lambda keys: json.dumps(
                watcher_policy(
                    args.names,
                    args.account_id,
                    secrets_key_arn=keys[0],
                    monitoring_key_arn=keys[1],
                    has_parent=args.has_parent,
                )
            )
        )

    def _variables(self) -> dict[str, pulumi.Input[str]]:
        """Return the function's settings: names of secrets, never values."""
        args = self._args
        return {
            "BERTHCARE_ENVIRONMENT": args.names.environment.value,
            "TWILIO_SERVING_ACCOUNT_SID": args.twilio_account_sid,
            "PARENT_SECRET": args.names.parent_secret if args.has_parent else "",
            "ACCOUNT_SECRET": args.names.account_secret,
            "NUMBERS_SECRET": args.names.phone_numbers_secret,
            "WEBHOOKS_SECRET": args.names.webhooks_secret,
            "SPEND_LIFT_PARAMETER": args.names.spend_lift_parameter,
            "SPEND_LIMIT_USD": str(args.spend_limit_usd),
            "HARD_LIMIT": args.hard_limit.value,
        }
