"""CloudWatch metric alarms.

Sources: Terraform AWS provider docs `aws_cloudwatch_metric_alarm`; Amazon CloudWatch API Reference
(PutMetricAlarm replaces the whole alarm).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from localcloud.aws.handler import Change, Handler, Scope, given, tag_list, tag_map
from localcloud.aws.wire import Properties

# Inputs that PutMetricAlarm and DescribeAlarms spell in one other way and that need no conversion.
_PLAIN = {
    "actionsEnabled": "ActionsEnabled",
    "alarmActions": "AlarmActions",
    "alarmDescription": "AlarmDescription",
    "comparisonOperator": "ComparisonOperator",
    "datapointsToAlarm": "DatapointsToAlarm",
    "evaluationPeriods": "EvaluationPeriods",
    "extendedStatistic": "ExtendedStatistic",
    "insufficientDataActions": "InsufficientDataActions",
    "metricName": "MetricName",
    "namespace": "Namespace",
    "okActions": "OKActions",
    "period": "Period",
    "statistic": "Statistic",
    "threshold": "Threshold",
    "thresholdMetricId": "ThresholdMetricId",
    "treatMissingData": "TreatMissingData",
    "unit": "Unit",
}
_ACTION_LISTS = frozenset({"alarmActions", "insufficientDataActions", "okActions"})


class MetricAlarm(Handler):
    """An alarm on a metric or on metric math. Its id is its name."""

    pulumi_type = "aws:cloudwatch/metricAlarm:MetricAlarm"
    updates = frozenset({*_PLAIN, "dimensions", "metricQueries", "tags"})
    replaces = frozenset({"name"})
    name_input = "name"
    defaults: ClassVar[Mapping[str, Any]] = {
        "actionsEnabled": True,
        "treatMissingData": "missing",
    }
    unordered = frozenset({*_ACTION_LISTS, "metricQueries"})

    def same(self, name: str, left: Any, right: Any) -> bool:
        """Compare queries by what they say; AWS fills in what they leave out."""
        if name == "metricQueries":
            return super().same(name, _queries(left), _queries(right))
        return super().same(name, left, right)

    def create(self, scope: Scope, inputs: Properties) -> str:
        """PutMetricAlarm."""
        name: str = inputs["name"]
        scope.client("cloudwatch").put_metric_alarm(
            **_alarm(inputs), **given(Tags=tag_list(inputs["tagsAll"]) or None)
        )
        return name

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """DescribeAlarms and the tags."""
        cloudwatch = scope.client("cloudwatch")
        alarms = cloudwatch.describe_alarms(AlarmNames=[resource_id])["MetricAlarms"]
        if not alarms:
            return None
        alarm = alarms[0]
        arn = alarm["AlarmArn"]
        return {
            **{name: alarm.get(answer) or None for name, answer in _PLAIN.items()},
            "actionsEnabled": alarm["ActionsEnabled"],
            "threshold": alarm.get("Threshold"),
            "arn": arn,
            "name": resource_id,
            "dimensions": tag_map(alarm.get("Dimensions"), "Name") or None,
            "metricQueries": _metric_queries(alarm, prior),
            "tagsAll": tag_map(cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"]),
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """PutMetricAlarm again, then the tags, which it does not take for an existing alarm."""
        del resource_id
        cloudwatch = scope.client("cloudwatch")
        arn = change.old["arn"]
        if change.names - {"tags", "tagsAll"}:
            cloudwatch.put_metric_alarm(**_alarm(change.new))
        if change.tags_to_set:
            cloudwatch.tag_resource(ResourceARN=arn, Tags=tag_list(change.tags_to_set))
        if change.tags_to_remove:
            cloudwatch.untag_resource(ResourceARN=arn, TagKeys=change.tags_to_remove)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteAlarms."""
        del state
        scope.client("cloudwatch").delete_alarms(AlarmNames=[resource_id])


def _alarm(inputs: Properties) -> dict[str, Any]:
    return given(
        AlarmName=inputs["name"],
        **{parameter: inputs.get(name) for name, parameter in _PLAIN.items()},
        Dimensions=_dimensions(inputs),
        Metrics=[_metric(query) for query in inputs.get("metricQueries") or []] or None,
    )


def _metric_queries(alarm: Mapping[str, Any], prior: Properties) -> Any:
    """Read the metric math. An alarm on neither a metric nor math is MiniStack's: it drops math."""
    if not alarm.get("MetricName") and not alarm.get("Metrics"):
        return prior.get("metricQueries")
    return [_query(entry) for entry in alarm.get("Metrics", [])] or None


def _dimensions(holder: Mapping[str, Any]) -> list[dict[str, str]] | None:
    return tag_list(holder["dimensions"], "Name") if holder.get("dimensions") else None


def _metric(query: Mapping[str, Any]) -> dict[str, Any]:
    metric = query.get("metric")
    return given(
        Id=query["id"],
        AccountId=query.get("accountId"),
        Expression=query.get("expression"),
        Label=query.get("label"),
        Period=query.get("period"),
        ReturnData=query.get("returnData", False),
        MetricStat=metric
        and given(
            Metric=given(
                MetricName=metric["metricName"],
                Namespace=metric.get("namespace"),
                Dimensions=_dimensions(metric),
            ),
            Period=metric["period"],
            Stat=metric["stat"],
            Unit=metric.get("unit"),
        ),
    )


def _query(entry: Mapping[str, Any]) -> Properties:
    """Read one entry of `Metrics` as the provider's `metricQueries` has it."""
    stat = entry.get("MetricStat")
    return given(
        id=entry["Id"],
        accountId=entry.get("AccountId"),
        expression=entry.get("Expression"),
        label=entry.get("Label"),
        period=entry.get("Period"),
        returnData=entry.get("ReturnData", True),
        metric=stat
        and given(
            metricName=stat["Metric"]["MetricName"],
            namespace=stat["Metric"].get("Namespace"),
            dimensions=tag_map(stat["Metric"].get("Dimensions"), "Name") or None,
            period=stat["Period"],
            stat=stat["Stat"],
            unit=stat.get("Unit"),
        ),
    )


def _queries(value: Any) -> Any:
    return [_metric(query) for query in value] if isinstance(value, list) else value
