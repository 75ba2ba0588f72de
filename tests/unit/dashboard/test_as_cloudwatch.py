"""The body against the API page "Dashboard body structure and syntax"."""

import json
import re
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from berthcare.dashboard.as_cloudwatch import as_cloudwatch
from tests.unit.dashboard.small import LOW, SILENT, SMALL, THEFT
from tests.unit.dashboard.test_panels import WATCHED, WHOLE

ACCOUNT = "123456789012"
REQUIRED = {
    "text": {"markdown"},
    "alarm": {"alarms"},
    "log": {"query", "region"},
    "metric": {"metrics", "region"},
}
KNOWN = {
    "text": {"markdown", "background"},
    "alarm": {"alarms", "sortBy", "states", "title"},
    "log": {"accountId", "query", "region", "title", "view"},
    "metric": {
        *("accountId", "annotations", "legend", "liveData", "metrics", "period", "region"),
        *("setPeriodToTimeRange", "sparkline", "stacked", "stat", "table", "timezone", "title"),
        *("view", "yAxis"),
    },
}
STATISTICS = {"SampleCount", "Average", "Sum", "Minimum", "Maximum"}
Widget = Mapping[str, Any]
BODY = as_cloudwatch(WHOLE, ACCOUNT)
WIDGETS: Sequence[Widget] = BODY["widgets"]


def of_type(kind: str) -> list[Mapping[str, Any]]:
    return [widget["properties"] for widget in WIDGETS if widget["type"] == kind]


def cells(widget: Widget) -> set[tuple[int, int]]:
    return {
        (x, y)
        for x in range(widget["x"], widget["x"] + widget["width"])
        for y in range(widget["y"], widget["y"] + widget["height"])
    }


def test_a_body_is_json_with_at_most_500_widgets() -> None:
    again = json.loads(json.dumps(BODY))

    assert again == BODY
    assert 0 < len(WIDGETS) <= 500


def test_the_time_range_is_written_in_days() -> None:
    assert re.fullmatch(r"-P\d+[DWM]", BODY["start"])


def test_each_widget_has_what_its_type_requires_and_nothing_unknown() -> None:
    for widget in WIDGETS:
        properties = set(widget["properties"])
        assert REQUIRED[widget["type"]] <= properties <= KNOWN[widget["type"]]


def test_each_widget_lies_in_the_grid() -> None:
    for widget in WIDGETS:
        assert 0 <= widget["x"] < widget["x"] + widget["width"] <= 24
        assert widget["y"] >= 0
        assert 1 <= widget["height"] <= 1000


def test_no_two_widgets_overlap() -> None:
    assert not [one for one, other in combinations(WIDGETS, 2) if cells(one) & cells(other)]


def test_no_two_widgets_are_the_same() -> None:
    texts = [json.dumps(widget["properties"], sort_keys=True) for widget in WIDGETS]

    assert len(texts) == len(set(texts))


def test_each_region_is_in_canada() -> None:
    regions = {one["region"] for one in (*of_type("metric"), *of_type("log"))}

    assert regions == {"ca-central-1"}


def test_each_metric_is_named_with_whole_dimensions_and_a_statistic() -> None:
    for properties in of_type("metric"):
        assert 1 <= len(properties["metrics"]) <= 500
        for *names, rendering in properties["metrics"]:
            assert len(names) % 2 == 0
            assert all(isinstance(name, str) and name for name in names)
            assert rendering["stat"] in STATISTICS
            assert set(rendering) == {"label", "stat"}


def test_each_limit_of_a_graph_is_a_horizontal_line() -> None:
    (spend,) = [one for one in of_type("metric") if one["title"] == "Spent this month"]

    lines = spend["annotations"]["horizontal"]
    assert [line["value"] for line in lines] == [100.0, 500.0, 1000.0]
    assert all(re.fullmatch(r"#[0-9a-f]{6}", line["color"]) for line in lines)


def test_a_number_has_no_lines() -> None:
    numbers = [one for one in of_type("metric") if one["view"] == "singleValue"]

    assert numbers
    assert not [one for one in numbers if "annotations" in one]


def test_events_are_summed_over_the_whole_time_range_and_levels_are_not() -> None:
    whole = {one["title"]: one.get("setPeriodToTimeRange") for one in of_type("metric")}

    assert whole["Security events"] is True
    assert whole["Errors and numbers"] is False
    assert whole["Balance"] is None


def test_alarms_are_named_by_arn() -> None:
    small = as_cloudwatch(SMALL, ACCOUNT)["widgets"]
    arns = [
        arn
        for widget in small
        if widget["type"] == "alarm"
        for arn in widget["properties"]["alarms"]
    ]

    start = f"arn:aws:cloudwatch:ca-central-1:{ACCOUNT}:alarm:"
    assert arns == [start + THEFT, start + SILENT, start + LOW]


def test_an_alarm_widget_has_at_most_100_alarms() -> None:
    assert all(1 <= len(one["alarms"]) <= 100 for one in of_type("alarm"))


def test_a_log_query_begins_with_its_source() -> None:
    (table,) = of_type("log")

    assert table["query"].startswith(f"SOURCE '{WATCHED.trail_log_group}' | fields @timestamp, ")
    assert "\n| sort @timestamp desc\n| limit " in table["query"]
