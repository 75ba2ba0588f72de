"""The dashboard as CloudWatch wants it.

Source: CloudWatch API Reference, "Dashboard body structure and syntax"; `setPeriodToTimeRange`,
which that page leaves out, is in the AWS CDK's SingleValueWidgetProps.
"""

from typing import Any

from berthcare.dashboard.grid import Placed, laid_out
from berthcare.dashboard.model import AlarmPanel, Dashboard, Kind, LogPanel, MetricPanel, Series
from berthcare.residency import REGION

_PERIOD_SECONDS = 300
"""Of the watcher's runs."""
_LIMIT_COLOUR = "#d13212"


def as_cloudwatch(dashboard: Dashboard, account_id: str) -> dict[str, Any]:
    """Return the dashboard's body; the account's id completes the alarms' ARNs."""
    widgets = [_widget(placed, account_id) for placed in laid_out(dashboard)]
    return {"start": "-P1D", "widgets": widgets}


def alarm_arn(name: str, account_id: str) -> str:
    """Return an alarm's ARN."""
    return f"arn:aws:cloudwatch:{REGION}:{account_id}:alarm:{name}"


def _widget(placed: Placed, account_id: str) -> dict[str, Any]:
    kind, properties = _content(placed, account_id)
    place = placed.place
    return {
        "type": kind,
        "x": place.x,
        "y": place.y,
        "width": place.width,
        "height": place.height,
        "properties": properties,
    }


def _content(placed: Placed, account_id: str) -> tuple[str, dict[str, Any]]:
    """Return the type and the properties of a widget."""
    content = placed.content
    if isinstance(content, str):
        return "text", {"markdown": f"## {content}", "background": "transparent"}
    if isinstance(content, AlarmPanel):
        arns = [alarm_arn(name, account_id) for name in content.alarms]
        # Those in ALARM come first.
        return "alarm", {"title": content.title, "alarms": arns, "sortBy": "stateUpdatedTimestamp"}
    if isinstance(content, LogPanel):
        return "log", _log(content)
    return "metric", _metrics(content)


def _log(panel: LogPanel) -> dict[str, Any]:
    return {
        "title": panel.title,
        "region": REGION,
        "view": "table",
        "query": f"SOURCE '{panel.log_group}' | {panel.query}",
    }


def _metrics(panel: MetricPanel) -> dict[str, Any]:
    common = {
        "title": panel.title,
        "region": REGION,
        "period": _PERIOD_SECONDS,
        "metrics": [_metric(one) for one in panel.series],
    }
    if panel.kind is not Kind.LINES:
        whole = panel.kind is Kind.TOTAL
        return {
            **common,
            "view": "singleValue",
            "sparkline": not whole,
            "setPeriodToTimeRange": whole,
        }
    limits = [
        {"value": limit.value, "label": limit.label, "color": _LIMIT_COLOUR}
        for limit in panel.limits
    ]
    graph = {
        **common,
        "view": "timeSeries",
        "yAxis": {"left": {"label": panel.unit.value, "showUnits": False}},
    }
    return {**graph, "annotations": {"horizontal": limits}} if limits else graph


def _metric(series: Series) -> list[Any]:
    """Return one element of the array of metrics: namespace, name, dimensions, rendering."""
    dimensions = [text for pair in series.dimensions for text in pair]
    rendering = {"label": series.label, "stat": series.statistic}
    return [series.namespace, series.metric, *dimensions, rendering]
