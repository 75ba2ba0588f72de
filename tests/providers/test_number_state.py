"""What of a number is out of line, and what never counts."""

from typing import Any

import pytest

from providers.number.errors import NumberFixed
from providers.number.inputs import NumberInputs
from providers.number.owned import OwnedNumber
from providers.number.state import difference, move, outputs, refuse_another_number
from providers.number.webhooks import NumberWebhooks

PN = "PN" + "0" * 32
AC, SUB = "AC" + "0" * 32, "AC" + "1" * 32
VOICE, SMS = "https://api.berthcare.ca/v1/voice/webhook", "https://api.berthcare.ca/v1/sms/webhook"


def _wanted(**changes: Any) -> NumberInputs:
    given = {"project": "p", "stack": "s", "logical_name": "n", "voice_url": VOICE, "sms_url": SMS}
    return NumberInputs.of({**given, **changes})


def _state(overrides: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    inputs = _wanted()
    number = OwnedNumber(
        sid=PN,
        account_sid=AC,
        phone_number="+14165550100",
        friendly_name=inputs.identity.marker,
        status="in-use",
        capabilities={"voice": True, "sms": True},
        webhooks=NumberWebhooks(voice_url=VOICE, sms_url=SMS),
        addresses={"address_sid": None, "emergency_address_sid": None},
        emergency_address_status="unregistered",
        overrides=overrides or {},
    )
    return {**outputs(inputs, number, "bought"), **changes}


def test_a_number_in_line_needs_nothing() -> None:
    assert difference(_wanted(), _state()) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"area_codes": ["647"]},
        {"required_capabilities": ["mms"]},
        {"country": "CA"},
        {"adopt": "+14165550100"},
        {"release_on_delete": True},
    ],
)
def test_a_change_that_twilio_does_not_hold_sends_nothing(changes: dict[str, Any]) -> None:
    assert difference(_wanted(**changes), _state()) == {}


def test_a_changed_webhook_is_sent_with_its_method() -> None:
    changed = VOICE + "/2"
    assert difference(_wanted(voice_url=changed), _state()) == {
        "voice_url": changed,
        "voice_method": "POST",
    }


def test_the_voice_status_callback_is_twilios_status_callback() -> None:
    due = difference(_wanted(voice_status_callback=VOICE), _state())
    assert due == {"status_callback": VOICE, "status_callback_method": "POST"}


def test_a_removed_webhook_is_cleared_by_empty_text() -> None:
    assert difference(_wanted(sms_url=None), _state()) == {"sms_url": ""}


def test_empty_text_and_nothing_are_the_same() -> None:
    assert difference(_wanted(sms_url=""), _state(sms_url="")) == {}


def test_a_renamed_number_gets_its_mark_back() -> None:
    marker = _wanted().identity.marker
    assert difference(_wanted(), _state(friendly_name="x")) == {"friendly_name": marker}


@pytest.mark.parametrize("name", ["voice_application_sid", "trunk_sid", "sms_application_sid"])
def test_what_overrides_a_wanted_webhook_is_cleared(name: str) -> None:
    assert difference(_wanted(), _state({name: "AP" + "0" * 32})) == {name: ""}


def test_a_webhook_called_by_get_is_set_back_to_post() -> None:
    assert difference(_wanted(), _state({"voice_method": "GET"})) == {"voice_method": "POST"}


def test_an_override_beside_a_webhook_that_nobody_wants_is_left_alone() -> None:
    state = _state({"voice_application_sid": "AP" + "0" * 32}, voice_url=None)
    assert difference(_wanted(voice_url=None), state) == {}


def test_a_changed_account_moves_the_number() -> None:
    assert move(_wanted(subaccount_sid=SUB), _state(), AC) == {"account_sid": SUB}


def test_a_removed_subaccount_moves_it_back_to_the_credentials_own_account() -> None:
    state = _state(subaccount_sid=SUB, account_sid=SUB)
    assert move(_wanted(), state, AC) == {"account_sid": AC}


def test_other_credentials_alone_move_nothing() -> None:
    assert move(_wanted(), _state(), SUB) == {}


def test_a_number_that_is_there_already_is_not_moved() -> None:
    assert move(_wanted(subaccount_sid=AC), _state(), SUB) == {}


@pytest.mark.parametrize("adopt", [None, "+14165550100", PN])
def test_naming_the_number_that_is_there_changes_nothing(adopt: str | None) -> None:
    refuse_another_number(_wanted(adopt=adopt), _state())


@pytest.mark.parametrize("adopt", ["+16475550100", "PN" + "1" * 32])
def test_naming_another_number_is_refused_with_both_names(adopt: str) -> None:
    with pytest.raises(NumberFixed) as refused:
        refuse_another_number(_wanted(adopt=adopt), _state())
    assert adopt in str(refused.value)
    assert "+14165550100" in str(refused.value)
