"""The fast path: a stranger's read of a secret is told within seconds, past the trail's log group.

CloudTrail delivers to a log group within about five minutes, and to EventBridge at once. Reading
calls reach a rule only in the state named below (EventBridge User Guide, "Read-only management
events"). The message tells no session, which may be a person's name.
"""

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from berthcare.documents.alerts import stranger_rule_policy, stranger_rule_trust
from berthcare.residency import REGION
from berthcare.signals.watched import Watched

_WITH_READS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"


@dataclass(frozen=True, kw_only=True)
class FastAlarmArgs:
    """Who is a stranger, and who is told."""

    watched: Watched
    topic_arn: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    """Of the key that encrypts the topic."""
    runbook: str
    permissions_boundary: str | None
    """ARN of the policy that bounds the rule's role; `None` sets no bound."""


class FastAlarm(pulumi.ComponentResource):
    """One rule on the default bus, its target, and the role by which it publishes."""

    def __init__(
        self, name: str, args: FastAlarmArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:monitoring:FastAlarm", name, None, opts)
        names = args.watched.names
        role, policy = self._role(name, args)
        rule = aws.cloudwatch.EventRule(
            f"{name}-rule",
            name=names.stranger_read_rule,
            description="A Twilio secret was read by a stranger.",
            event_pattern=json.dumps(stranger_read_pattern(args.watched)),
            state=_WITH_READS,
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.cloudwatch.EventTarget(
            f"{name}-target",
            rule=rule.name,
            target_id="alerts",
            arn=args.topic_arn,
            role_arn=role.arn,
            input_transformer={
                "input_paths": {
                    "event": "$.detail.eventID",
                    "secret": "$.detail.requestParameters.secretId",
                    "time": "$.detail.eventTime",
                },
                "input_template": json.dumps(
                    f"[page] {names.environment}: the secret <secret> was read by a stranger at "
                    f"<time>, event <event>. Runbook: {args.runbook}"
                ),
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy]),
        )
        self.register_outputs({})

    def _role(self, name: str, args: FastAlarmArgs) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
        names, account = args.watched.names, args.watched.account_id
        role = aws.iam.Role(
            f"{name}-role",
            name=names.stranger_read_rule,
            description="Publishes a stranger's read to the alert topic.",
            assume_role_policy=json.dumps(stranger_rule_trust(names, account)),
            permissions_boundary=args.permissions_boundary,
            opts=pulumi.ResourceOptions(parent=self),
        )
        document = pulumi.Output.from_input(args.key_arn).apply(
            lambda key: json.dumps(stranger_rule_policy(names, account, key))
        )
        policy = aws.iam.RolePolicy(
            f"{name}-policy",
            role=role.name,
            policy=document,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return role, policy


def stranger_read_pattern(watched: Watched) -> dict[str, object]:
    """Return the event pattern (EventBridge User Guide, "Comparison operators").

    `anything-but` matches nothing where the field is absent: a caller without a session, the root
    user or an IAM user, is the second case.
    """
    known = [*watched.readers, *watched.previewers, *watched.deployers]
    prefix = watched.names.secret_prefix
    of_region = f"arn:aws:secretsmanager:{REGION}:{watched.account_id}:secret:{prefix}"
    return {
        "source": ["aws.secretsmanager"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {
            "eventSource": ["secretsmanager.amazonaws.com"],
            "eventName": ["GetSecretValue"],
            "errorCode": [{"exists": False}],
            "requestParameters": {"secretId": [{"prefix": prefix}, {"prefix": of_region}]},
            "$or": [
                {"userIdentity": {"sessionContext": {"sessionIssuer": {"arn": _other(known)}}}},
                {
                    "userIdentity": {
                        "sessionContext": {"sessionIssuer": {"arn": [{"exists": False}]}},
                        "arn": _other(known),
                    }
                },
            ],
        },
    }


def _other(arns: list[str]) -> list[dict[str, object]]:
    return [{"anything-but": arns}]
