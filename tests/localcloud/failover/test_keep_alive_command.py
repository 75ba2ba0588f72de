"""`berthcare keep-alive` on running clouds: which texts it sends, and which it does not."""

import pytest

from berthcare.cli import main
from berthcare.keep_alive.errands import BODY
from tests.localcloud.failover.town import Town

pytestmark = pytest.mark.cloud


def keep_alive(*more: str) -> int:
    return main(["keep-alive", "staging", *more])


def received(town: Town, number: str) -> list[tuple[str, str]]:
    """Return sender and body of what a number received, after all has arrived."""
    town.twilio.settle()
    return [
        (text["from"], text["body"])
        for text in town.texts(To=number)
        if text["direction"] == "inbound"
    ]


def test_every_idle_number_gets_three_texts_from_the_one_that_serves(town: Town) -> None:
    assert keep_alive("--yes") == 0
    for backup in town.home.backups:
        assert received(town, backup) == [(town.home.sms, BODY)] * 3


def test_a_second_run_in_the_month_sends_nothing(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert keep_alive("--yes") == 0
    assert keep_alive("--yes") == 0
    assert "Nothing to send." in capsys.readouterr().out
    assert [len(received(town, backup)) for backup in town.home.backups] == [3, 3]


def test_what_a_number_sent_and_received_already_counts(town: Town) -> None:
    busy, _ = town.home.backups
    town.post("Messages.json", From=busy, To="+14165550177", Body="one")
    town.post("Messages.json", From=town.home.voice, To=busy, Body="two")
    assert keep_alive("--yes") == 0
    assert received(town, busy) == [(town.home.sms, BODY), (town.home.voice, "two")]


def test_a_dry_run_tells_the_cost_and_sends_nothing(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert keep_alive("--dry-run") == 1
    assert "To send: 6 texts, 0.0900 USD for both ends." in capsys.readouterr().out
    assert [received(town, backup) for backup in town.home.backups] == [[], []]


def test_without_a_terminal_and_a_yes_nothing_is_sent(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert keep_alive() == 2
    assert "Type: berthcare keep-alive staging --yes" in capsys.readouterr().err
    assert [received(town, backup) for backup in town.home.backups] == [[], []]


def test_during_a_failover_the_primaries_are_kept_by_the_backup(town: Town) -> None:
    serving, resting = town.home.backups
    assert main(["failover", "staging", "--to", serving, "--yes"]) == 0
    assert keep_alive("--yes") == 0
    assert received(town, resting) == [(serving, BODY)] * 3
    assert received(town, town.home.sms) == [(serving, BODY)] * 3
    assert received(town, town.home.voice) == [(serving, BODY)] * 3
    assert received(town, serving) == []


def test_a_number_that_is_no_longer_ours_is_told_and_gets_no_text(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    lost, kept = town.home.backups
    town.release(lost)
    assert keep_alive("--yes") == 1
    assert f"{lost}: texts cannot keep it, it is not in the Twilio account" in (
        capsys.readouterr().out
    )
    assert town.texts(To=lost) == []
    assert len(received(town, kept)) == 3


@pytest.mark.parametrize("sent", [{}, {"after_commit": True}])
def test_a_number_that_is_refused_holds_up_no_other_and_is_tried_again_by_the_next_run(
    town: Town, sent: dict[str, bool], capsys: pytest.CaptureFixture[str]
) -> None:
    town.twilio.add_fault(method="POST", path="Messages", status=500, times=1, **sent)
    assert keep_alive("--yes") == 1
    assert "3 of 6 texts were sent." in capsys.readouterr().out
    assert keep_alive("--yes") == 0
    assert [len(received(town, backup)) for backup in town.home.backups] == [3, 3]
