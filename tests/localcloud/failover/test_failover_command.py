"""`berthcare failover` on running clouds: what serves afterwards, and after every kind of stop."""

import io
import json

import pytest

from berthcare.cli import main
from berthcare.number_pool import BOTH, Purpose
from tests.localcloud.failover.town import Town
from tests.localcloud.verification.small_stack import WEBHOOKS

pytestmark = pytest.mark.cloud

HANDSET = "+14165550177"


def failover(*more: str) -> int:
    return main(["failover", "staging", *more])


def test_after_a_failover_texts_come_from_the_backup_and_reach_the_backend(town: Town) -> None:
    backup = town.home.backups[0]
    assert failover("--next", "--yes") == 0

    sent = town.post(
        "Messages.json", From=town.serving_number("sms_number"), To=HANDSET, Body="to a family"
    )
    assert sent["from"] == backup

    town.post("Messages.json", From=town.home.sms, To=backup, Body="from a family")
    town.post(
        "Calls.json",
        From=town.home.voice,
        To=town.serving_number("voice_number"),
        Twiml="<Response/>",
    )
    paths = {delivery.path for delivery in town.arrivals(backup)}
    assert {"/v1/sms/webhook", "/v1/voice/webhook", "/v1/voice/status"} <= paths


def test_the_way_back_leads_home(town: Town) -> None:
    assert failover("--next", "--yes") == 0
    assert town.pool() == town.home.failed_over(BOTH, town.home.backups[0])
    assert failover("--back", "--yes") == 0
    assert town.pool() == town.home
    sent = town.post(
        "Messages.json", From=town.serving_number("sms_number"), To=HANDSET, Body="as before"
    )
    assert sent["from"] == town.home.sms


def test_only_one_purpose_moves_where_only_one_is_asked_for(town: Town) -> None:
    backup = town.home.backups[1]
    assert failover("--to", backup, "--only", "sms", "--yes") == 0
    assert town.pool() == town.home.failed_over([Purpose.SMS], backup)


@pytest.mark.parametrize("arguments", [["--next"], ["--back"], ["--next", "--only", "voice"]])
def test_a_second_identical_run_changes_nothing_and_says_so(
    town: Town, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert failover(*arguments, "--yes") == 0
    versions, numbers = town.versions(), town.numbers()
    capsys.readouterr()
    assert failover(*arguments) == 0
    assert "Nothing to change" in capsys.readouterr().out
    assert town.versions() == versions
    assert town.numbers() == numbers


def test_one_failover_writes_one_version(town: Town) -> None:
    before = town.versions()
    assert failover("--next", "--yes") == 0
    assert len(town.versions() - before) == 1


def test_a_drifted_backup_is_configured_before_it_serves(town: Town) -> None:
    backup = town.home.backups[0]
    town.configure(
        backup,
        VoiceUrl="https://elsewhere.example/voice",
        SmsMethod="GET",
        StatusCallback="",
        TrunkSid="TK" + "0" * 32,
    )
    assert failover("--to", backup, "--yes") == 0
    settings = town.owned(backup).settings
    assert (settings["voice_url"], settings["sms_method"]) == (WEBHOOKS.voice_url, "POST")
    assert settings["status_callback"] == WEBHOOKS.voice_status_callback
    assert settings["trunk_sid"] is None


def test_a_drifted_primary_is_configured_before_the_way_back(town: Town) -> None:
    assert failover("--next", "--yes") == 0
    town.configure(town.home.sms, SmsUrl="")
    assert failover("--back", "--yes") == 0
    assert town.owned(town.home.sms).settings["sms_url"] == WEBHOOKS.sms_url


def test_a_dry_run_shows_the_change_and_makes_none(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    town.configure(town.home.backups[0], SmsUrl="")
    versions, numbers = town.versions(), town.numbers()
    assert failover("--next", "--dry-run") == 0
    printed = capsys.readouterr().out
    assert "sms_url" in printed
    assert "Dry run: nothing was changed." in printed
    assert (town.versions(), town.numbers()) == (versions, numbers)


def test_without_a_terminal_and_a_yes_nothing_is_changed(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert failover("--next", "--only", "sms") == 2
    told = capsys.readouterr().err
    assert "berthcare failover staging --next --only sms --yes" in told
    assert town.pool() == town.home


class Terminal(io.StringIO):
    """A terminal on which something was typed."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "status"), [("y\n", 0), ("n\n", 1), ("", 1)])
def test_on_a_terminal_it_asks_and_does_as_told(
    town: Town, typed: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    monkeypatch.setattr("sys.stderr", Terminal())
    assert failover("--next") == status
    assert town.pool().is_failed_over is (status == 0)


def test_a_number_that_is_not_ours_never_serves(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = "+16045550199"
    assert failover("--to", stranger, "--yes") == 2
    assert f"{stranger} is not a backup number" in capsys.readouterr().err
    assert town.pool() == town.home


def test_json_is_all_that_comes_to_the_output(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert failover("--next", "--yes", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    backup = town.home.backups[0]
    assert told["finished"]
    assert told["changed"]
    assert told["serving"] == told["after"] == {"voice": backup, "sms": backup}
    assert told["way_back"] == ["berthcare failover staging --back"]


def test_a_backup_that_is_gone_is_passed_over(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    lost, kept = town.home.backups
    town.release(lost)
    assert failover("--to", lost, "--yes") == 2
    assert f"{lost} cannot serve: it is not in the Twilio account" in capsys.readouterr().err
    assert failover("--next", "--yes") == 0
    assert town.pool() == town.home.failed_over(BOTH, kept)
