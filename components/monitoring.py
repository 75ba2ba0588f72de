"""Monitoring: whatever goes wrong raises an alarm, and somebody hears of it.

The trail's chain is: audit trail → log group → metric filter → metric → alarm → topic → people; the
watcher's begins at its own metrics. Alarms on both chains say when they stop delivering, so silence
is never taken for peace.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from berthcare.dashboard.alarmed_metric import of_signal
from berthcare.dashboard.as_cloudwatch import as_cloudwatch
from berthcare.dashboard.panels import dashboard_of
from berthcare.documents.rotation import rotation_role_arn
from berthcare.documents.watcher import watcher_role_arn
from berthcare.monitoring_settings import MonitoringSettings
from berthcare.names import Names
from berthcare.signals.catalogue import signals_of
from berthcare.signals.signal import Signal
from berthcare.signals.watched import Watched
from components.alarms import KEY_TO_COME, RUNBOOKS, AlarmsArgs, register_alarms
from components.alert_topic import AlertTopic, AlertTopicArgs, register_alert_topic
from components.audit_trail import AuditTrail, AuditTrailArgs
from components.fast_alarm import FastAlarm, FastAlarmArgs
from components.spend_guard import SpendGuard, SpendGuardArgs
from components.watcher import Watcher, WatcherArgs


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs:
    """Whose secrets and whose Twilio account are watched, and who hears of it."""

    names: Names
    account_id: str
    settings: MonitoringSettings
    backend_arn: str
    deployers: Sequence[str]
    """Role or user ARNs that manage the environment."""
    previewers: Sequence[str]
    """Role ARNs that read what a deployment would change."""
    permissions_boundary: str | None
    """ARN of the policy that bounds each role; `None` sets no bound."""
    secrets_key_arn: pulumi.Output[str]
    secrets_key_id: pulumi.Output[str]
    twilio_account_sid: pulumi.Input[str]
    has_parent: bool
    """The Twilio account is a subaccount."""
    spend_limit_usd: int


class Monitoring(pulumi.ComponentResource):
    """The audit trail, the watcher, the alarms on both, and the topic that they publish to."""

    key_arn: pulumi.Output[str]
    """The key of monitoring, which encrypts what functions print and give up, too."""
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
        self._runbooks = (args.settings.runbooks_url or RUNBOOKS).rstrip("/")

        self._trail = self._audit_trail()
        self.key_arn = self._trail.key_arn
        self.log_group_name = self._trail.log_group_name
        self._topic = self._alert_topic()
        self.topic_arn = self._topic.arn
        self._operations_log()
        self._watcher()
        self._spend_guard()
        watched = self._watched()
        signals = signals_of(watched)
        self.unauthorized_access_alarm = self._alarms(watched, signals)
        if args.settings.fast_alarm:
            self._fast_alarm(watched)
        self._dashboard(signals)
        self.register_outputs(
            {
                "topic_arn": self.topic_arn,
                "unauthorized_access_alarm": self.unauthorized_access_alarm,
                "log_group_name": self.log_group_name,
            }
        )

    def _audit_trail(self) -> AuditTrail:
        settings = self._args.settings
        return AuditTrail(
            f"{self._name}-audit",
            AuditTrailArgs(
                names=self._args.names,
                account_id=self._args.account_id,
                deployers=self._args.deployers,
                previewers=self._args.previewers,
                permissions_boundary=self._args.permissions_boundary,
                log_retention_days=settings.log_retention_days,
                existing_log_group=settings.trail_log_group,
            ),
            self._child,
        )

    def _alert_topic(self) -> AlertTopic:
        settings = self._args.settings
        return register_alert_topic(
            self._name,
            AlertTopicArgs(
                names=self._args.names,
                account_id=self._args.account_id,
                key_arn=self._trail.key_arn,
                emails=settings.alert_emails,
                urls=settings.alert_urls,
            ),
            self,
        )

    def _operations_log(self) -> None:
        """Register the group of what operators do by command, and why."""
        aws.cloudwatch.LogGroup(
            f"{self._name}-operations",
            name=self._args.names.operations_log_group,
            retention_in_days=self._args.settings.log_retention_days,
            kms_key_id=self._trail.key_arn,
            opts=self._child,
        )

    def _watcher(self) -> None:
        args = self._args
        Watcher(
            f"{self._name}-watcher",
            WatcherArgs(
                names=args.names,
                account_id=args.account_id,
                twilio_account_sid=args.twilio_account_sid,
                has_parent=args.has_parent,
                secrets_key_arn=args.secrets_key_arn,
                monitoring_key_arn=self._trail.key_arn,
                log_retention_days=args.settings.log_retention_days,
                spend_limit_usd=args.spend_limit_usd,
                hard_limit=args.settings.hard_limit,
                sentry_dsn=args.settings.sentry_dsn,
                permissions_boundary=args.permissions_boundary,
            ),
            self._child,
        )

    def _spend_guard(self) -> None:
        SpendGuard(
            f"{self._name}-spend-guard",
            SpendGuardArgs(
                names=self._args.names,
                topic_arn=self._topic.arn,
                topic_policy=self._topic.policy,
            ),
            self._child,
        )

    def _alarms(self, watched: Watched, signals: Sequence[Signal]) -> pulumi.Output[str]:
        """Register every alarm; return the name of the one on unauthorised access."""
        alarms = register_alarms(
            self._name,
            signals,
            AlarmsArgs(
                watched=watched,
                key_id=self._args.secrets_key_id,
                log_group_name=self.log_group_name,
                topic_arn=self._topic.arn,
                runbooks=self._runbooks,
            ),
            self,
        )
        return alarms["unauthorized-twilio-secret-access"].name

    def _fast_alarm(self, watched: Watched) -> None:
        FastAlarm(
            f"{self._name}-fast-alarm",
            FastAlarmArgs(
                watched=watched,
                topic_arn=self._topic.arn,
                key_arn=self._trail.key_arn,
                runbook=f"{self._runbooks}/unauthorised-access.md",
                permissions_boundary=self._args.permissions_boundary,
            ),
            self._child,
        )

    def _dashboard(self, signals: Sequence[Signal]) -> None:
        args = self._args
        alarms = [of_signal(one, args.names) for one in signals]
        model = dashboard_of(args.names, alarms, spend_limit_usd=args.spend_limit_usd)
        aws.cloudwatch.Dashboard(
            f"{self._name}-dashboard",
            dashboard_name=args.names.dashboard,
            dashboard_body=json.dumps(as_cloudwatch(model, args.account_id)),
            opts=self._child,
        )

    def _watched(self) -> Watched:
        args, existing = self._args, self._args.settings.trail_log_group
        rotation = rotation_role_arn(args.names, args.account_id)
        return Watched(
            names=args.names,
            account_id=args.account_id,
            readers=(args.backend_arn, watcher_role_arn(args.names, args.account_id), rotation),
            rotation=rotation,
            deployers=tuple(args.deployers),
            previewers=tuple(args.previewers),
            key_id=KEY_TO_COME,
            trail_log_group=existing or args.names.trail_log_group,
            trail=None if existing else args.names.trail,
        )
