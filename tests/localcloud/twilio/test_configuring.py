"""Changing what a number does: partial updates and fields that act on one another."""

from typing import Any

import pytest

from localcloud.twilio.errors import TwilioApiError
from localcloud.twilio.number_settings import defaults, merged

URL = "https://api.berthcare.ca/v1/voice/webhook"
TRUNK = "TK" + "0" * 32
APPLICATION = "AP" + "0" * 32


def test_what_is_not_sent_stays() -> None:
    before = merged(defaults("name"), {"VoiceUrl": URL, "FriendlyName": "a"})
    assert merged(before, {"SmsUrl": URL}) == {**before, "sms_url": URL}


def test_an_empty_string_clears() -> None:
    before = merged(defaults("name"), {"VoiceUrl": URL})
    assert merged(before, {"VoiceUrl": ""})["voice_url"] == ""


def test_a_merge_leaves_its_input_alone() -> None:
    before = defaults("name")
    merged(before, {"VoiceUrl": URL})
    assert before == defaults("name")


def test_setting_a_trunk_clears_the_voice_application_and_the_other_way_round() -> None:
    with_application = merged(defaults("name"), {"VoiceApplicationSid": APPLICATION})
    with_trunk = merged(with_application, {"TrunkSid": TRUNK})
    assert (with_trunk["trunk_sid"], with_trunk["voice_application_sid"]) == (TRUNK, None)
    back = merged(with_trunk, {"VoiceApplicationSid": APPLICATION})
    assert (back["trunk_sid"], back["voice_application_sid"]) == (None, APPLICATION)


def test_clearing_a_trunk_keeps_the_voice_application() -> None:
    before = merged(defaults("name"), {"VoiceApplicationSid": APPLICATION})
    assert merged(before, {"TrunkSid": ""})["voice_application_sid"] == APPLICATION


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"VoiceFallbackUrl": URL}, 21405),
        ({"SmsFallbackUrl": URL}, 21406),
        ({"VoiceUrl": "/v1/voice/webhook"}, 21402),
        ({"StatusCallback": "ftp://api.berthcare.ca/"}, 21402),
        ({"VoiceMethod": "PUT"}, 21403),
        ({"VoiceApplicationSid": "AP1"}, 21420),
        ({"FriendlyName": "x" * 65}, 20002),
    ],
)
def test_a_field_that_breaks_a_rule_is_refused_with_twilios_code(
    form: dict[str, str], code: int
) -> None:
    with pytest.raises(TwilioApiError) as refused:
        merged(defaults("name"), form)
    assert (refused.value.status, refused.value.code) == (400, code)


def test_removing_the_primary_url_under_a_fallback_is_refused() -> None:
    before = merged(defaults("name"), {"VoiceUrl": URL, "VoiceFallbackUrl": URL})
    with pytest.raises(TwilioApiError) as refused:
        merged(before, {"VoiceUrl": ""})
    assert refused.value.code == 21405


def test_an_update_answers_with_the_whole_number_and_a_new_date(
    client: Any, buy: Any, clock: Any
) -> None:
    number = buy(voice_url=URL)
    clock.now += 60
    updated = client.incoming_phone_numbers(number.sid).update(sms_url=URL)
    assert (updated.voice_url, updated.sms_url) == (URL, URL)
    assert updated.date_created == number.date_created
    assert (updated.date_updated - number.date_updated).total_seconds() == 60


def test_a_refused_update_changes_nothing(rest: Any, client: Any, buy: Any) -> None:
    number = buy(friendly_name="a")
    path = f"/IncomingPhoneNumbers/{number.sid}.json"
    answer = rest("POST", path, data={"FriendlyName": "b", "VoiceUrl": "nowhere"})
    assert answer.json()["code"] == 21402
    assert client.incoming_phone_numbers(number.sid).fetch().friendly_name == "a"
