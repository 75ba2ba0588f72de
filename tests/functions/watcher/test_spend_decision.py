"""When the month's spend stops the subaccount: once, for certain, and never on a guess."""

from dataclasses import replace
from decimal import Decimal

import pytest

from functions.watcher.settings import HardLimit
from functions.watcher.spend_decision import Decision, Evidence, decide
from functions.watcher.spend_lift import Lift, Limit
from functions.watcher.subaccount import Status, Subaccount
from functions.watcher.usage import MonthSpend

PARENT, SUBACCOUNT, STRANGER = ("AC" + digit * 32 for digit in "012")
OWNED = Subaccount(SUBACCOUNT, PARENT, Status.ACTIVE)
OVER = Evidence(
    spend=MonthSpend("2026-11", Decimal("1000.00")),
    limit=Limit(Decimal(1000)),
    parent_sid=PARENT,
    subaccount=OWNED,
    has_subaccount=True,
    mode=HardLimit.SUSPEND,
)


def test_the_subaccount_is_suspended_once_the_limit_is_reached() -> None:
    assert decide(OVER) is Decision.SUSPEND


@pytest.mark.parametrize(
    ("evidence", "decision"),
    [
        (replace(OVER, spend=MonthSpend("2026-11", Decimal("999.99"))), Decision.WITHIN_LIMIT),
        (replace(OVER, spend=None), Decision.SPEND_UNKNOWN),
        (replace(OVER, limit=None), Decision.LIFT_UNKNOWN),
        (replace(OVER, limit=Limit(Decimal("1000.01"))), Decision.WITHIN_LIMIT),
        (replace(OVER, has_subaccount=False, subaccount=None), Decision.NO_SUBACCOUNT),
        (replace(OVER, subaccount=None), Decision.SUBACCOUNT_UNKNOWN),
        (replace(OVER, parent_sid=None), Decision.SUBACCOUNT_UNKNOWN),
        (replace(OVER, subaccount=replace(OWNED, owner_sid=STRANGER)), Decision.NOT_ITS_PARENT),
        (replace(OVER, subaccount=replace(OWNED, sid=PARENT)), Decision.NOT_ITS_PARENT),
        (replace(OVER, parent_sid=STRANGER), Decision.NOT_ITS_PARENT),
        (replace(OVER, subaccount=replace(OWNED, status=Status.SUSPENDED)), Decision.NOT_ACTIVE),
        (replace(OVER, subaccount=replace(OWNED, status=Status.CLOSED)), Decision.NOT_ACTIVE),
        (replace(OVER, mode=HardLimit.DRY_RUN), Decision.DRY_RUN),
    ],
    ids=lambda value: value.name if isinstance(value, Decision) else "",
)
def test_nothing_is_done_where_one_thing_is_otherwise(
    evidence: Evidence, decision: Decision
) -> None:
    assert decide(evidence) is decision


def test_the_limit_is_that_of_the_spends_month() -> None:
    lifted = Limit(Decimal(1000), Lift("2026-12", 1500))

    assert decide(replace(OVER, limit=lifted)) is Decision.SUSPEND
    december = replace(OVER, spend=MonthSpend("2026-12", Decimal(1499)), limit=lifted)
    assert decide(december) is Decision.WITHIN_LIMIT


def test_a_lift_may_also_lower_the_limit() -> None:
    lowered = Limit(Decimal(2000), Lift("2026-11", 900))

    assert decide(replace(OVER, limit=lowered)) is Decision.SUSPEND
