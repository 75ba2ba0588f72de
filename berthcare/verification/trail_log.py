"""The trail's records as CloudWatch Logs has them, and the metric filters that read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from berthcare.verification.aws import Aws

if TYPE_CHECKING:
    from mypy_boto3_logs.type_defs import FilteredLogEventTypeDef


@dataclass(frozen=True)
class TrailLog:
    """One log group."""

    aws: Aws
    group: str

    def patterns_of(self, namespace: str, metric: str) -> list[str]:
        """Return the patterns of the group's metric filters that feed a metric.

        They are asked for by the group, on which the deployer may: by the metric it is every group.
        """
        pages = self.aws.logs.get_paginator("describe_metric_filters").paginate(
            logGroupName=self.group
        )
        wanted = (namespace, metric)
        return [
            one["filterPattern"]
            for page in pages
            for one in page["metricFilters"]
            for fed in one["metricTransformations"]
            if (fed["metricNamespace"], fed["metricName"]) == wanted
        ]

    def refused_read_by(
        self, session: str, since_milliseconds: int
    ) -> "FilteredLogEventTypeDef | None":
        """Return the record of a secret's read that a session was refused, once it is there."""
        mine = (
            f'{{ ($.userIdentity.arn = "*{session}*") && ($.eventName = "GetSecretValue") && '
            '($.errorCode = "AccessDenied*") }'
        )
        return next(iter(self.matching([mine], since_milliseconds)), None)

    def matching(
        self, patterns: Sequence[str], since_milliseconds: int
    ) -> "list[FilteredLogEventTypeDef]":
        """Return what CloudWatch Logs itself finds by each pattern; times are since the epoch."""
        paginator = self.aws.logs.get_paginator("filter_log_events")
        return [
            event
            for pattern in patterns
            for page in paginator.paginate(
                logGroupName=self.group, filterPattern=pattern, startTime=since_milliseconds
            )
            for event in page["events"]
        ]
