"""Standings that differ from a healthy one in what a test is about."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from berthcare.errors import BerthcareError
from berthcare.spend.lift import Lift
from berthcare.spend.standing import HardLimit, ServingAccount, Standing

StandingMaker = Callable[..., Standing]
PARENT = "AC" + "0" * 32
SUBACCOUNT = "AC" + "1" * 32
MONTH = "2026-11"


def lift_of(month: str, limit_usd: int) -> Lift:
    return Lift(month, limit_usd, "storm day", "arn:aws:iam::000000000000:role/r", "2026-11-01")


@pytest.fixture
def make_standing() -> StandingMaker:
    def make(
        *,
        spent: str | None = "12.5",
        status: str = "active",
        owner: str = PARENT,
        parent: str | None = PARENT,
        sid: str = SUBACCOUNT,
        configured: int | None = 1000,
        lift: Lift | None = None,
        problems: tuple[BerthcareError, ...] = (),
    ) -> Standing:
        return Standing(
            parent_sid=parent,
            account=ServingAccount(sid, owner, status),
            month=MONTH,
            spent_usd=None if spent is None else Decimal(spent),
            hard_limit=None if configured is None else HardLimit(configured, suspends=True),
            lift=lift,
            problems=problems,
        )

    return make
