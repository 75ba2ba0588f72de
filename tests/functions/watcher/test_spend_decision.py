"""When the month's spend stops the subaccount: once, for certain, and never on a guess."""

from dataclasses import replace
from decimal import Decimal

import pytest

from functions.watcher.failure import ReadingFailed
from functions.watcher.settings import HardLimit
from functions.watcher.spend_decision import Decision, Evidence, decide
from functions.watcher.spend_lift import Lift, limit_in_force, parse_lift
from functions.watcher.subaccount import Status, Subaccount

PARENT, SUBACCOUNT, STRANGER = ("AC" + digit * 32 for digit in "012")
OWNED = Subaccount(SUBACCOUNT, PARENT, Status.ACTIVE)
OVER = Evidence(
    spend=Decimal("1000.00"),
    limit=Decimal(1000),
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
        (replace(OVER, spend=Decimal("999.99")), Decision.WITHIN_LIMIT),
        (replace(OVER, spend=None), Decision.SPEND_UNKNOWN),
        (replace(OVER, limit=None), Decision.LIFT_UNKNOWN),
        (replace(OVER, limit=Decimal("1000.01")), Decision.WITHIN_LIMIT),
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


def test_a_lift_holds_in_its_month_only() -> None:
    lift = Lift("2026-11", Decimal(1500))

    assert limit_in_force(Decimal(1000), lift, "2026-11") == 1500
    assert limit_in_force(Decimal(1000), lift, "2026-12") == 1000
    assert limit_in_force(Decimal(1000), None, "2026-11") == 1000


def test_an_empty_document_is_no_lift() -> None:
    assert parse_lift("{}") is None


def test_a_lift_is_read_beside_what_is_for_people() -> None:
    text = '{"month": "2026-11", "limit_usd": 1500, "reason": "-", "by": "-", "at": "-"}'

    assert parse_lift(text) == Lift("2026-11", Decimal(1500))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"limit_usd": 1500}',
        '{"month": "2026-11"}',
        '{"month": "2026-13", "limit_usd": 1500}',
        '{"month": "2026-11-01", "limit_usd": 1500}',
        '{"month": "2026-11", "limit_usd": 0}',
        '{"month": "2026-11", "limit_usd": true}',
        '{"month": "2026-11", "limit_usd": NaN}',
        '{"month": "2026-11", "limit_usd": "much"}',
    ],
)
def test_a_lift_that_cannot_be_read_is_no_lift_and_no_limit(text: str) -> None:
    with pytest.raises(ReadingFailed, match="malformed"):
        parse_lift(text)
