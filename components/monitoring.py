"""Base monitoring: unauthorised access to the secrets, or a silent trail, raises an alarm.

The chain is: audit trail → log group → metric filter → metric → alarm → topic → people. An alarm
on the chain itself says when it stops delivering, so silence is never taken for peace.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from berthcare.documents.audit import alert_topic_policy
from berthcare.names import Names
from berthcare.trail_patterns import unauthorized_secret_access
from components.audit_trail import AuditTrail, AuditTrailArgs

UNAUTHORIZED_ACCESS_PERIOD_SECONDS = 300
TRAIL_SILENCE_PERIOD_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs:
    """Whose secrets are watched, and who hears of it."""

    names: Names
    account_id: str
    alert_emails: Sequence[str]
    log_retention_days: int


class Monitoring(pulumi.ComponentResource):
    """The audit trail, the alarms on it, and the topic that they publish to."""

    topic_arn: pulumi.Output[str]
    unauthorized_access_alarm: pulumi.Output[str]
    """The alarm's name."""
    log_group_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: MonitoringArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:monitoring:Monitoring", name, None, opts)
        self._name = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)

        self._trail = AuditTrail(
            f"{name}-audit",
            AuditTrailArgs(
                names=args.names,
                account_id=args.account_id,
                log_retention_days=args.log_retention_days,
            ),
            self._child,
        )
        self.log_group_name = self._trail.log_group_name
        self.topic_arn = self._topic().arn
        self._metric_filter()
        self.unauthorized_access_alarm = self._unauthorized_access_alarm().name
        self._trail_silent_alarm()
        self.register_outputs(
            {
                "topic_arn": self.topic_arn,
                "unauthorized_access_alarm": self.unauthorized_access_alarm,
                "log_group_name": self.log_group_name,
            }
        )

    def _topic(self) -> aws.sns.Topic:
        topic = aws.sns.Topic(
            f"{self._name}-topic",
            name=self._args.names.alert_topic,
            kms_master_key_id=self._trail.key_arn,
            opts=self._child,
        )
        aws.sns.TopicPolicy(
            f"{self._name}-topic-policy",
            arn=topic.arn,
            policy=json.dumps(alert_topic_policy(self._args.names, self._args.account_id)),
            opts=self._child,
        )
        for email in self._args.alert_emails:
            aws.sns.TopicSubscription(
                f"{self._name}-email-{email}",
                topic=topic.arn,
                protocol="email",
                endpoint=email,
                opts=self._child,
            )
        return topic

    def _metric_filter(self) -> None:
        names = self._args.names
        aws.cloudwatch.LogMetricFilter(
            f"{self._name}-unauthorized-access-filter",
            name=names.unauthorized_access,
            log_group_name=self.log_group_name,
            pattern=unauthorized_secret_access(names),
            metric_transformation={
                "name": names.unauthorized_access,
                "namespace": names.metric_namespace,
                "value": "1",
                "default_value": "0",
                "unit": "Count",
            },
            opts=self._child,
        )

    def _unauthorized_access_alarm(self) -> aws.cloudwatch.MetricAlarm:
        names = self._args.names
        return aws.cloudwatch.MetricAlarm(
            f"{self._name}-unauthorized-access-alarm",
            name=names.unauthorized_access,
            alarm_description=(
                f"Somebody was refused a Twilio secret of {names.environment}. Who, when and from "
                f"where: aws logs filter-log-events --log-group-name {names.trail_log_group} "
                "--filter-pattern '{ $.errorCode = \"AccessDenied*\" }'"
            ),
            namespace=names.metric_namespace,
            metric_name=names.unauthorized_access,
            statistic="Sum",
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=1,
            period=UNAUTHORIZED_ACCESS_PERIOD_SECONDS,
            evaluation_periods=1,
            treat_missing_data="notBreaching",
            alarm_actions=[self.topic_arn],
            ok_actions=[self.topic_arn],
            opts=self._child,
        )

    def _trail_silent_alarm(self) -> None:
        names = self._args.names
        aws.cloudwatch.MetricAlarm(
            f"{self._name}-trail-silent-alarm",
            name=names.trail_silent_alarm,
            alarm_description=(
                "The audit trail delivered nothing for an hour: no alarm on the secrets can fire. "
                f"Check: aws cloudtrail get-trail-status --name {names.trail}"
            ),
            namespace="AWS/Logs",
            metric_name="IncomingLogEvents",
            dimensions={"LogGroupName": self.log_group_name},
            statistic="Sum",
            comparison_operator="LessThanThreshold",
            threshold=1,
            period=TRAIL_SILENCE_PERIOD_SECONDS,
            evaluation_periods=1,
            treat_missing_data="breaching",
            alarm_actions=[self.topic_arn],
            ok_actions=[self.topic_arn],
            opts=self._child,
        )
