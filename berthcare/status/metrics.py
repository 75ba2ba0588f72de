"""The metrics that readings look at, as CloudWatch has them."""

from dataclasses import dataclass
from datetime import datetime

from berthcare.dashboard.alarmed_metric import dimensions_of
from berthcare.dashboard.model import Series
from berthcare.dashboard.snapshot import Values
from berthcare.dashboard.window import Window
from berthcare.names import Names
from berthcare.signals import watcher_metrics
from berthcare.status.sources import Sources


@dataclass(frozen=True)
class Measured:
    """A metric over some hours."""

    window: Window
    values: Values

    @property
    def latest(self) -> tuple[datetime, float] | None:
        """The last value, and the beginning of its period; `None` where there is none."""
        found = [
            (start, value)
            for start, value in zip(self.window.starts, self.values, strict=True)
            if value is not None
        ]
        return found[-1] if found else None

    @property
    def sum(self) -> float:
        """The sum of all values; of none it is 0."""
        return sum(value for value in self.values if value is not None)


def of_environment(names: Names, metric: str, statistic: str = "Maximum") -> Series:
    """Return a metric that the watcher or the rotation publishes."""
    place = dimensions_of(watcher_metrics.dimensions(names.environment))
    return Series(metric, names.metric_namespace, metric, place, statistic)


def of_alarm(names: Names, key: str) -> Series:
    """Return how many of the trail's records a signal's filter matched."""
    return Series(key, names.metric_namespace, names.alarm(key), (), "Sum")


def of_aws(namespace: str, metric: str, dimension: str, value: str, statistic: str) -> Series:
    """Return one of AWS's own metrics."""
    return Series(metric, namespace, metric, dimensions_of({dimension: value}), statistic)


def measured(sources: Sources, series: Series, hours: int) -> Measured:
    """Read a metric back some hours (at most `window.LONGEST_HOURS`). Raises `BerthcareError`."""
    window = Window.back_from(sources.now, hours)
    return Measured(window, sources.values([series], window)[series])
