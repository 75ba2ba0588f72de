"""How something that goes wrong reaches people: signal, metric, alarm, topic."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from berthcare.names import Names
from berthcare.signals import rotation_metrics, watcher_metrics
from berthcare.signals.signal import Signal
from localcloud.diagrams.graph import Graph, Resource
from localcloud.diagrams.mermaid import Flowchart
from localcloud.diagrams.page import Diagram

_TRAIL = "Seen in the audit trail: a metric filter counts the records"
_WATCHER = "Published by the watcher"
_ROTATION = "Published by the rotation"
_AWS = "AWS's own metrics"
_NAMES = {_TRAIL: "trail", _WATCHER: "watcher", _ROTATION: "rotation", _AWS: "aws"}


def alarm_diagrams(graph: Graph, signals: Mapping[str, Signal], names: Names) -> Iterator[Diagram]:
    """Make a diagram for each source of signals; `signals` are the catalogue's, by alarm name."""
    groups: dict[str, list[Resource]] = defaultdict(list)
    filters = {one.inputs["metricTransformation"]["name"] for one in _filters(graph)}
    for alarm in graph.of_kind("MetricAlarm"):
        groups[_group(alarm, filters)].append(alarm)
    for title, name in _NAMES.items():
        source = _chart(graph, title, groups[title], signals, names)
        yield Diagram(f"alarms-{name}", f"from a signal to people ({title})", source)


def _chart(
    graph: Graph,
    title: str,
    alarms: list[Resource],
    signals: Mapping[str, Signal],
    names: Names,
) -> str:
    """Return the source: down from the source of the signals to people."""
    chart = Flowchart("TB")
    _source(chart, graph, title, names)
    chart.begin(title, title)
    for alarm in alarms:
        _chain(chart, alarm, signals[alarm.inputs["name"]])
    chart.end()
    for topic in graph.of_kind("Topic"):
        chart.node(topic.name, ["topic", topic.inputs["name"]], "()")
        _to_topic(chart, title, alarms, topic)
        chart.edge(topic.name, "people", "e-mail, https")
    chart.node("people", ["alertEmails", "alertUrls"], "()")
    return chart.text()


def _filters(graph: Graph) -> list[Resource]:
    return graph.of_kind("LogMetricFilter")


def _group(alarm: Resource, filters: set[str]) -> str:
    metric = alarm.inputs["metricName"]
    if metric in filters:
        return _TRAIL
    if metric in watcher_metrics.ALL:
        return _WATCHER
    return _ROTATION if metric in rotation_metrics.ALL else _AWS


def _source(chart: Flowchart, graph: Graph, title: str, names: Names) -> None:
    """Draw where a group's metrics come from; AWS's own have no log group."""
    if title == _TRAIL:
        for trail in graph.of_kind("Trail"):
            chart.node("trail", ["CloudTrail", trail.inputs["name"]])
            chart.edge("trail", names.trail_log_group)
    logs = {
        _TRAIL: (names.trail_log_group, f"{len(_filters(graph))} metric filters"),
        _WATCHER: (names.watcher_log_group, "embedded metrics"),
        _ROTATION: (names.rotation_log_group, "embedded metrics"),
    }
    if title in logs:
        group, how = logs[title]
        chart.node(group, ["log group", group])
        chart.edge(group, title, how)


def _chain(chart: Flowchart, alarm: Resource, signal: Signal) -> None:
    """Draw the metric, once, and the alarm on it."""
    metric = alarm.inputs["metricName"]
    of = [value for name, value in (alarm.inputs.get("dimensions") or {}).items() if "Name" in name]
    name = " ".join(["metric", alarm.inputs["namespace"], metric, *of])
    chart.node(name, [f"{alarm.inputs['namespace']}: {metric}", *of])
    chart.node(alarm.name, [f"{signal.key} ({signal.severity.value})"], "{{}}")
    chart.edge(name, alarm.name)


def _to_topic(chart: Flowchart, title: str, alarms: list[Resource], topic: Resource) -> None:
    """Draw one line for a group whose alarms all publish to the topic. Raises `ValueError` else."""
    publishing = [one for one in alarms if topic.name in one.refers_to]
    if len(publishing) != len(alarms):
        raise ValueError(f"not every alarm of {title!r} publishes to {topic.name}")
    chart.edge(title, topic.name, f"{len(alarms)} alarms")
