"""After `berthcare spend resume` it is seen whether that lasts, and no longer than needed."""

from collections.abc import Callable, Iterator

import pytest

from berthcare.spend import command
from berthcare.spend.second_look import PAUSES_SECONDS
from tests.localcloud.spend.purse import Purse
from tests.localcloud.spend.typed import resume

pytestmark = pytest.mark.cloud

Meanwhile = Callable[..., list[float]]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Let things happen while the command waits, one in each pause; return the pauses so far."""

    def happen(*deeds: Callable[[], None]) -> list[float]:
        pauses: list[float] = []
        left: Iterator[Callable[[], None]] = iter(deeds)

        def wait(seconds: float) -> None:
            pauses.append(seconds)
            next(left, lambda: None)()

        monkeypatch.setattr(command, "_wait", wait)
        return pauses

    return happen


def test_a_suspension_by_a_run_that_read_the_old_limit_is_undone(
    purse: Purse, meanwhile: Meanwhile, capsys: pytest.CaptureFixture[str]
) -> None:
    pauses = meanwhile(lambda: purse.set_status("suspended"))
    assert resume("raced", "--yes") == 0
    assert purse.status() == "active"
    assert pauses == list(PAUSES_SECONDS)
    assert "Twilio: resumed once more" in capsys.readouterr().out
    outcomes = [line["outcome"] for line in purse.audit_lines("raced")]
    assert outcomes[1:] == ["subaccount active, suspended again after the lift"]


def test_an_active_account_is_looked_at_again_too(purse: Purse, meanwhile: Meanwhile) -> None:
    purse.set_status("active")
    meanwhile(lambda: purse.set_status("suspended"))
    assert resume("lifted in time", "--yes") == 0
    assert purse.status() == "active"


def test_a_suspension_that_comes_back_stands(
    purse: Purse, meanwhile: Meanwhile, capsys: pytest.CaptureFixture[str]
) -> None:
    meanwhile(*[lambda: purse.set_status("suspended")] * 2)
    assert resume("somebody else", "--yes") == 1
    assert purse.status() == "suspended"
    printed = capsys.readouterr().out
    assert "by no run that read the old limit" in printed
    assert "The account is suspended. Look again" in printed


def test_a_suspension_at_the_new_limit_stands(
    purse: Purse, meanwhile: Meanwhile, capsys: pytest.CaptureFixture[str]
) -> None:
    def reach_it() -> None:
        purse.spend("496.80")
        purse.set_status("suspended")

    meanwhile(reach_it)
    assert resume("spent at once", "--yes") == 1
    assert purse.status() == "suspended"
    assert "1500.00 USD are spent, and the limit is 1500 USD" in capsys.readouterr().out


def test_who_will_not_wait_is_told_to_look_again(
    purse: Purse, meanwhile: Meanwhile, capsys: pytest.CaptureFixture[str]
) -> None:
    pauses = meanwhile()
    assert resume("in a hurry", "--yes", "--no-wait") == 0
    assert pauses == []
    told = "Look again in two minutes: berthcare spend status staging"
    assert told in capsys.readouterr().out


def test_an_interrupted_wait_leaves_it_done(
    purse: Purse, meanwhile: Meanwhile, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    meanwhile(interrupt)
    assert resume("enough", "--yes") == 130
    assert purse.status() == "active"
    assert "It is done, and was not looked at to the end." in capsys.readouterr().out
