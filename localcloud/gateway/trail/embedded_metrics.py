"""Metrics that a log event carries in itself.

Source: CloudWatch User Guide, "Specification: Embedded metric format". A document that breaks the
specification gives no metric at all.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, Final

_MOST_METRICS: Final = 100
_MOST_DIMENSIONS: Final = 30
_MOST_VALUES: Final = 100
_RESOLUTIONS: Final = (1, 60)


class InvalidEmbeddedMetrics(Exception):
    """A log event that means to carry metrics and does not follow the specification."""


def embedded_metrics(event: object) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return (namespace, data) of each directive of an event; nothing where it carries none.

    Raises InvalidEmbeddedMetrics.
    """
    if not isinstance(event, dict) or "_aws" not in event:
        return []
    metadata = _of_type(event["_aws"], dict, "_aws")
    if "CloudWatchMetrics" not in metadata:
        return []  # other formats put their metadata there too
    directives = _of_type(metadata["CloudWatchMetrics"], list, "CloudWatchMetrics")
    timestamp = _number(metadata.get("Timestamp"), "Timestamp")
    moment = datetime.fromtimestamp(timestamp / 1000, timezone.utc)
    return [_extracted(directive, event, moment) for directive in directives]


def _extracted(
    given: object, event: Mapping[str, Any], moment: datetime
) -> tuple[str, list[dict[str, Any]]]:
    directive = _of_type(given, dict, "a directive")
    namespace = _of_type(directive.get("Namespace"), str, "Namespace")
    sets = _of_type(directive.get("Dimensions"), list, "Dimensions")
    metrics = _of_type(directive.get("Metrics"), list, "Metrics")
    if not sets:
        raise InvalidEmbeddedMetrics("Dimensions holds no set; [[]] stands for no dimension")
    if len(metrics) > _MOST_METRICS:
        raise InvalidEmbeddedMetrics(f"Metrics holds more than {_MOST_METRICS} definitions")
    dimensions = [_dimensions(_of_type(one, list, "a set of Dimensions"), event) for one in sets]
    return namespace, [
        {**datum, "Dimensions": one, "Timestamp": moment}
        for metric in metrics
        for datum in [_datum(_of_type(metric, dict, "a metric"), event)]
        for one in dimensions
    ]


def _dimensions(keys: Sequence[object], event: Mapping[str, Any]) -> list[dict[str, str]]:
    if len(keys) > _MOST_DIMENSIONS:
        raise InvalidEmbeddedMetrics(f"a set of Dimensions has more than {_MOST_DIMENSIONS} keys")
    names = [_of_type(key, str, "a key of Dimensions") for key in keys]
    return [
        {"Name": name, "Value": _of_type(event.get(name), str, f"the dimension {name!r}")}
        for name in names
    ]


def _datum(metric: Mapping[str, Any], event: Mapping[str, Any]) -> dict[str, Any]:
    name = _of_type(metric.get("Name"), str, "Name")
    target = event.get(name)
    values = target if isinstance(target, list) else [target]
    if not 0 < len(values) <= _MOST_VALUES:
        raise InvalidEmbeddedMetrics(f"{name!r} holds no value, or more than {_MOST_VALUES}")
    datum: dict[str, Any] = {
        "MetricName": name,
        "Values": [_number(value, repr(name)) for value in values],
        "Unit": _of_type(metric.get("Unit", "None"), str, "Unit"),
    }
    resolution = metric.get("StorageResolution", 60)
    if resolution not in _RESOLUTIONS:
        raise InvalidEmbeddedMetrics("StorageResolution is neither 1 nor 60")
    return {**datum, "StorageResolution": resolution}


def _of_type(value: object, kind: type, what: str) -> Any:
    if not isinstance(value, kind):
        raise InvalidEmbeddedMetrics(f"{what} is no {_JSON_NAMES[kind]}, or is missing")
    return value


def _number(value: object, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidEmbeddedMetrics(f"{what} is no number, or is missing")
    return float(value)


_JSON_NAMES: Final[Mapping[type, str]] = {dict: "object", list: "array", str: "string"}
