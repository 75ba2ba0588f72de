"""`berthcare dashboard` on an embedded AWS with metrics, alarms and a dashboard."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from berthcare.cli import main
from berthcare.dashboard.alarmed_metric import AlarmedMetric, dimensions_of, of_signal
from berthcare.dashboard.as_cloudwatch import as_cloudwatch
from berthcare.dashboard.panels import dashboard_of
from berthcare.environments import Environment
from berthcare.names import Names
from berthcare.signals import watcher_metrics
from berthcare.signals.catalogue import signals_of
from localcloud.gateway.fixture import ACCOUNT_ID, RunningAws, running_aws
from tests.localcloud.gateway.waiting import eventually
from tests.unit.signals.watched_double import watched

pytestmark = pytest.mark.cloud
WATCHED = watched()
NAMES = WATCHED.names
SIGNALS = signals_of(WATCHED)
ALARMS = {signal.key: of_signal(signal, NAMES) for signal in SIGNALS}
DELETED = "root-use"
DISABLED = "endpoint-down"
HEALTHY = Names(Environment.PRODUCTION)
LATEST = {
    watcher_metrics.BALANCE: 42.5,
    watcher_metrics.MONTH_SPEND: 61.25,
    watcher_metrics.USES_TODAY: 1234.0,
    watcher_metrics.ERROR_RATE: 1.5,
    watcher_metrics.RUNS: 1.0,
    watcher_metrics.SUBACCOUNT_SUSPENDED: 0.0,
}


@pytest.fixture(scope="module")
def cloudwatch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Give CloudWatch of an environment with a low balance, and two alarms that nobody hears."""
    with running_aws(tmp_path_factory.mktemp("aws")) as aws, pytest.MonkeyPatch.context() as patch:
        lead_to(aws, patch)
        client = aws.client("cloudwatch")
        measure(client)
        for signal in SIGNALS:
            if signal.key != DELETED:
                make_alarm(client, ALARMS[signal.key], signal.rule.missing_data)
        body = as_cloudwatch(dashboard_of(NAMES, list(ALARMS.values())), ACCOUNT_ID)
        client.put_dashboard(DashboardName=NAMES.dashboard, DashboardBody=json.dumps(body))
        for key in ("low-balance", "usage"):
            assert eventually(partial(is_in, client, "ALARM", ALARMS[key].alarm_name))
        assert eventually(partial(is_in, client, "OK", ALARMS["error-rate"].alarm_name))
        client.disable_alarm_actions(AlarmNames=[ALARMS[DISABLED].alarm_name])
        yield client


@pytest.fixture(scope="module")
def told(cloudwatch: Any) -> Mapping[str, Any]:
    """Give what the command tells programs."""
    found: Mapping[str, Any] = json.loads(output_of(1, "--json"))
    return found


def lead_to(aws: RunningAws, patch: pytest.MonkeyPatch) -> None:
    """Lead this process to the embedded AWS."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        patch.delenv(name)
    for name, value in aws.environment().items():
        patch.setenv(name, value)


def measure(client: Any) -> None:
    """Publish what the watcher and a filter on the trail would: now, and two hours ago."""
    now = datetime.now(timezone.utc)
    place = [{"Name": "Environment", "Value": "staging"}]
    values = [
        *(
            {"MetricName": name, "Value": value, "Timestamp": now, "Dimensions": place}
            for name, value in LATEST.items()
        ),
        {
            "MetricName": watcher_metrics.BALANCE,
            "Value": 80.0,
            "Timestamp": now - timedelta(hours=2),
            "Dimensions": place,
        },
        *(
            {
                "MetricName": NAMES.unauthorized_access,
                "Value": 1.0,
                "Timestamp": now - timedelta(minutes=minutes),
            }
            for minutes in (60, 90, 91)
        ),
    ]
    client.put_metric_data(Namespace=NAMES.metric_namespace, MetricData=values)


def make_alarm(client: Any, alarm: AlarmedMetric, missing: str) -> None:
    client.put_metric_alarm(
        AlarmName=alarm.alarm_name,
        Namespace=alarm.namespace,
        MetricName=alarm.metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in alarm.dimensions],
        Statistic=alarm.statistic,
        ComparisonOperator=alarm.comparison,
        Threshold=alarm.threshold,
        Period=300,
        EvaluationPeriods=1,
        TreatMissingData=missing,
    )


def is_in(client: Any, state: str, alarm_name: str) -> bool:
    (alarm,) = client.describe_alarms(AlarmNames=[alarm_name])["MetricAlarms"]
    return bool(alarm["StateValue"] == state)


def output_of(status: int, *options: str, stack: str = "staging") -> str:
    """Run the command; return what it prints."""
    printed = StringIO()
    with redirect_stdout(printed):
        assert main(["dashboard", stack, *options]) == status
    return printed.getvalue()


def series(told: Mapping[str, Any], metric: str) -> Mapping[str, Any]:
    panels = [panel for section in told["sections"] for panel in section["panels"]]
    found: list[Mapping[str, Any]] = [
        one for panel in panels for one in panel["series"] if one["metric"] == metric
    ]
    assert len(found) == 1
    return found[0]


def test_each_alarm_has_the_state_that_aws_has(told: Mapping[str, Any]) -> None:
    states = {alarm["name"]: alarm["state"] for alarm in told["alarms"]}

    assert len(states) == len(SIGNALS)
    assert states[ALARMS["low-balance"].alarm_name] == "ALARM"
    assert states[ALARMS["usage"].alarm_name] == "ALARM"
    assert states[ALARMS["error-rate"].alarm_name] == "OK"
    assert states[ALARMS["number-missing"].alarm_name] == "NO DATA"
    assert states[ALARMS[DELETED].alarm_name] == "MISSING"
    assert states[ALARMS[DISABLED].alarm_name] == "SILENCED"


def test_a_value_and_its_course_are_those_that_were_published(told: Mapping[str, Any]) -> None:
    balance = series(told, watcher_metrics.BALANCE)

    assert (balance["value"], balance["alarmed"]) == (42.5, True)
    assert [value for value in balance["values"] if value is not None] == [80.0, 42.5]
    assert balance["limits"][0]["value"] == 50.0


def test_events_of_a_day_are_summed(told: Mapping[str, Any]) -> None:
    assert series(told, NAMES.unauthorized_access)["value"] == 3.0


def test_what_nobody_published_is_null_and_what_is_zero_is_zero(told: Mapping[str, Any]) -> None:
    assert series(told, "VoiceWebhookLatency")["value"] is None
    assert series(told, watcher_metrics.SUBACCOUNT_SUSPENDED)["value"] == 0.0


def test_a_pipe_gets_80_columns_without_colour(cloudwatch: Any) -> None:
    lines = [line.rstrip() for line in output_of(1).splitlines()]

    assert max(map(len, lines)) <= 80
    assert "\x1b" not in "".join(lines)
    assert lines[2].startswith("  ALARM    ")
    assert "  MISSING  root-use" in lines
    assert [line for line in lines if line.startswith("  SILENCED endpoint-down, NO DATA since")]
    assert [line.split()[2:5] for line in lines if "uses today" in line] == [
        ["1,234", ">", "1,000"]
    ]


def test_a_picture_replaces_the_one_that_was_there(
    cloudwatch: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "dashboard.png"
    yesterdays = b"\x89PNG\r\n\x1a\nyesterday's"
    picture.write_bytes(yesterdays)

    output_of(1, "--hours", "360", "--png", str(picture))

    assert picture.read_bytes().startswith(yesterdays[:8] + b"\x00\x00\x00\rIHDR")
    assert list(tmp_path.iterdir()) == [picture]
    assert capsys.readouterr().err == f"Drawn: {picture}\n"


@pytest.mark.parametrize("columns", ["0", "39"])
def test_a_width_that_nothing_fits_into_counts_as_80(
    cloudwatch: Any, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)

    assert 60 < max(len(line.rstrip()) for line in output_of(1).splitlines()) <= 80


def test_an_environment_without_alarms_is_not_deployed(
    cloudwatch: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["dashboard", "production"]) == 2
    assert "Deploy them: pulumi up --stack production" in capsys.readouterr().err


def test_an_environment_whose_alarms_are_quiet_is_well_as_long_as_they_could_be_heard(
    cloudwatch: Any,
) -> None:
    (signal,) = [one for one in SIGNALS if one.key == "low-balance"]
    elsewhere = dimensions_of(watcher_metrics.dimensions(HEALTHY.environment))
    quiet = replace(of_signal(signal, HEALTHY), dimensions=elsewhere)
    make_alarm(cloudwatch, quiet, "notBreaching")
    try:
        assert eventually(lambda: is_in(cloudwatch, "OK", quiet.alarm_name))
        output_of(0, stack="production")
        cloudwatch.disable_alarm_actions(AlarmNames=[quiet.alarm_name])
        output_of(1, stack="production")
    finally:
        cloudwatch.delete_alarms(AlarmNames=[quiet.alarm_name])
