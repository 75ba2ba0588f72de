"""CloudWatch Logs: groups and metric filters.

Sources: Terraform AWS provider docs `aws_cloudwatch_log_group` and
`aws_cloudwatch_log_metric_filter`; Amazon CloudWatch Logs API Reference.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from localcloud.aws.handler import Change, Handler, Scope, given
from localcloud.aws.wire import Properties


class LogGroup(Handler):
    """A log group. Its id is its name."""

    pulumi_type = "aws:cloudwatch/logGroup:LogGroup"
    updates = frozenset({"kmsKeyId", "retentionInDays", "skipDestroy", "tags"})
    replaces = frozenset({"logGroupClass", "name"})
    name_input = "name"
    defaults: ClassVar[Mapping[str, Any]] = {"retentionInDays": 0, "skipDestroy": False}
    computed = frozenset({"deletionProtectionEnabled", "logGroupClass", "namePrefix"})

    def create(self, scope: Scope, inputs: Properties) -> str:
        """CreateLogGroup."""
        name: str = inputs["name"]
        scope.client("logs").create_log_group(
            logGroupName=name,
            **given(
                kmsKeyId=inputs.get("kmsKeyId"),
                logGroupClass=inputs.get("logGroupClass"),
                tags=inputs["tagsAll"] or None,
            ),
        )
        return name

    def settle(self, scope: Scope, resource_id: str, inputs: Properties) -> None:
        """Set the retention; 0 keeps events for ever, which is AWS's own default."""
        if inputs["retentionInDays"]:
            _set_retention(scope.client("logs"), resource_id, inputs["retentionInDays"])

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """Find the group in DescribeLogGroups, which matches by prefix."""
        del prior
        logs = scope.client("logs")
        pages = logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=resource_id)
        for group in (group for page in pages for group in page["logGroups"]):
            if group["logGroupName"] == resource_id:
                arn = group["arn"].removesuffix(":*")
                return {
                    "arn": arn,
                    "name": resource_id,
                    "namePrefix": "",
                    "kmsKeyId": group.get("kmsKeyId"),
                    "logGroupClass": group.get("logGroupClass", "STANDARD"),
                    "retentionInDays": group.get("retentionInDays", 0),
                    "deletionProtectionEnabled": group.get("deletionProtectionEnabled", False),
                    "tagsAll": logs.list_tags_for_resource(resourceArn=arn)["tags"],
                }
        return None

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """Set the retention, the key and the tags."""
        logs = scope.client("logs")
        if change.touches("retentionInDays"):
            _set_retention(logs, resource_id, change.new["retentionInDays"])
        if change.touches("kmsKeyId"):
            key = change.new.get("kmsKeyId")
            if key:
                logs.associate_kms_key(logGroupName=resource_id, kmsKeyId=key)
            else:
                logs.disassociate_kms_key(logGroupName=resource_id)
        arn = change.old["arn"]
        if change.tags_to_set:
            logs.tag_resource(resourceArn=arn, tags=change.tags_to_set)
        if change.tags_to_remove:
            logs.untag_resource(resourceArn=arn, tagKeys=change.tags_to_remove)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteLogGroup, but not with `skipDestroy`."""
        if not state.get("skipDestroy"):
            scope.client("logs").delete_log_group(logGroupName=resource_id)


class LogMetricFilter(Handler):
    """A metric filter. Its id is its name."""

    pulumi_type = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
    updates = frozenset({"metricTransformation", "pattern"})
    replaces = frozenset({"logGroupName", "name"})
    name_input = "name"
    computed = frozenset({"applyOnTransformedLogs"})

    def same(self, name: str, left: Any, right: Any) -> bool:
        """Compare the transformation with its default unit filled in."""
        if name == "metricTransformation":
            left, right = ({"unit": "None", **side} for side in (left, right))
        return super().same(name, left, right)

    def create(self, scope: Scope, inputs: Properties) -> str:
        """PutMetricFilter."""
        self._put(scope, inputs)
        name: str = inputs["name"]
        return name

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """Find the filter in DescribeMetricFilters, which matches by prefix."""
        group = prior["logGroupName"]
        pages = scope.client("logs").get_paginator("describe_metric_filters")
        found = (
            metric_filter
            for page in pages.paginate(logGroupName=group, filterNamePrefix=resource_id)
            for metric_filter in page["metricFilters"]
            if metric_filter["filterName"] == resource_id
        )
        metric_filter = next(found, None)
        if metric_filter is None:
            return None
        return {
            "name": resource_id,
            "logGroupName": group,
            "pattern": metric_filter["filterPattern"],
            "applyOnTransformedLogs": metric_filter.get("applyOnTransformedLogs", False),
            "metricTransformation": _transformation(metric_filter["metricTransformations"][0]),
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """PutMetricFilter again."""
        del resource_id
        self._put(scope, change.new)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteMetricFilter."""
        scope.client("logs").delete_metric_filter(
            logGroupName=state["logGroupName"], filterName=resource_id
        )

    @staticmethod
    def _put(scope: Scope, inputs: Properties) -> None:
        wanted = inputs["metricTransformation"]
        default = wanted.get("defaultValue")
        scope.client("logs").put_metric_filter(
            logGroupName=inputs["logGroupName"],
            filterName=inputs["name"],
            filterPattern=inputs["pattern"],
            metricTransformations=[
                given(
                    metricName=wanted["name"],
                    metricNamespace=wanted["namespace"],
                    metricValue=wanted["value"],
                    defaultValue=None if default is None else float(default),
                    unit=wanted.get("unit", "None"),
                    dimensions=wanted.get("dimensions"),
                )
            ],
        )


def _set_retention(logs: Any, group: str, days: int) -> None:
    if days:
        logs.put_retention_policy(logGroupName=group, retentionInDays=days)
    else:
        logs.delete_retention_policy(logGroupName=group)


def _transformation(answer: Mapping[str, Any]) -> Properties:
    """Read a transformation. The provider has its default value as text: `0`, not `0.0`."""
    default = answer.get("defaultValue")
    return given(
        name=answer["metricName"],
        namespace=answer["metricNamespace"],
        value=answer["metricValue"],
        defaultValue=None if default is None else f"{default:g}",
        unit=answer.get("unit", "None"),
        dimensions=answer.get("dimensions") or None,
    )
