"""The monitoring as a whole: an operators' log of its own, and a trail that may be another's."""

import json

import pytest

from berthcare.signals.catalogue import signals_of
from berthcare.signals.signal import Gauge, TrailPattern
from tests.recorder import ACCOUNT, Recording
from tests.unit.components.deployed import WATCHED, arn, deployed

EXISTING = "organization/CloudTrailLogs"


@pytest.fixture(scope="module")
def attached() -> Recording:
    return deployed({"trailLogGroup": EXISTING, "logRetentionDays": "365"})


def test_what_operators_do_is_kept_encrypted(staging: Recording) -> None:
    assert staging.named("monitoring-operations").inputs == {
        "name": "/berthcare/operations/staging",
        "retentionInDays": 400,
        "kmsKeyId": arn("monitoring-audit-key"),
    }


def test_what_operators_do_is_kept_as_long_as_is_set(attached: Recording) -> None:
    assert attached.named("monitoring-operations").inputs["retentionInDays"] == 365


def test_beside_an_existing_trail_there_is_only_the_key(attached: Recording) -> None:
    assert attached.children_of("monitoring-audit") == {
        "monitoring-audit-key",
        "monitoring-audit-key-alias",
    }
    assert attached.of_type(":Trail") == attached.of_type(":Bucket") == []


def test_an_existing_log_group_is_told_and_not_managed(attached: Recording) -> None:
    groups = {one.inputs["name"] for one in attached.of_type(":LogGroup")}

    assert EXISTING not in groups
    assert attached.outputs["monitoring-audit"]["log_group_name"] == EXISTING
    assert attached.outputs["staging"]["trail_log_group"] == EXISTING


def test_every_filter_is_on_the_existing_log_group(attached: Recording) -> None:
    filters = attached.of_type(":LogMetricFilter")

    assert {one.inputs["logGroupName"] for one in filters} == {EXISTING}
    assert len(filters) == len(
        [one for one in signals_of(WATCHED) if isinstance(one.source, TrailPattern)]
    )


def test_the_silence_of_the_existing_log_group_rings(attached: Recording) -> None:
    silent = attached.named("monitoring-trail-silent-alarm").inputs

    assert silent["dimensions"] == {"LogGroupName": EXISTING}


def test_an_existing_trail_is_watched_by_whatever_name_it_has(attached: Recording) -> None:
    pattern = attached.named("monitoring-trail-tampering-filter").inputs["pattern"]

    assert f'$.requestParameters.logGroupName = "{EXISTING}"' in pattern
    assert "berthcare-twilio-staging" not in pattern


def test_everything_else_is_watched_beside_an_existing_trail_too(
    staging: Recording, attached: Recording
) -> None:
    def gauges(recording: Recording) -> set[str]:
        alarms = {one.inputs["name"] for one in recording.of_type(":MetricAlarm")}
        return alarms - {one.inputs["name"] for one in recording.of_type(":LogMetricFilter")}

    expected = [one for one in signals_of(WATCHED) if isinstance(one.source, Gauge)]
    assert gauges(attached) == gauges(staging)
    assert len(gauges(attached)) == len(expected)


def alarms_shown(recording: Recording) -> set[str]:
    """Return the ARNs of the alarms whose state the dashboard shows."""
    body = json.loads(recording.named("monitoring-dashboard").inputs["dashboardBody"])
    return {
        arn
        for widget in body["widgets"]
        if widget["type"] == "alarm"
        for arn in widget["properties"]["alarms"]
    }


def test_the_dashboard_shows_every_alarm(staging: Recording) -> None:
    named = f"arn:aws:cloudwatch:ca-central-1:{ACCOUNT}:alarm:"

    assert staging.named("monitoring-dashboard").inputs["dashboardName"] == "berthcare-staging"
    assert alarms_shown(staging) == {
        named + one.inputs["name"] for one in staging.of_type(":MetricAlarm")
    }


def test_the_dashboard_asks_the_log_group_that_the_trail_writes_to(
    staging: Recording, attached: Recording
) -> None:
    def asks(recording: Recording, group: str) -> bool:
        return (
            f"SOURCE '{group}'" in recording.named("monitoring-dashboard").inputs["dashboardBody"]
        )

    assert asks(staging, "/berthcare/cloudtrail/staging")
    assert asks(attached, EXISTING)
