"""The dashboard for programs.

    {"stack": "staging",
     "from": "2026-03-01T11:05:00Z", "to": "2026-03-02T11:05:00Z", "period_seconds": 300,
     "bad": true,                              an alarm is in ALARM, missing or silenced
     "alarms": [{"name": "berthcare-low-balance-staging",
                 "state": "ALARM",             or MISSING, SILENCED, NO DATA, OK
                 "beneath": null,              if SILENCED: ALARM, NO DATA, OK
                 "since": "2026-03-02T10:40:00Z"}],          null if missing
     "sections": [
      {"title": "Security",
       "panels": [
        {"title": "…", "kind": "lines", "unit": "count",     kind: or latest, total
         "series": [
          {"label": "…", "namespace": "…", "metric": "…", "dimensions": {"…": "…"},
           "statistic": "Maximum",             of each period
           "alarmed": false,
           "value": 3.0,                       the latest; the sum where kind is total
           "minimum": 1.0, "maximum": 7.0,     of the periods
           "limits": [{"value": 5.0, "comparison": ">", "label": "…", "alarm": "…"}],
           "values": [1.0, null, 3.0]}]}]}]}   one for each period since "from"

A number is null where nothing was measured. Times are UTC.
"""

import json
from datetime import datetime, timezone
from typing import Any

from berthcare.dashboard.model import Dashboard, MetricPanel, Series
from berthcare.dashboard.snapshot import Snapshot


def as_json(dashboard: Dashboard, snapshot: Snapshot) -> str:
    """Return the dashboard as a JSON object."""
    window = snapshot.window
    whole = {
        "stack": dashboard.stack,
        "from": _time(window.start),
        "to": _time(window.end),
        "period_seconds": int(window.period.total_seconds()),
        "bad": snapshot.is_bad,
        "alarms": [
            {
                "name": name,
                "state": alarm.state.value,
                "beneath": alarm.beneath.value if alarm.beneath else None,
                "since": _time(alarm.since) if alarm.since else None,
            }
            for name, alarm in snapshot.alarms.items()
        ],
        "sections": [
            {
                "title": section.title,
                "panels": [
                    _panel(panel, snapshot)
                    for panel in section.panels
                    if isinstance(panel, MetricPanel)
                ],
            }
            for section in dashboard.sections
        ],
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _panel(panel: MetricPanel, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "title": panel.title,
        "kind": panel.kind.value,
        "unit": panel.unit.value,
        "series": [_series(one, panel, snapshot) for one in panel.series],
    }


def _series(series: Series, panel: MetricPanel, snapshot: Snapshot) -> dict[str, Any]:
    reading = snapshot.reading(series, panel.kind)
    return {
        "label": series.label,
        "namespace": series.namespace,
        "metric": series.metric,
        "dimensions": dict(series.dimensions),
        "statistic": series.statistic,
        "alarmed": snapshot.is_alarmed(series),
        "value": reading.value,
        "minimum": reading.least,
        "maximum": reading.most,
        "limits": [
            {
                "value": limit.value,
                "comparison": limit.comparison,
                "label": limit.label,
                "alarm": limit.alarm,
            }
            for limit in series.limits
        ],
        "values": list(snapshot.values[series]),
    }


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
