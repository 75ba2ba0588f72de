from datetime import datetime, timezone

import pytest

from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.spend.lift import Lift
from berthcare.spend.plan import Plan, Wish, plan
from berthcare.spend.standing import Standing
from tests.unit.spend.conftest import MONTH, PARENT, SUBACCOUNT, StandingMaker, lift_of

NOW = datetime(2026, 11, 20, 3, 10, tzinfo=timezone.utc)
ROLE = "arn:aws:iam::000000000000:role/berthcare-deployer"


def planned(standing: Standing, limit_usd: int = 1500, now: datetime = NOW) -> Plan:
    return plan(Environment.STAGING, standing, Wish(limit_usd, "storm day"), ROLE, now)


def test_a_suspended_subaccount_is_to_be_lifted_and_resumed(make_standing: StandingMaker) -> None:
    standing = make_standing(spent="1003.20", status="suspended")
    assert planned(standing) == Plan(
        Lift.given(1500, "storm day", ROLE, NOW), lifts=True, activates=True
    )


def test_an_active_subaccount_is_only_lifted(make_standing: StandingMaker) -> None:
    assert not planned(make_standing(spent="950")).activates


@pytest.mark.parametrize(
    ("month", "limit", "lifts"),
    [(MONTH, 1500, False), (MONTH, 1400, True), (MONTH, 1600, True), ("2026-10", 1500, True)],
)
def test_a_lift_to_the_same_limit_this_month_is_not_written_again(
    make_standing: StandingMaker, month: str, limit: int, *, lifts: bool
) -> None:
    standing = make_standing(status="suspended", lift=lift_of(month, limit))
    made = planned(standing)
    assert (made.lifts, made.activates) == (lifts, True)


@pytest.mark.parametrize("limit", [1000, 1003])
def test_a_limit_that_is_spent_already_is_refused(make_standing: StandingMaker, limit: int) -> None:
    standing = make_standing(spent="1003.00", status="suspended")
    with pytest.raises(BerthcareError, match=r"not above the 1003\.00 USD") as refused:
        planned(standing, limit)
    assert refused.value.remedy.endswith("--limit 1600")


def test_a_cent_below_the_limit_will_do(make_standing: StandingMaker) -> None:
    assert planned(make_standing(spent="1499.99", status="suspended"))


def test_a_lift_does_not_lower_the_limit(make_standing: StandingMaker) -> None:
    with pytest.raises(BerthcareError, match="below the limit that is configured, 1000 USD"):
        planned(make_standing(spent="0"), 999)


def test_a_new_month_is_resumed_within_the_configured_limit(make_standing: StandingMaker) -> None:
    assert planned(make_standing(spent="0", status="suspended"), 1000).activates


def test_a_configured_limit_that_cannot_be_read_stops_nobody(make_standing: StandingMaker) -> None:
    assert planned(make_standing(status="suspended", configured=None), 50).activates


def test_a_spend_that_cannot_be_read_stops_nobody(make_standing: StandingMaker) -> None:
    standing = make_standing(spent=None, status="suspended")
    assert planned(standing) == Plan(
        Lift.given(1500, "storm day", ROLE, NOW), lifts=True, activates=True
    )


def test_without_the_spend_the_configured_limit_is_still_compared(
    make_standing: StandingMaker,
) -> None:
    with pytest.raises(BerthcareError, match="below the limit that is configured, 1000 USD"):
        planned(make_standing(spent=None, status="suspended"), 999)


@pytest.mark.parametrize(
    ("differs", "told"),
    [
        ({"parent": None}, "nothing to suspend or resume"),
        ({"owner": "AC" + "2" * 32}, "is no subaccount of the main account"),
        ({"sid": PARENT, "owner": PARENT}, "is no subaccount of the main account"),
        ({"owner": SUBACCOUNT}, "is no subaccount of the main account"),
        ({"status": "closed"}, "Twilio opens no closed account again"),
        ({"status": "pending"}, "'pending', which this command does not know"),
    ],
)
def test_an_account_that_cannot_be_resumed_is_refused(
    make_standing: StandingMaker, differs: dict[str, str | None], told: str
) -> None:
    with pytest.raises(BerthcareError, match=told):
        planned(make_standing(**differs))


def test_figures_of_a_month_that_is_over_are_refused(make_standing: StandingMaker) -> None:
    with pytest.raises(BerthcareError, match="The month 2026-11") as refused:
        planned(make_standing(), now=datetime(2026, 12, 1, tzinfo=timezone.utc))
    assert "Type the same command again" in refused.value.remedy
