"""An alarm and the metric that it watches: all that a dashboard needs to know of either."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from berthcare.dashboard.model import Dimensions, Limit
from berthcare.names import Names
from berthcare.signals.metrics import metric_of
from berthcare.signals.signal import Signal

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch.type_defs import MetricAlarmTypeDef

_SIGNS = {
    "GreaterThanOrEqualToThreshold": ">=",
    "GreaterThanThreshold": ">",
    "LessThanOrEqualToThreshold": "<=",
    "LessThanThreshold": "<",
}
"""Of the comparisons with a fixed threshold (CloudWatch API page PutMetricAlarm)."""


@dataclass(frozen=True, kw_only=True)
class AlarmedMetric:
    """One alarm of an environment."""

    alarm_name: str
    namespace: str
    metric: str
    dimensions: Dimensions
    statistic: str
    comparison: str
    """CloudWatch's name, such as `LessThanThreshold`."""
    threshold: float

    @property
    def label(self) -> str:
        """The alarm's key as words, such as `low balance`."""
        return key_of(self.alarm_name).replace("-", " ")

    @property
    def limit(self) -> Limit:
        """The alarm's threshold."""
        return Limit(self.threshold, _SIGNS[self.comparison], self.label, self.alarm_name)

    def watches(self, namespace: str, metric: str, dimensions: Dimensions) -> bool:
        """Tell whether this is the metric, by any statistic."""
        return (self.namespace, self.metric, self.dimensions) == (namespace, metric, dimensions)


def dimensions_of(values: Mapping[str, str]) -> Dimensions:
    """Return dimensions as the model keeps them."""
    return tuple(sorted(values.items()))


def key_of(alarm_name: str) -> str:
    """Return what an alarm is called between `berthcare-` and its environment."""
    return alarm_name.removeprefix("berthcare-").rpartition("-")[0]


def of_signal(signal: Signal, names: Names) -> AlarmedMetric:
    """Return the alarm of a signal of the catalogue, as it is deployed."""
    metric = metric_of(signal, names)
    return AlarmedMetric(
        alarm_name=names.alarm(signal.key),
        namespace=metric.namespace,
        metric=metric.metric,
        dimensions=dimensions_of(metric.dimensions),
        statistic=signal.rule.statistic,
        comparison=signal.rule.comparison,
        threshold=signal.rule.threshold,
    )


def of_description(description: "MetricAlarmTypeDef") -> AlarmedMetric | None:
    """Return an alarm from its description by DescribeAlarms.

    `None` for one without a fixed threshold on one metric: we make none of those.
    """
    if description["ComparisonOperator"] not in _SIGNS:
        return None
    if not (description.get("MetricName") and description.get("Statistic")):
        return None
    named = {one["Name"]: one["Value"] for one in description.get("Dimensions", [])}
    return AlarmedMetric(
        alarm_name=description["AlarmName"],
        namespace=description["Namespace"],
        metric=description["MetricName"],
        dimensions=dimensions_of(named),
        statistic=description["Statistic"],
        comparison=description["ComparisonOperator"],
        threshold=description["Threshold"],
    )
