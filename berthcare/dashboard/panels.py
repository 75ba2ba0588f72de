"""The dashboard of an environment: which metrics, in which panels, with which limits.

Metrics are the functions' (namespace `BerthCare/Twilio`, dimension `Environment`), those of the
trail's signals (the same namespace, no dimension, named like their alarms), and AWS's own. The
limits of a metric are the thresholds of the alarms that watch it, so that a line in a chart is
where an alarm rings.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from berthcare.dashboard.alarmed_metric import AlarmedMetric, dimensions_of
from berthcare.dashboard.model import (
    AlarmPanel,
    Dashboard,
    Dimensions,
    Kind,
    Limit,
    LogPanel,
    MetricPanel,
    Panel,
    Section,
    Series,
    Unit,
)
from berthcare.names import Names
from berthcare.signals import rotation_metrics, watcher_metrics

SLOW_MS = 1000.0
"""From when on an endpoint is slow for the watcher; its alarm counts such endpoints."""
_WEBHOOKS = ("voice webhook", "voice status", "sms webhook", "sms status")
_LAMBDA, _SQS, _LOGS = "AWS/Lambda", "AWS/SQS", "AWS/Logs"
_READS_QUERY = (
    "fields @timestamp, userIdentity.arn as who, sourceIPAddress as whence, "
    "coalesce(requestParameters.secretId, errorMessage) as secret, errorCode\n"
    '| filter eventSource = "secretsmanager.amazonaws.com" and eventName like /GetSecretValue$/\n'
    "| sort @timestamp desc\n"
    "| limit 50"
)
_READS_PATTERN = '{ $.eventName = "*GetSecretValue" }'


def dashboard_of(
    names: Names,
    alarms: Sequence[AlarmedMetric],
    *,
    spend_limit_usd: float | None = None,
) -> Dashboard:
    """Return the dashboard of one environment.

    `alarms` are all its alarms, in the order to show them; the one on the trail's silence tells
    the trail's log group too. `spend_limit_usd` is the month's limit, which no alarm's threshold
    tells.
    """
    parts = _Parts(names, alarms)
    others = (
        Section("Calls and messages", parts.calls_and_messages()),
        Section("Endpoints", parts.endpoints()),
        Section("Money and the watcher", parts.money(spend_limit_usd)),
        Section("Credentials and their rotation", parts.credentials()),
    )
    shown = Dashboard(str(names.environment), others).alarms
    security = [alarm for alarm in alarms if alarm.alarm_name not in shown]
    first = Section("Security", parts.security(security))
    return Dashboard(str(names.environment), (first, *others))


@dataclass(frozen=True)
class _Parts:
    """Makes the panels of each section."""

    names: Names
    alarms: Sequence[AlarmedMetric]

    def security(self, own: Sequence[AlarmedMetric]) -> tuple[Panel, ...]:
        """Return who touched what; `own` are the alarms that no other section shows."""
        events = tuple(
            replace(
                self._series(one.label, one.namespace, one.metric, one.dimensions, one.statistic),
                counts_events=True,
            )
            for one in own
            if one.namespace == self.names.metric_namespace and not one.dimensions
        )
        panels: list[Panel] = [
            AlarmPanel("Security alarms", tuple(alarm.alarm_name for alarm in own)),
            MetricPanel("Security events", Kind.TOTAL, Unit.COUNT, events),
        ]
        log_group = _log_group(own)
        if log_group is not None:
            place = dimensions_of({"LogGroupName": log_group})
            arriving = self._series(
                "records in the trail", _LOGS, "IncomingLogEvents", place, "Sum"
            )
            panels += [
                MetricPanel("Trail, records arriving", Kind.LINES, Unit.COUNT, (arriving,)),
                LogPanel(
                    "Who read which secret, from where",
                    log_group,
                    _READS_QUERY,
                    _READS_PATTERN,
                ),
            ]
        return tuple(panels)

    def calls_and_messages(self) -> tuple[Panel, ...]:
        """Return how much the numbers are used, and how well."""
        uses = self._own("uses today", watcher_metrics.USES_TODAY)
        rate = self._own("error rate", watcher_metrics.ERROR_RATE)
        counts = (
            self._own("errors today", watcher_metrics.ERRORS_TODAY),
            self._own("numbers missing", watcher_metrics.NUMBERS_MISSING),
            self._own("numbers drifted", watcher_metrics.NUMBERS_DRIFTED),
        )
        return self._with_alarms(
            "Alarms on calls and messages",
            MetricPanel("Calls and messages today", Kind.LINES, Unit.COUNT, (uses,)),
            MetricPanel("Error rate today", Kind.LINES, Unit.PERCENT, (rate,)),
            MetricPanel("Errors and numbers", Kind.LATEST, Unit.COUNT, counts),
        )

    def endpoints(self) -> tuple[Panel, ...]:
        """Return how the webhooks answer."""
        slow = Limit(SLOW_MS, ">", "slow")
        latencies = tuple(
            replace(self._own(label, metric), limits=(slow,))
            for label, metric in zip(_WEBHOOKS, watcher_metrics.LATENCIES, strict=True)
        )
        counts = (
            self._own("endpoints down", watcher_metrics.ENDPOINTS_DOWN),
            self._own("endpoints slow", watcher_metrics.ENDPOINTS_SLOW),
        )
        return self._with_alarms(
            "Alarms on endpoints",
            MetricPanel("Webhooks, time to answer", Kind.LINES, Unit.MILLISECONDS, latencies),
            MetricPanel("Endpoints", Kind.LATEST, Unit.COUNT, counts),
        )

    def money(self, spend_limit_usd: float | None) -> tuple[Panel, ...]:
        """Return what is left and spent, and whether the watcher itself is well."""
        spend = self._own("spent this month", watcher_metrics.MONTH_SPEND)
        if spend_limit_usd is not None:
            limit = Limit(spend_limit_usd, ">=", "spend limit")
            spend = replace(spend, limits=(*spend.limits, limit))
        stops = (
            self._own("spend limit reached", watcher_metrics.SPEND_LIMIT_REACHED),
            self._own("subaccount suspended", watcher_metrics.SUBACCOUNT_SUSPENDED),
        )
        balance = self._own("balance", watcher_metrics.BALANCE, "Minimum")
        return self._with_alarms(
            "Alarms on money and the watcher",
            MetricPanel("Balance", Kind.LINES, Unit.DOLLARS, (balance,)),
            MetricPanel("Spent this month", Kind.LINES, Unit.DOLLARS, (spend,)),
            MetricPanel("Stopped", Kind.LATEST, Unit.YES_NO, stops),
            *self._health(),
        )

    def credentials(self) -> tuple[Panel, ...]:
        """Return how old the credentials are, and how their rotation goes."""
        age = self._own("oldest credential", watcher_metrics.CREDENTIAL_AGE)
        refused = self._own("token refused", rotation_metrics.REFUSED)
        overdue = self._own("promotion overdue", rotation_metrics.PROMOTION_OVERDUE)
        checks = self._own("rotation checks", rotation_metrics.CHECKS, "Sum")
        return self._with_alarms(
            "Alarms on credentials",
            MetricPanel("Age of the oldest credential", Kind.LINES, Unit.DAYS, (age,)),
            MetricPanel("Auth token", Kind.LATEST, Unit.YES_NO, (refused, overdue)),
            self._runs("Rotation", self.names.rotation, (checks,)),
            self._lost("Rotation", self.names.rotation_dead_letters),
        )

    def _health(self) -> tuple[MetricPanel, ...]:
        function = self.names.watcher
        place = dimensions_of({"FunctionName": function})
        time = self._series("watcher duration", _LAMBDA, "Duration", place, "Maximum")
        health = (
            self._own("watcher runs", watcher_metrics.RUNS, "Sum"),
            self._own("readings failed", watcher_metrics.READINGS_FAILED, "Sum"),
        )
        return (
            self._runs("Watcher", function, health),
            self._lost("Watcher", self.names.watcher_dead_letters),
            MetricPanel("Watcher, time of a run", Kind.LINES, Unit.MILLISECONDS, (time,)),
        )

    def _runs(self, name: str, function: str, told: tuple[Series, ...]) -> MetricPanel:
        """Return what a function tells of its runs, and how many ended with an error."""
        place = dimensions_of({"FunctionName": function})
        errors = self._series(f"{name.lower()} errors", _LAMBDA, "Errors", place, "Sum")
        return MetricPanel(name, Kind.TOTAL, Unit.COUNT, (*told, errors))

    def _lost(self, name: str, queue: str) -> MetricPanel:
        """Return how many of a function's runs wait in its queue."""
        place = dimensions_of({"QueueName": queue})
        metric, label = "ApproximateNumberOfMessagesVisible", f"{name.lower()} dead letters"
        lost = self._series(label, _SQS, metric, place, "Maximum")
        return MetricPanel(f"{name}, runs lost", Kind.LATEST, Unit.COUNT, (lost,))

    def _with_alarms(self, title: str, *panels: MetricPanel) -> tuple[Panel, ...]:
        """Return the panels behind one of the alarms on their metrics."""
        on_these = {limit.alarm for panel in panels for limit in panel.limits}
        names = [alarm.alarm_name for alarm in self.alarms if alarm.alarm_name in on_these]
        return (AlarmPanel(title, tuple(names)), *panels)

    def _own(self, label: str, metric: str, statistic: str = "Maximum") -> Series:
        place = dimensions_of(watcher_metrics.dimensions(self.names.environment))
        return self._series(label, self.names.metric_namespace, metric, place, statistic)

    def _series(
        self, label: str, namespace: str, metric: str, dimensions: Dimensions, statistic: str
    ) -> Series:
        limits = tuple(
            alarm.limit for alarm in self.alarms if alarm.watches(namespace, metric, dimensions)
        )
        return Series(label, namespace, metric, dimensions, statistic, limits)


def _log_group(alarms: Sequence[AlarmedMetric]) -> str | None:
    """Return the trail's log group, which the alarm on the trail's silence watches."""
    for alarm in alarms:
        if (alarm.namespace, alarm.metric) == (_LOGS, "IncomingLogEvents"):
            return dict(alarm.dimensions).get("LogGroupName")
    return None
