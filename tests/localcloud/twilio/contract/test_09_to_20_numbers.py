"""Facts 9 to 20 of the contract: buying, configuring, moving and releasing a number."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from localcloud.twilio.exchange import Options
from localcloud.twilio.fixture import RunningEmulator

Refusal = Callable[[Callable[[], Any]], tuple[int, int]]
Offer = Callable[..., str]
BUY = "/IncomingPhoneNumbers.json"
URL = "https://api.berthcare.ca/v1/voice/webhook"
TRUNK = "TK" + "0" * 32
APPLICATION = "AP" + "0" * 32
# Twilio's OpenAPI description, the schema `api.v2010.account.incoming_phone_number`.
FIELDS = {
    "account_sid", "address_sid", "address_requirements", "api_version", "beta", "bundle_sid",
    "capabilities", "date_created", "date_updated", "emergency_address_sid",
    "emergency_address_status", "emergency_status", "friendly_name", "identity_sid", "origin",
    "phone_number", "sid", "sms_application_sid", "sms_fallback_method", "sms_fallback_url",
    "sms_method", "sms_url", "status", "status_callback", "status_callback_method",
    "subresource_uris", "trunk_sid", "type", "uri", "voice_application_sid",
    "voice_caller_id_lookup", "voice_fallback_method", "voice_fallback_url", "voice_method",
    "voice_receive_mode", "voice_url",
}  # fmt: skip


def _buy(rest: Any, number: str, **form: str) -> Any:
    return rest("POST", BUY, data={"PhoneNumber": number, **form})


def test_fact_09_a_purchase_is_answered_201_with_the_whole_number(rest: Any, offer: Offer) -> None:
    number = offer()
    answer = _buy(rest, number)
    assert (answer.status_code, answer.json()["phone_number"]) == (201, number)
    assert set(answer.json()) == FIELDS


def test_fact_09_a_purchase_of_nothing_is_refused(emulator: RunningEmulator, rest: Any) -> None:
    assert rest("POST", BUY, data={}).status_code == 400
    assert emulator.purchases() == []


def test_fact_10_a_new_number_has_twilios_defaults(rest: Any, offer: Offer) -> None:
    body = _buy(rest, offer()).json()
    digits = body["phone_number"][2:]
    kinds = ("voice", "voice_fallback", "sms", "sms_fallback")
    assert {body[f"{kind}_method"] for kind in kinds} | {body["status_callback_method"]} == {"POST"}
    assert not any(body[f"{kind}_url"] for kind in kinds)
    assert not body["status_callback"]
    assert body["friendly_name"] == f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    assert (body["trunk_sid"], body["status"], body["voice_receive_mode"], body["beta"]) == (
        None,
        "in-use",
        "voice",
        False,
    )


def test_fact_11_a_sid_is_pn_and_32_hexadecimal_characters_and_never_used_again(
    rest: Any, offer: Offer, clock: Any
) -> None:
    number = offer()
    first = _buy(rest, number).json()["sid"]
    rest("DELETE", f"/IncomingPhoneNumbers/{first}.json")
    clock.now += Options.release_window_s
    second = _buy(rest, number).json()["sid"]
    assert all(re.fullmatch("PN[0-9a-fA-F]{32}", sid) for sid in (first, second))
    assert first != second


def test_fact_12_a_number_that_is_not_in_stock_or_is_anothers_is_not_available(
    emulator: RunningEmulator, rest: Any, connect: Any, offer: Offer
) -> None:
    stranger = ("AC" + "5" * 32, "strange" * 4 + "rrrr")
    emulator.add_customer(*stranger)
    anothers = connect(*stranger).incoming_phone_numbers.create(phone_number=offer()).phone_number
    for number in ("+14162345678", anothers):
        answer = _buy(rest, number)
        assert (answer.status_code, answer.json()["code"]) == (400, 21422)
        assert answer.json()["message"] == f"{number} is not available."


def test_fact_12_a_released_number_is_refused_for_as_long_as_the_window_says(
    rest: Any, offer: Offer, clock: Any
) -> None:
    number = offer()
    sid = _buy(rest, number).json()["sid"]
    rest("DELETE", f"/IncomingPhoneNumbers/{sid}.json")
    clock.now += Options.release_window_s - 1
    assert _buy(rest, number).json()["code"] == 21422
    clock.now += 1
    assert _buy(rest, number).status_code == 201


def test_fact_13_buying_what_one_owns_is_refused_and_not_charged_again(
    emulator: RunningEmulator, client: Any, rest: Any, offer: Offer
) -> None:
    number = offer()
    _buy(rest, number)
    before = client.balance.fetch().balance
    answer = _buy(rest, number)
    assert (answer.status_code, answer.json()["code"]) == (400, 21422)
    assert (len(emulator.purchases()), client.balance.fetch().balance) == (1, before)


def test_fact_14_a_purchase_by_area_code_takes_any_number_so_a_retry_buys_a_second(
    emulator: RunningEmulator, client: Any
) -> None:
    bought = {client.incoming_phone_numbers.create(area_code="416").phone_number for _ in range(2)}
    assert len(bought) == len(emulator.purchases()) == 2
    assert {number[:5] for number in bought} == {"+1416"}


@pytest.mark.parametrize(
    ("path", "form", "code"),
    [
        ("", {"AreaCode": "907"}, 21452),
        ("", {"AreaCode": "44"}, 21451),
        ("/Local", {"AreaCode": "416"}, 21457),
        ("/TollFree", {"AreaCode": "800"}, 21457),
    ],
)
def test_fact_14_an_area_code_that_cannot_be_used_is_refused_with_its_code(
    rest: Any, path: str, form: dict[str, str], code: int
) -> None:
    answer = rest("POST", f"/IncomingPhoneNumbers{path}.json", data=form)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_fact_14_a_toll_free_number_is_no_local_one(client: Any, refusal: Refusal) -> None:
    number = client.available_phone_numbers("CA").toll_free.list(limit=1)[0].phone_number
    local = client.incoming_phone_numbers.local
    assert refusal(lambda: local.create(phone_number=number)) == (400, 21458)


@pytest.mark.parametrize(
    "path",
    [
        f"/IncomingPhoneNumbers/PN{'0' * 32}",
        f"/Messages/SM{'0' * 32}",
        f"/Calls/CA{'0' * 32}",
        f"/Keys/SK{'0' * 32}",
        f"/Addresses/AD{'0' * 32}",
        f"/Usage/Triggers/UT{'0' * 32}",
    ],
)
def test_fact_15_an_unknown_sid_is_not_found_with_twilios_words(
    emulator: RunningEmulator, rest: Any, path: str
) -> None:
    answer = rest("GET", f"{path}.json")
    resource = f"/2010-04-01/Accounts/{emulator.account_sid}{path}.json"
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)
    assert answer.json()["message"] == f"The requested resource {resource} was not found"


def test_fact_16_a_release_is_204_without_a_body_and_the_second_404(
    rest: Any, client: Any, buy: Any
) -> None:
    path = f"/IncomingPhoneNumbers/{buy().sid}.json"
    first, second = rest("DELETE", path), rest("DELETE", path)
    assert (first.status_code, first.content) == (204, b"")
    assert (second.status_code, second.json()["code"]) == (404, 20404)
    assert client.incoming_phone_numbers(buy().sid).delete() is True


def test_fact_17_an_update_keeps_what_is_not_sent_and_clears_what_is_sent_empty(
    rest: Any, buy: Any, clock: Any
) -> None:
    number = buy(voice_url=URL, sms_url=URL)
    path = f"/IncomingPhoneNumbers/{number.sid}.json"
    before = rest("GET", path).json()
    clock.now += 60
    answer = rest("POST", path, data={"SmsUrl": "", "FriendlyName": "new"})
    changed = {"sms_url": "", "friendly_name": "new"}
    assert answer.status_code == 200
    assert answer.json()["date_updated"] != before["date_updated"]
    assert answer.json() == {
        **before,
        **changed,
        "date_updated": answer.json()["date_updated"],
    }


def test_fact_18_a_trunk_and_a_voice_application_put_each_other_out(client: Any, buy: Any) -> None:
    number = client.incoming_phone_numbers(buy(voice_application_sid=APPLICATION).sid)
    with_trunk = number.update(trunk_sid=TRUNK)
    assert (with_trunk.trunk_sid, with_trunk.voice_application_sid) == (TRUNK, None)
    back = number.update(voice_application_sid=APPLICATION)
    assert (back.trunk_sid, back.voice_application_sid) == (None, APPLICATION)


def test_fact_19_a_number_moves_to_a_subaccount_with_its_sid(
    emulator: RunningEmulator, client: Any, buy: Any
) -> None:
    number = buy()
    sub = client.api.v2010.accounts.create()
    moved = client.incoming_phone_numbers(number.sid).update(account_sid=sub.sid)
    assert (moved.sid, moved.account_sid) == (number.sid, sub.sid)
    assert moved.uri == number.uri.replace(emulator.account_sid, sub.sid)
    assert len(emulator.purchases()) == 1


def test_fact_19_a_move_that_may_not_be_is_refused_with_its_code(
    emulator: RunningEmulator, client: Any, connect: Any, buy: Any, refusal: Refusal
) -> None:
    stranger = "AC" + "5" * 32
    emulator.add_customer(stranger, "strange" * 4 + "rrrr")
    suspended = client.api.v2010.accounts.create().sid
    client.api.v2010.accounts(suspended).update(status="suspended")
    number = client.incoming_phone_numbers(buy().sid)
    for target, code in (
        ("nonsense", 21470),
        ("AC" + "9" * 32, 21471),
        (suspended, 21472),
        (stranger, 21473),
    ):
        assert refusal(lambda to=target: number.update(account_sid=to)) == (400, code)  # type: ignore[misc]  # mypy cannot type a lambda's default
    sub = client.api.v2010.accounts.create()
    own = connect(sub.sid, sub.auth_token).incoming_phone_numbers(buy(account_sid=sub.sid).sid)
    assert refusal(lambda: own.update(account_sid=emulator.account_sid)) == (400, 21474)


def test_fact_19_a_number_that_wants_an_address_needs_one_of_the_target(
    emulator: RunningEmulator,
    client: Any,
    offer: Offer,
    make_address: Callable[[str], str],
    refusal: Refusal,
) -> None:
    here = make_address(emulator.account_sid)
    bought = client.incoming_phone_numbers.create(phone_number=offer("any"), address_sid=here)
    number = client.incoming_phone_numbers(bought.sid)
    sub = client.api.v2010.accounts.create()
    assert refusal(lambda: number.update(account_sid=sub.sid)) == (400, 21613)
    there = make_address(sub.sid)
    assert number.update(account_sid=sub.sid, address_sid=there).address_sid == there


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"VoiceFallbackUrl": URL}, 21405),
        ({"SmsFallbackUrl": URL}, 21406),
        ({"VoiceUrl": "/v1/voice/webhook"}, 21402),
        ({"StatusCallback": "api.berthcare.ca"}, 21402),
        ({"VoiceUrl": URL, "VoiceMethod": "PUT"}, 21403),
    ],
)
def test_fact_20_a_webhook_that_cannot_be_called_is_refused_with_its_code(
    emulator: RunningEmulator, rest: Any, offer: Offer, form: dict[str, str], code: int
) -> None:
    answer = _buy(rest, offer(), **form)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert emulator.purchases() == []
