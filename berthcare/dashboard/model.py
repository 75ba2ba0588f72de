"""What a dashboard shows, whoever shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

Dimensions = tuple[tuple[str, str], ...]
"""Names and values, sorted by name: CloudWatch tells metrics apart by them, in no order."""


class Kind(str, Enum):
    """How a panel of metrics is read."""

    LINES = "lines"
    """By its course."""
    LATEST = "latest"
    """By its latest value."""
    TOTAL = "total"
    """By its sum over the whole window: events, of which each counts."""


class Unit(str, Enum):
    """What a panel's values are."""

    COUNT = "count"
    PERCENT = "percent"
    MILLISECONDS = "milliseconds"
    DOLLARS = "US dollars"
    DAYS = "days"
    YES_NO = "yes or no"
    """1 or 0."""


@dataclass(frozen=True)
class Limit:
    """A value that a series must not reach, exceed, or fall below."""

    value: float
    comparison: str
    """`<`, `<=`, `>` or `>=`: how a value stands to the limit when that is wrong."""
    label: str
    alarm: str | None = None
    """Name of the alarm that rings there, if one does."""


@dataclass(frozen=True)
class Series:
    """A CloudWatch metric by one statistic."""

    label: str
    namespace: str
    metric: str
    dimensions: Dimensions
    statistic: str
    """`Sum`, `Minimum`, `Maximum` …, of each period."""
    limits: tuple[Limit, ...] = ()
    counts_events: bool = False
    """It has data only where something happened: without data, nothing did."""


@dataclass(frozen=True)
class MetricPanel:
    """Some metrics of one unit."""

    title: str
    kind: Kind
    unit: Unit
    series: tuple[Series, ...]

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The limits of all its series, each once."""
        return tuple(dict.fromkeys(limit for one in self.series for limit in one.limits))


@dataclass(frozen=True)
class AlarmPanel:
    """The states of some alarms."""

    title: str
    alarms: tuple[str, ...]


@dataclass(frozen=True)
class LogPanel:
    """A table of log events, asked of CloudWatch Logs Insights."""

    title: str
    log_group: str
    query: str
    """Logs Insights query, without its `SOURCE`."""
    filter_pattern: str
    """CloudWatch Logs filter pattern of the same events, for the AWS CLI."""


Panel = MetricPanel | AlarmPanel | LogPanel


@dataclass(frozen=True)
class Section:
    """Panels about one thing."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Dashboard:
    """All of an environment."""

    stack: str
    sections: tuple[Section, ...]

    @property
    def alarms(self) -> tuple[str, ...]:
        """Every alarm's name, once, in the order of the sections."""
        panels = [panel for panel in self.panels() if isinstance(panel, AlarmPanel)]
        return tuple(dict.fromkeys(name for panel in panels for name in panel.alarms))

    @property
    def series(self) -> tuple[Series, ...]:
        """Every series, in the order of the sections."""
        panels = [panel for panel in self.panels() if isinstance(panel, MetricPanel)]
        return tuple(one for panel in panels for one in panel.series)

    def panels(self) -> Iterator[Panel]:
        """Yield the panels of all sections."""
        for section in self.sections:
            yield from section.panels
