"""The watcher: a function that looks at Twilio and the webhooks every five minutes.

EventBridge starts it; what it prints is its metrics (Embedded Metric Format), so one call publishes
all of them. A run that fails again and again is left in a queue, where an alarm sees it.
"""

import json
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from berthcare.documents.watcher import dead_letters_policy, watcher_policy, watcher_trust
from berthcare.monitoring_settings import HardLimit
from berthcare.names import Names
from berthcare.signals.gauges import WATCHER_PERIOD_SECONDS
from berthcare.watcher_size import WATCHER_MEMORY_MB
from components.function_package import build_package

RUNTIME = "python3.12"
TIMEOUT_SECONDS = 60
DEAD_LETTERS_KEPT_SECONDS = 14 * 24 * 3600
"""The longest that SQS keeps a message."""


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


class Watcher(pulumi.ComponentResource):
    """The function, its role, its log, its schedule, and the queue of what it could not do."""

    def __init__(
        self, name: str, args: WatcherArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:monitoring:Watcher", name, None, opts)
        self._name = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)

        role, role_policy = self._role()
        log_group = self._log_group()
        queue = self._dead_letters()
        function = self._function(role, queue, [role_policy, log_group])
        self._retries(function)
        self._schedule(function)
        self.register_outputs({})

    def _role(self) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
        args = self._args
        role = aws.iam.Role(
            f"{self._name}-role",
            name=args.names.watcher,
            description="Reads what the watcher compares; nothing else.",
            assume_role_policy=json.dumps(watcher_trust()),
            opts=self._child,
        )
        document = pulumi.Output.all(args.secrets_key_arn, args.monitoring_key_arn).apply(
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
        policy = aws.iam.RolePolicy(
            f"{self._name}-policy", role=role.name, policy=document, opts=self._child
        )
        return role, policy

    def _log_group(self) -> aws.cloudwatch.LogGroup:
        return aws.cloudwatch.LogGroup(
            f"{self._name}-log-group",
            name=self._args.names.watcher_log_group,
            retention_in_days=self._args.log_retention_days,
            kms_key_id=self._args.monitoring_key_arn,
            opts=self._child,
        )

    def _dead_letters(self) -> aws.sqs.Queue:
        queue = aws.sqs.Queue(
            f"{self._name}-dead-letters",
            name=self._args.names.watcher_dead_letters,
            kms_master_key_id=self._args.monitoring_key_arn,
            message_retention_seconds=DEAD_LETTERS_KEPT_SECONDS,
            opts=self._child,
        )
        aws.sqs.QueuePolicy(
            f"{self._name}-dead-letters-policy",
            queue_url=queue.url,
            policy=json.dumps(dead_letters_policy(self._args.names, self._args.account_id)),
            opts=self._child,
        )
        return queue

    def _function(
        self, role: aws.iam.Role, queue: aws.sqs.Queue, needed: list[pulumi.Resource]
    ) -> aws.lambda_.Function:
        return aws.lambda_.Function(
            f"{self._name}-function",
            name=self._args.names.watcher,
            description="Publishes what Twilio and the webhooks are like; holds the spend limit.",
            runtime=RUNTIME,
            architectures=["arm64"],
            handler="functions.watcher.handler.handle",
            code=pulumi.FileArchive(str(build_package("watcher"))),
            role=role.arn,
            timeout=TIMEOUT_SECONDS,
            memory_size=WATCHER_MEMORY_MB,
            # Two runs at once could both act on the spend limit.
            reserved_concurrent_executions=1,
            kms_key_arn=self._args.monitoring_key_arn,
            environment={"variables": self._variables()},
            dead_letter_config={"target_arn": queue.arn},
            logging_config={
                "log_format": "Text",
                "log_group": self._args.names.watcher_log_group,
            },
            # Without its log group the function would make one that is kept for ever, in the clear.
            opts=pulumi.ResourceOptions(parent=self, depends_on=needed),
        )

    def _variables(self) -> dict[str, pulumi.Input[str]]:
        """Return the function's settings: names of secrets, never values."""
        args = self._args
        variables: dict[str, pulumi.Input[str]] = {
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
        if args.sentry_dsn is not None:
            variables["SENTRY_DSN"] = pulumi.Output.secret(args.sentry_dsn)
        return variables

    def _retries(self, function: aws.lambda_.Function) -> None:
        """Give a failed run up once the next one is due: it looks at everything anew."""
        aws.lambda_.FunctionEventInvokeConfig(
            f"{self._name}-retries",
            function_name=function.name,
            maximum_retry_attempts=1,
            maximum_event_age_in_seconds=WATCHER_PERIOD_SECONDS,
            opts=self._child,
        )

    def _schedule(self, function: aws.lambda_.Function) -> None:
        rule = aws.cloudwatch.EventRule(
            f"{self._name}-schedule",
            name=self._args.names.watcher,
            description="Starts the watcher.",
            schedule_expression=f"rate({WATCHER_PERIOD_SECONDS // 60} minutes)",
            opts=self._child,
        )
        permission = aws.lambda_.Permission(
            f"{self._name}-permission",
            statement_id="ScheduleStarts",
            action="lambda:InvokeFunction",
            function=function.name,
            principal="events.amazonaws.com",
            # No account beside it: EventBridge tells none, and could never start the function.
            source_arn=rule.arn,
            opts=self._child,
        )
        aws.cloudwatch.EventTarget(
            f"{self._name}-target",
            rule=rule.name,
            target_id="watcher",
            arn=function.arn,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permission]),
        )
