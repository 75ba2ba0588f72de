"""Money, from what is spent to the subscriber: balance, use, spend, the hard limit, AWS's cost.

Use and spend of the one account only grow, so the tests stand in order.
"""

from collections.abc import Callable

import pytest

from functions.watcher.spend_decision import Decision
from tests.stack.watched import NAMES, WatchedCloud
from tests.stack.watcher_deeds import Town

pytestmark = [pytest.mark.engine, pytest.mark.cloud]

Deed = Callable[[Town], object]
GROWING: dict[str, tuple[Deed, Deed]] = {
    "low-balance": (lambda town: town.drain_to("50.00"), lambda town: town.drain_to("49.99")),
    "usage": (lambda town: town.use_up_to(1000), lambda town: town.use_up_to(1001)),
    "spend-100": (lambda town: town.spend_up_to("99.99"), lambda town: town.spend_up_to("100")),
    "spend-500": (lambda town: town.spend_up_to("499.99"), lambda town: town.spend_up_to("500")),
    # Beyond it the traffic of a single call leads.
    "spend-limit": (lambda town: town.spend_up_to("999.995"), lambda town: town.call()),
    "subaccount-suspended": (lambda _: None, lambda _: None),
}
"""By the signals' keys: up to the last innocent amount, and beyond it."""
BELOW_THE_LIMIT = ("low-balance", "usage", "spend-100", "spend-500")
AT_THE_LIMIT = ("spend-limit", "subaccount-suspended")


@pytest.fixture(scope="module")
def town(watched_cloud: WatchedCloud) -> Town:
    return Town(watched_cloud)


@pytest.mark.parametrize("key", BELOW_THE_LIMIT)
def test_an_amount_rings_its_alarm_and_the_one_before_does_not(town: Town, key: str) -> None:
    innocent, ringing = GROWING[key]
    innocent(town)
    town.run_watcher()
    town.watched.settle()
    assert town.watched.state(key) == "OK"
    assert NAMES.alarm(key) not in town.watched.listener.alarms("ALARM")

    ringing(town)
    town.run_watcher()

    assert town.watched.listener.waits_for(NAMES.alarm(key))


def test_just_below_the_limit_nothing_is_stopped(town: Town) -> None:
    GROWING["spend-limit"][0](town)
    ran = town.run_watcher()
    town.watched.settle()

    assert ran["spend"] == Decision.WITHIN_LIMIT.value
    assert [town.watched.state(key) for key in AT_THE_LIMIT] == ["OK", "OK"]
    assert town.status() == "active"


def test_traffic_beyond_the_limit_is_stopped_within_one_run(town: Town) -> None:
    assert town.call() == 201
    ran = town.run_watcher()

    assert ran == {"readings_failed": [], "spend": Decision.SUSPEND.value}
    assert town.status() == "suspended"
    assert town.call() == 403
    assert town.status(town.main_sid) == "active"


@pytest.mark.parametrize("key", AT_THE_LIMIT)
def test_a_stop_reaches_the_subscriber(town: Town, key: str) -> None:
    assert town.watched.listener.waits_for(NAMES.alarm(key))


def test_a_second_run_does_nothing(town: Town) -> None:
    assert town.run_watcher() == {"readings_failed": [], "spend": Decision.NOT_ACTIVE.value}


def test_an_operator_resumes_with_a_reason_that_is_kept(town: Town) -> None:
    assert town.cloud.berthcare("spend", "status", "staging").status == 1
    reason = "the traffic was ours: flu campaign"
    asked = ("spend", "resume", "staging", "--limit", "1500", "--reason", reason)
    assert town.cloud.berthcare(*asked, "--dry-run").status in (0, 1)
    assert town.status() == "suspended"

    resumed = town.cloud.berthcare(*asked, "--yes", "--no-wait")

    assert resumed.status == 0, resumed.text
    assert town.status() == "active"
    assert town.call() == 201
    assert town.run_watcher()["spend"] == Decision.WITHIN_LIMIT.value
    logs = town.watched.aws("logs")
    kept = logs.filter_log_events(logGroupName=NAMES.operations_log_group)["events"]
    assert [one for one in kept if reason in one["message"]]


@pytest.mark.parametrize("dollars", [100, 500, 1000])
def test_aws_s_own_cost_reaches_the_subscriber(town: Town, dollars: int) -> None:
    assert town.watched.control("aws-cost", {"usd": f"{dollars}.00"})["published"] == []

    told = town.watched.control("aws-cost", {"usd": f"{dollars}.01"})

    assert [one["alert"] for one in told["published"]] == [f"ACTUAL > {dollars} USD"]
    assert told["refused"] == []
    assert town.watched.listener.waits_for_text(f"Alert Threshold: > ${dollars:,}.00")


def test_a_forecast_beyond_the_limit_reaches_the_subscriber(town: Town) -> None:
    told = town.watched.control("aws-cost", {"usd": "1000.01", "forecast_usd": "1000.01"})

    assert [one["alert"] for one in told["published"]] == ["FORECASTED > 1000 USD"]
    assert town.watched.listener.waits_for_text("Alert Type: FORECASTED")
