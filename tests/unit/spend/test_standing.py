import pytest

from berthcare.errors import BerthcareError
from berthcare.spend.report import exit_status
from tests.unit.spend.conftest import StandingMaker, lift_of

UNREADABLE = (BerthcareError("It cannot be read.", "Mend it."),)


@pytest.mark.parametrize(
    ("spent", "reached"), [("0", False), ("999.99", False), ("1000", True), ("1000.01", True)]
)
def test_the_limit_is_reached_at_its_own_amount(
    make_standing: StandingMaker, spent: str, reached: bool
) -> None:
    assert make_standing(spent=spent).limit_reached is reached


def test_a_lift_of_this_month_is_the_limit(make_standing: StandingMaker) -> None:
    standing = make_standing(spent="1200", lift=lift_of("2026-11", 1500))
    assert (standing.limit_usd, standing.limit_reached) == (1500, False)


def test_a_lift_of_another_month_counts_for_nothing(make_standing: StandingMaker) -> None:
    standing = make_standing(spent="1200", lift=lift_of("2026-10", 1500))
    assert (standing.limit_usd, standing.limit_reached) == (1000, True)


def test_a_lift_counts_where_the_configured_limit_is_unknown(make_standing: StandingMaker) -> None:
    standing = make_standing(configured=None, lift=lift_of("2026-11", 1500))
    assert standing.limit_usd == 1500


@pytest.mark.parametrize("unknown", [{"spent": None}, {"configured": None}])
def test_whether_the_limit_is_reached_is_told_only_where_both_are_known(
    make_standing: StandingMaker, unknown: dict[str, None]
) -> None:
    assert make_standing(**unknown).limit_reached is None


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_only_an_active_account_is_not_stopped(make_standing: StandingMaker, status: str) -> None:
    assert make_standing(status=status).stopped
    assert not make_standing(status="active").stopped


@pytest.mark.parametrize(
    ("differs", "status"),
    [
        ({}, 0),
        ({"spent": "1000"}, 1),
        ({"status": "suspended"}, 1),
        ({"configured": None, "problems": UNREADABLE}, 2),
        ({"configured": None, "problems": UNREADABLE, "status": "suspended"}, 1),
        ({"spent": None, "problems": UNREADABLE}, 2),
        ({"spent": None, "problems": UNREADABLE, "status": "suspended"}, 2),
    ],
)
def test_the_exit_status_tells_whether_calls_go_out(
    make_standing: StandingMaker, differs: dict[str, object], status: int
) -> None:
    assert exit_status(make_standing(**differs)) == status
