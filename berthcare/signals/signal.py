"""A signal: something that can go wrong, how it is seen, when it is an alarm, and what helps."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

Record = Mapping[str, Any]
"""A CloudTrail record ("CloudTrail record contents")."""
Comparison = Literal["GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold"]
MissingData = Literal["notBreaching", "ignore", "breaching"]
"""What a period without data means: peace; nothing, so that the alarm stays as it is; or trouble
("Configuring how CloudWatch alarms treat missing data")."""
AT_LEAST: Comparison = "GreaterThanOrEqualToThreshold"
MORE_THAN: Comparison = "GreaterThanThreshold"
LESS_THAN: Comparison = "LessThanThreshold"


class Severity(str, Enum):
    """How soon somebody must look."""

    PAGE = "page"
    """Now, also at night."""
    TICKET = "ticket"
    """On the next working day."""


@dataclass(frozen=True, kw_only=True)
class AlarmRule:
    """When a metric is an alarm (CloudWatch API page PutMetricAlarm)."""

    threshold: float
    comparison: Comparison = AT_LEAST
    statistic: Literal["Sum", "Minimum", "Maximum"] = "Sum"
    period_seconds: int = 300
    evaluation_periods: int = 1
    """How many periods in a row must breach."""
    missing_data: MissingData = "notBreaching"

    def breached_by(self, value: float) -> bool:
        """Whether a value of the statistic breaches."""
        if self.comparison == LESS_THAN:
            return value < self.threshold
        return value > self.threshold or (value == self.threshold and self.comparison == AT_LEAST)


@dataclass(frozen=True, kw_only=True)
class TrailPattern:
    """Seen in the audit trail: a metric filter counts the records that match."""

    pattern: str
    """CloudWatch Logs filter pattern, `LONGEST_PATTERN` characters at most."""
    fires: tuple[Record, ...]
    """Records that match."""
    near_misses: tuple[Record, ...]
    """The nearest innocent records, which do not."""


@dataclass(frozen=True, kw_only=True)
class Gauge:
    """Seen in a metric that somebody publishes: the watcher, or an AWS service."""

    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    fires: float | None
    """A value of the statistic that rings; `None` where only silence does."""
    near_miss: float
    """The nearest value that does not."""


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One alarm."""

    key: str
    """Part of the alarm's name, `berthcare-{key}-{environment}`."""
    meaning: str
    """What happened, for the person on call, in one or two sentences without personal data."""
    severity: Severity
    runbook: str
    """The file in docs/runbooks, without its ending."""
    source: TrailPattern | Gauge
    rule: AlarmRule


LONGEST_PATTERN = 1024
"""Characters (CloudWatch Logs API page PutMetricFilter)."""
ONCE = AlarmRule(threshold=1)
"""One record within five minutes is an alarm."""
