from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from berthcare.cost.function_use import ROTATION, WATCHER
from berthcare.cost.line import Line, total
from berthcare.cost.monitoring import Use, monitoring_lines
from berthcare.cost.month import HOURS_A_MONTH
from berthcare.rotation_schedule import COMPLETION_PERIOD_SECONDS
from berthcare.rotation_size import MEMORY_MB
from berthcare.signals.gauges import WATCHER_PERIOD_SECONDS
from berthcare.watcher_size import WATCHER_MEMORY_MB
from components.audit_trail import BUCKET_RETENTION_DAYS
from tests.unit.cost.project import PRICES

USE = Use(watcher_metrics=18, rotation_metrics=3, trail_metrics=12, alarms=28)


def named(name: str, use: Use = USE) -> Line:
    (found,) = [one for one in monitoring_lines(use, PRICES) if one.name == name]
    return found


def test_a_month_has_a_run_in_each_period_of_a_function() -> None:
    month = 30 * 24 * 3600
    assert WATCHER.runs == month / WATCHER_PERIOD_SECONDS == 8640
    assert ROTATION.runs == month / COMPLETION_PERIOD_SECONDS == 8640


def test_each_function_is_as_large_as_the_one_that_is_deployed() -> None:
    assert (USE.watcher.memory_mb, USE.rotation.memory_mb) == (WATCHER_MEMORY_MB, MEMORY_MB)


def test_the_files_are_kept_as_long_as_the_deployed_bucket_keeps_them() -> None:
    assert USE.files_kept_days == BUCKET_RETENTION_DAYS


def test_every_call_of_a_run_is_an_event_of_the_trail_and_so_is_each_use_of_a_key() -> None:
    quiet = replace(USE, other_trail_events=0)
    assert WATCHER.trail_events == 8640 * (4 + 4 + 3 + 1)
    assert ROTATION.trail_events == 8640 * (1 + 1 + 3)
    assert named("CloudTrail: events", quiet).quantity == 146_880


def test_the_log_group_and_the_bucket_take_in_the_events_of_the_functions() -> None:
    idle = replace(USE, watcher=replace(WATCHER, runs=0), rotation=replace(ROTATION, runs=0))
    more = 146_880
    assert USE.log_gb - idle.log_gb == Decimal(more * 2000 + 8640 * (4000 + 1000)) / 10**9
    months = Decimal(2557) / 30
    assert abs(USE.trail_file_gb - idle.trail_file_gb - more * 400 * months / 10**9) < Decimal(
        "1e-9"
    )


@pytest.mark.parametrize(
    ("name", "usd"),
    [
        ("CloudWatch: metrics of the watcher", "5.40"),
        ("CloudWatch: metrics of the rotation", "0.90"),
        ("CloudWatch: alarms", "2.80"),
        ("CloudWatch: dashboard", "3.00"),
        ("Lambda: starts", "0.003456"),
        ("Lambda: running time", "0.1382406912"),
        ("Secrets Manager: secret of the main account", "0.40"),
        ("Secrets Manager: calls of the watcher", "0.3024"),
        ("Secrets Manager: calls of the rotation", "0.1728"),
        ("KMS: requests of the functions", "0.1296"),
        ("KMS: keys", "2.00"),
        ("CloudTrail: events", "0"),
        ("Systems Manager: calls of the functions", "0"),
        ("Systems Manager: the lift of the limit", "0"),
        ("AWS Budgets: budget", "0"),
    ],
)
def test_a_line_is_its_quantity_times_its_price(name: str, usd: str) -> None:
    assert named(name).usd == Decimal(usd)


@pytest.mark.parametrize(("hours", "usd"), [(0, "0"), (HOURS_A_MONTH, "3.60")])
def test_a_metric_of_the_trail_is_billed_in_hours_with_data(hours: int, usd: str) -> None:
    use = replace(USE, trail_metric_hours=hours)
    assert named("CloudWatch: metrics of the trail", use).usd == Decimal(usd)


def test_the_trail_of_a_second_environment_in_the_account_is_billed() -> None:
    second = replace(USE, first_copy=False)
    events = Decimal(USE.trail_events)
    assert named("CloudTrail: events", second).usd == events * 2 / 100_000


def test_the_trail_of_another_stack_costs_this_one_nothing() -> None:
    theirs = replace(USE, own_trail=False)
    for name in ("CloudTrail: events", "S3: files of the trail", "S3: files kept 2557 days"):
        assert named(name, theirs).quantity == 0
    printed = sum(one.bytes_logged for one in theirs.functions)
    assert theirs.log_gb == Decimal(printed) / 10**9


@pytest.mark.parametrize(
    "more",
    [
        {"watcher_metrics": 19},
        {"rotation_metrics": 4},
        {"alarms": 29},
        {"dashboards": 2},
        {"more_secrets": 2},
        {"keys": 3},
        {"other_key_requests": 100_000},
        {"other_trail_events": 500_000},
        {"trail_files": 100_000},
        {"bytes_a_filed_event": 2000},
        {"bytes_a_trail_file": 10_000},
        {"files_kept_days": 3653},
        {"log_retention_days": 3653},
        {"notices": 100_000},
        {"queue_requests": 1_000_000},
    ],
)
def test_whatever_is_used_more_costs_more(more: dict[str, Any]) -> None:
    assert total(monitoring_lines(replace(USE, **more), PRICES)) > total(
        monitoring_lines(USE, PRICES)
    )


@pytest.mark.parametrize("function", ["watcher", "rotation"])
@pytest.mark.parametrize(
    "more",
    [
        {"runs": 40_000},
        {"seconds_a_run": Decimal(3)},
        {"memory_mb": 1024},
        {"bytes_logged_a_run": 100_000},
        {"secrets_read_a_run": 9},
        {"secrets_described_a_run": 9},
        {"parameters_read_a_run": 90},
    ],
)
def test_a_function_that_does_more_costs_more(function: str, more: dict[str, Any]) -> None:
    changed = replace(USE, **{function: replace(getattr(USE, function), **more)})
    assert total(monitoring_lines(changed, PRICES)) > total(monitoring_lines(USE, PRICES))
