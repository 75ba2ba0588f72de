"""What a function that a schedule starts is made of: its role, its log, its queue, its rule.

What it prints is its metrics (Embedded Metric Format). A run that fails again and again is left in
a queue, where an alarm sees it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from berthcare.documents.function import dead_letters_policy, function_trust
from components.function_package import build_package

RUNTIME = "python3.12"
TIMEOUT_SECONDS = 60
DEAD_LETTERS_KEPT_SECONDS = 14 * 24 * 3600
"""The longest that SQS keeps a message."""


@dataclass(frozen=True, kw_only=True)
class ScheduledFunctionArgs:
    """What the function is, what it may do, and how often it runs."""

    package: str
    """Its folder below `functions/`, which has a module `handler` with `handle`."""
    function_name: str
    """Of the function, its role and its rule."""
    log_group: str
    dead_letters: str
    """The queue's name."""
    account_id: str
    monitoring_key_arn: pulumi.Input[str]
    description: str
    role_description: str
    schedule_description: str
    policy: pulumi.Input[str]
    """What its role may do, as JSON."""
    variables: Mapping[str, pulumi.Input[str]] = field(repr=False)
    """Its settings: names of secrets, never values."""
    sentry_dsn: str | None = field(repr=False)
    memory_mb: int
    log_retention_days: int
    period_seconds: int
    permissions_boundary: str | None
    """ARN of the policy that bounds its role; `None` sets no bound."""


@dataclass(frozen=True)
class ScheduledFunction:
    """The function, and the policy without which it can do nothing."""

    function: aws.lambda_.Function
    policy: aws.iam.RolePolicy


def register_scheduled_function(
    name: str, args: ScheduledFunctionArgs, parent: pulumi.Resource
) -> ScheduledFunction:
    """Register the function and all that belongs to it below `parent`."""
    child = pulumi.ResourceOptions(parent=parent)
    role = aws.iam.Role(
        f"{name}-role",
        name=args.function_name,
        description=args.role_description,
        assume_role_policy=json.dumps(function_trust()),
        permissions_boundary=args.permissions_boundary,
        opts=child,
    )
    policy = aws.iam.RolePolicy(f"{name}-policy", role=role.name, policy=args.policy, opts=child)
    log_group = aws.cloudwatch.LogGroup(
        f"{name}-log-group",
        name=args.log_group,
        retention_in_days=args.log_retention_days,
        kms_key_id=args.monitoring_key_arn,
        opts=child,
    )
    queue = _dead_letters(name, args, child)
    function = aws.lambda_.Function(
        f"{name}-function",
        name=args.function_name,
        description=args.description,
        runtime=RUNTIME,
        architectures=["arm64"],
        handler=f"functions.{args.package}.handler.handle",
        code=pulumi.FileArchive(str(build_package(args.package))),
        role=role.arn,
        timeout=TIMEOUT_SECONDS,
        memory_size=args.memory_mb,
        # Two runs at once could both act on what they see.
        reserved_concurrent_executions=1,
        kms_key_arn=args.monitoring_key_arn,
        environment={"variables": _variables(args)},
        dead_letter_config={"target_arn": queue.arn},
        logging_config={"log_format": "Text", "log_group": args.log_group},
        # Without its log group the function would make one that is kept for ever, in the clear.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[policy, log_group]),
    )
    _schedule(name, args, function, child)
    return ScheduledFunction(function, policy)


def _dead_letters(
    name: str, args: ScheduledFunctionArgs, child: pulumi.ResourceOptions
) -> aws.sqs.Queue:
    queue = aws.sqs.Queue(
        f"{name}-dead-letters",
        name=args.dead_letters,
        kms_master_key_id=args.monitoring_key_arn,
        message_retention_seconds=DEAD_LETTERS_KEPT_SECONDS,
        opts=child,
    )
    aws.sqs.QueuePolicy(
        f"{name}-dead-letters-policy",
        queue_url=queue.url,
        policy=json.dumps(dead_letters_policy(args.dead_letters, args.account_id)),
        opts=child,
    )
    return queue


def _variables(args: ScheduledFunctionArgs) -> dict[str, pulumi.Input[str]]:
    """Return the function's variables; the address of error reports holds a key."""
    if args.sentry_dsn is None:
        return dict(args.variables)
    return {**args.variables, "SENTRY_DSN": pulumi.Output.secret(args.sentry_dsn)}


def _schedule(
    name: str,
    args: ScheduledFunctionArgs,
    function: aws.lambda_.Function,
    child: pulumi.ResourceOptions,
) -> None:
    # A failed run is given up once the next one is due: that looks at everything anew.
    aws.lambda_.FunctionEventInvokeConfig(
        f"{name}-retries",
        function_name=function.name,
        maximum_retry_attempts=1,
        maximum_event_age_in_seconds=args.period_seconds,
        opts=child,
    )
    rule = aws.cloudwatch.EventRule(
        f"{name}-schedule",
        name=args.function_name,
        description=args.schedule_description,
        schedule_expression=f"rate({args.period_seconds // 60} minutes)",
        opts=child,
    )
    permission = aws.lambda_.Permission(
        f"{name}-permission",
        statement_id="ScheduleStarts",
        action="lambda:InvokeFunction",
        function=function.name,
        principal="events.amazonaws.com",
        # No account beside it: EventBridge tells none, and could never start the function.
        source_arn=rule.arn,
        opts=child,
    )
    aws.cloudwatch.EventTarget(
        f"{name}-target",
        rule=rule.name,
        target_id=args.package,
        arn=function.arn,
        opts=pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(depends_on=[permission])),
    )
