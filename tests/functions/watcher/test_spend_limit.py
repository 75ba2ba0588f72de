"""At the limit: the real handler suspends for certain, or not at all, and tells which."""

import time
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

import pytest

from functions.common.failure import KnownFailure
from functions.watcher import handler
from functions.watcher.handler import WatcherFailed
from functions.watcher.metrics import UNITS
from functions.watcher.spend_decision import Decision
from functions.watcher.spend_lift import read_lift
from tests.functions.watcher.ran import Watch
from tests.functions.watcher.world import NAMES, SPENT, World

pytestmark = pytest.mark.cloud

MANY = 10_000


def own_auth(world: World) -> tuple[str, str]:
    return world.serving_sid, world.twilio.token_of(world.serving_sid)


def test_at_the_limit_the_subaccount_is_suspended_within_the_run_and_calls_no_more(
    world: World, watch: Watch
) -> None:
    assert world.call() == 201
    ran = watch(SPEND_LIMIT_USD=str(SPENT))

    assert ran.answer == {"readings_failed": [], "spend": Decision.SUSPEND.value}
    assert (ran.values["SpendLimitReached"], ran.values["SubaccountSuspended"]) == (1, 1)
    assert world.status_of(world.serving_sid) == "suspended"
    assert (world.call(), world.call(own_auth(world))) == (403, 403)
    assert world.status_of(world.twilio.account_sid) == "active"


def test_the_run_after_a_suspension_does_nothing_and_fails_nothing(
    world: World, watch: Watch
) -> None:
    watch(SPEND_LIMIT_USD=str(SPENT))
    again = watch(SPEND_LIMIT_USD=str(SPENT))

    assert again.answer == {"readings_failed": [], "spend": Decision.NOT_ACTIVE.value}
    assert again.values["SubaccountSuspended"] == 1
    assert set(UNITS) - set(again.values) == {"ErrorsToday", "ErrorRatePercent"}


def test_a_dry_run_rings_and_does_not_suspend(world: World, watch: Watch) -> None:
    ran = watch(SPEND_LIMIT_USD=str(SPENT), HARD_LIMIT="dry-run")

    assert ran.answer["spend"] == Decision.DRY_RUN.value
    assert (ran.values["SpendLimitReached"], ran.values["SubaccountSuspended"]) == (1, 0)
    assert world.status_of(world.serving_sid) == "active"


def test_a_lift_for_another_month_does_not_hold(world: World, watch: Watch) -> None:
    world.lift(month="2000-01")

    assert watch(SPEND_LIMIT_USD=str(SPENT)).answer["spend"] == Decision.SUSPEND.value


def test_a_lift_for_this_month_holds(world: World, watch: Watch) -> None:
    world.lift()
    ran = watch(SPEND_LIMIT_USD=str(SPENT))

    assert ran.answer["spend"] == Decision.WITHIN_LIMIT.value
    assert (ran.values["SpendLimitReached"], ran.values["SubaccountSuspended"]) == (0, 0)


def test_a_lift_that_cannot_be_read_rings_and_does_not_suspend(world: World, watch: Watch) -> None:
    world.lift(month="soon")
    ran = watch(SPEND_LIMIT_USD=str(SPENT))

    assert ran.answer == {"readings_failed": ["spend lift"], "spend": Decision.LIFT_UNKNOWN.value}
    assert ran.values["SpendLimitReached"] == 1
    assert world.status_of(world.serving_sid) == "active"


class NextMonth(datetime):
    """A clock that has seen midnight when Twilio's records have not."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "NextMonth":
        return super().now(tz) + timedelta(days=31)


def test_last_months_spend_is_not_measured_against_this_months_limit(
    world: World, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handler, "datetime", NextMonth)
    ran = watch(SPEND_LIMIT_USD=str(SPENT))

    assert ran.answer == {
        "readings_failed": ["month's spend"],
        "spend": Decision.SPEND_UNKNOWN.value,
    }
    assert ran.logged("reading failed")[0]["reason"] == (
        "the usage record is of another month than the clock's"
    )
    assert set(UNITS) - set(ran.values) == {"MonthSpendUSD", "SpendLimitReached"}
    assert world.status_of(world.serving_sid) == "active"


def test_what_is_known_suspends_before_the_other_readings_are_there(
    world: World, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def balance_after_the_suspension(_: object) -> Decimal:
        for _ in range(100):
            if world.status_of(world.serving_sid) == "suspended":
                return Decimal(1)
            time.sleep(0.05)
        raise KnownFailure("not suspended")

    monkeypatch.setattr("functions.watcher.survey.balance", balance_after_the_suspension)
    ran = watch(SPEND_LIMIT_USD=str(SPENT))

    assert (ran.values["BalanceUSD"], ran.values["SubaccountSuspended"]) == (1, 1)


def test_alerts_that_the_suspension_cut_off_are_no_failure(world: World, watch: Watch) -> None:
    world.twilio.add_fault(path="/v1/Alerts", latency_ms=1000)
    ran = watch(SPEND_LIMIT_USD=str(SPENT))

    assert ran.answer == {"readings_failed": [], "spend": Decision.SUSPEND.value}
    assert set(UNITS) - set(ran.values) == {"ErrorsToday", "ErrorRatePercent"}


def let_a_lift_come_late(world: World, monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    """Write a lift just after the watcher has read that there is none."""

    def read_before_it_is_written(client: Any, parameter: str) -> Any:
        found = read_lift(client, parameter)
        world.lift(**changes)
        return found

    monkeypatch.setattr("functions.watcher.survey.read_lift", read_before_it_is_written)


def test_a_lift_that_comes_late_is_seen_before_the_suspension(
    world: World, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_a_lift_come_late(world, monkeypatch)
    ran = watch(SPEND_LIMIT_USD=str(SPENT))

    assert ran.answer == {"readings_failed": [], "spend": Decision.WITHIN_LIMIT.value}
    assert (ran.values["SpendLimitReached"], ran.values["SubaccountSuspended"]) == (0, 0)
    assert world.status_of(world.serving_sid) == "active"


def test_a_late_lift_that_cannot_be_read_rings_and_does_not_suspend(
    world: World, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_a_lift_come_late(world, monkeypatch, reason=None)
    ran = watch(SPEND_LIMIT_USD=str(SPENT))

    assert ran.answer == {
        "readings_failed": ["spend lift before the suspension"],
        "spend": Decision.LIFT_UNKNOWN.value,
    }
    assert (ran.values["SpendLimitReached"], ran.values["SubaccountSuspended"]) == (1, 0)
    assert world.status_of(world.serving_sid) == "active"


@pytest.mark.parametrize("path", [r"/ThisMonth\.json$", r"/Accounts/AC\w{32}\.json$"])
def test_nothing_is_suspended_on_a_guess(path: str, world: World, watch: Watch) -> None:
    world.twilio.add_fault(path=path, times=MANY, status=503)
    watch(SPEND_LIMIT_USD=str(SPENT))
    world.twilio.clear_faults()

    assert world.status_of(world.serving_sid) == "active"


def test_the_main_account_is_never_suspended(world: World, watch: Watch) -> None:
    ran = watch(
        SPEND_LIMIT_USD=str(SPENT),
        TWILIO_SERVING_ACCOUNT_SID=world.twilio.account_sid,
        ACCOUNT_SECRET=NAMES.parent_secret,
    )

    assert ran.answer["spend"] == Decision.NOT_ITS_PARENT.value
    assert ran.values["SpendLimitReached"] == 1
    assert world.status_of(world.twilio.account_sid) == "active"


def test_without_a_subaccount_the_limit_only_rings(world: World, watch: Watch) -> None:
    ran = watch(
        SPEND_LIMIT_USD=str(SPENT),
        PARENT_SECRET="",
        HARD_LIMIT="dry-run",
        TWILIO_SERVING_ACCOUNT_SID=world.twilio.account_sid,
        ACCOUNT_SECRET=NAMES.parent_secret,
    )

    assert ran.answer == {"readings_failed": [], "spend": Decision.NO_SUBACCOUNT.value}
    assert ran.values["SpendLimitReached"] == 1
    assert "SubaccountSuspended" not in ran.values


def test_a_suspension_that_lost_its_answer_is_seen_all_the_same(world: World, watch: Watch) -> None:
    world.twilio.add_fault(method="POST", path=".", drop_after_commit=True, times=2)
    ran = watch(SPEND_LIMIT_USD=str(SPENT))

    assert ran.answer["readings_failed"] == ["suspension"]
    assert ran.values["SubaccountSuspended"] == 1


def test_a_suspension_that_twilio_refuses_is_told_and_tried_again_by_the_next_run(
    world: World, watch: Watch
) -> None:
    world.twilio.add_fault(method="POST", path=".", status=403)
    refused = watch(SPEND_LIMIT_USD=str(SPENT))
    assert refused.answer["readings_failed"] == ["suspension"]
    assert refused.values["SubaccountSuspended"] == 0

    assert watch(SPEND_LIMIT_USD=str(SPENT)).values["SubaccountSuspended"] == 1


def test_a_crash_after_the_suspension_is_made_good_by_the_next_run(
    world: World, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("functions.watcher.run.emf_line", lambda *_: dict[str, str]()["value"])
        with pytest.raises(WatcherFailed, match=r"KeyError at test_spend_limit\.py:\d+"):
            watch(SPEND_LIMIT_USD=str(SPENT))
    assert world.status_of(world.serving_sid) == "suspended"

    values = watch(SPEND_LIMIT_USD=str(SPENT)).values
    assert (values["SubaccountSuspended"], values["SpendLimitReached"]) == (1, 1)
