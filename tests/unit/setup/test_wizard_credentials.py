"""How the wizard gets the two credentials: judged live, as a pair, and stored only then."""

from dataclasses import replace

import pytest

from berthcare.credentials_account import CredentialsRefused, TwilioSilent
from berthcare.setup.deployed import Deployed
from berthcare.setup.session import run
from tests.unit.setup.doubles import (
    ACCOUNT,
    INTERRUPT,
    SID,
    TOKEN,
    BackendDouble,
    OutsideDouble,
    Run,
    TerminalDouble,
    TwilioDouble,
    memory,
    wish,
)

_ENTER = ""
_OTHER_TOKEN = "1B" * 16
_VARIABLES = {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN}
_OTHER_SID = "AC" + "1b" * 16
_REFUSED = CredentialsRefused("Twilio does not take these credentials.", "Copy both again.")
_SILENT = TwilioSilent("Twilio could not be asked.", "See https://status.twilio.com")


def test_a_refused_pair_is_asked_again_and_neither_is_stored(
    typing: Run, terminal: TerminalDouble
) -> None:
    outside = OutsideDouble(twilio=TwilioDouble([_REFUSED, ACCOUNT]))
    typed = [SID, _OTHER_TOKEN, SID, TOKEN, INTERRUPT]
    assert typing(outside, typed) == 130
    assert outside.backend.stored.get("twilioAuthToken") == TOKEN
    assert [moment.get("twilioAuthToken") for moment in outside.backend.moments] == [None, TOKEN]
    assert "Nothing was stored; give both again." in terminal.shown.getvalue()


def test_a_refused_stored_pair_is_not_offered_again(typing: Run) -> None:
    outside = OutsideDouble(BackendDouble(memory()), TwilioDouble([_REFUSED, ACCOUNT]))
    assert typing(outside, [_ENTER, _ENTER, _ENTER, SID, _ENTER, TOKEN, INTERRUPT]) == 130
    assert len(outside.twilio.asked) == 2


def test_a_new_account_is_never_stored_beside_the_old_token(typing: Run) -> None:
    outside = OutsideDouble(BackendDouble(memory()))
    other = "AC" + "0b" * 16
    assert typing(outside, [other, _OTHER_TOKEN, INTERRUPT]) == 130
    pairs = [(m.get("twilioAccountSid"), m.get("twilioAuthToken")) for m in outside.backend.moments]
    assert (other, TOKEN) not in pairs
    assert pairs[-1] == (other, _OTHER_TOKEN)


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("n", 130), (_ENTER, 130)])
def test_credentials_are_stored_unchecked_only_by_an_explicit_yes(
    typing: Run, terminal: TerminalDouble, answer: str, status: int
) -> None:
    outside = OutsideDouble(twilio=TwilioDouble([_SILENT]))
    after = [_ENTER] * 8 if status == 0 else [INTERRUPT]
    assert typing(outside, [SID, TOKEN, answer, *after]) == status
    assert outside.backend.stored.holds(["twilioAuthToken"]) == (status == 0)
    assert "status.twilio.com" in terminal.shown.getvalue()


def test_without_a_terminal_an_unreachable_twilio_stops_it_unless_told_otherwise() -> None:
    outside = OutsideDouble(BackendDouble(memory()), TwilioDouble([_SILENT]))
    with pytest.raises(TwilioSilent, match="or add: --unchecked"):
        run(wish(), outside.outside(), TerminalDouble().console(), {})
    assert outside.backend.moments == []
    assert run(wish(unchecked=True), outside.outside(), TerminalDouble().console(), {}) == 0


def test_a_trial_account_is_told(typing: Run, terminal: TerminalDouble) -> None:
    outside = OutsideDouble(twilio=TwilioDouble([replace(ACCOUNT, kind="Trial")]))
    assert typing(outside, [SID, TOKEN, INTERRUPT]) == 130
    assert "It is a trial account" in terminal.shown.getvalue()


@pytest.mark.parametrize(("stored", "needed"), [({}, True), ({"useSubaccount": "false"}, False)])
def test_a_main_account_is_needed_where_a_subaccount_is_to_be_made(
    typing: Run, stored: dict[str, str], needed: bool
) -> None:
    outside = OutsideDouble(BackendDouble(memory(**stored)))
    typing(outside, [_ENTER, _ENTER, INTERRUPT])
    assert outside.twilio.main_needed == [needed]


def test_credentials_of_another_main_account_than_the_deployed_one_s_are_refused() -> None:
    outside = OutsideDouble(deployed=Deployed(main_sid=_OTHER_SID))
    with pytest.raises(CredentialsRefused, match=f"is not AC…{_OTHER_SID[-4:]}, whose subaccount"):
        run(wish(), outside.outside(), TerminalDouble().console(), _VARIABLES)
    assert outside.backend.moments == []


@pytest.mark.parametrize("main_sid", [SID, None])
def test_those_of_the_deployed_one_s_and_of_any_before_the_first_deployment_are_good(
    main_sid: str | None,
) -> None:
    outside = OutsideDouble(deployed=Deployed(main_sid=main_sid))
    assert run(wish(), outside.outside(), TerminalDouble().console(), _VARIABLES) == 0


def test_where_no_subaccount_is_used_any_account_s_credentials_are_good() -> None:
    backend = BackendDouble(memory(useSubaccount="false"))
    outside = OutsideDouble(backend, deployed=Deployed(main_sid=_OTHER_SID))
    assert run(wish(), outside.outside(), TerminalDouble().console(), {}) == 0
