"""`berthcare spend resume` typed again while its lift is in force does what is missing, no more."""

import pytest

from tests.localcloud.spend.purse import DEPLOYER, Purse
from tests.localcloud.spend.typed import resume

pytestmark = pytest.mark.cloud


def test_typed_again_it_says_that_all_is_done_and_writes_nothing(
    purse: Purse, capsys: pytest.CaptureFixture[str]
) -> None:
    assert resume("once is enough", "--yes") == 0
    lift = purse.lift()
    capsys.readouterr()
    assert resume("once is enough", "--yes") == 0
    printed = capsys.readouterr().out
    assert f"The lift is in force already: 1500 USD for {lift['month']}, by {DEPLOYER}" in printed
    assert "Nothing to do" in printed
    assert purse.lift() == lift
    assert len(purse.audit_lines("once is enough")) == 1


def test_suspended_again_within_the_lift_it_is_only_resumed(purse: Purse) -> None:
    assert resume("first", "--yes") == 0
    lift = purse.lift()
    purse.set_status("suspended")
    assert resume("second", "--yes") == 0
    assert (purse.status(), purse.lift()) == ("active", lift)
    (line,) = purse.audit_lines("second")
    told = f"limit 1500 USD for {lift['month']} (lifted before)"
    assert line["outcome"] == f"{told}; subaccount active, suspended before"
