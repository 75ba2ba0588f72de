"""Buying a number."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from twilio.base.exceptions import (
    TwilioRestException,
)

from localcloud.twilio.fixture import RunningEmulator


def _offer(client: Any, **filters: Any) -> Any:
    return client.available_phone_numbers("CA").local.list(area_code=416, **filters)[0]


def test_a_bought_number_has_twilios_defaults(rest: Any, client: Any) -> None:
    number = _offer(client).phone_number
    answer = rest("POST", "/IncomingPhoneNumbers.json", data={"PhoneNumber": number})
    body = answer.json()
    assert answer.status_code == 201
    assert re.fullmatch("PN[0-9a-fA-F]{32}", body["sid"])
    assert body["friendly_name"] == f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    assert {
        name: body[name] for name in ("voice_method", "sms_method", "voice_url", "sms_url")
    } == {
        "voice_method": "POST",
        "sms_method": "POST",
        "voice_url": "",
        "sms_url": "",
    }
    assert (body["status"], body["voice_receive_mode"], body["beta"], body["trunk_sid"]) == (
        "in-use",
        "voice",
        False,
        None,
    )
    assert set(body["capabilities"]) == {"voice", "sms", "mms", "fax"}


def test_everything_sent_with_the_purchase_is_kept(client: Any) -> None:
    sent = {
        "friendly_name": "bc:staging:voice",
        "voice_url": "https://api.berthcare.ca/v1/voice/webhook",
        "voice_method": "GET",
        "sms_url": "https://api.berthcare.ca/v1/sms/webhook",
        "status_callback": "https://api.berthcare.ca/v1/voice/status",
        "voice_caller_id_lookup": True,
    }
    number = client.incoming_phone_numbers.create(phone_number=_offer(client).phone_number, **sent)
    got = client.incoming_phone_numbers(number.sid).fetch()
    assert {name: getattr(got, name) for name in sent} == sent


def test_unknown_parameters_are_ignored(rest: Any, client: Any) -> None:
    data = {"PhoneNumber": _offer(client).phone_number, "VoiceUlr": "typo"}
    assert rest("POST", "/IncomingPhoneNumbers.json", data=data).status_code == 201


def test_a_json_body_is_no_form_and_buys_nothing(
    emulator: RunningEmulator, rest: Any, client: Any
) -> None:
    data = {"PhoneNumber": _offer(client).phone_number}
    assert rest("POST", "/IncomingPhoneNumbers.json", json=data).status_code == 400
    assert emulator.purchases() == []


@pytest.mark.parametrize(
    ("path", "data", "code"),
    [
        ("", {}, 21421),
        ("", {"PhoneNumber": "4165550100"}, 21421),
        ("", {"PhoneNumber": "+14162345678"}, 21422),
        ("", {"AreaCode": "99"}, 21451),
        ("", {"AreaCode": "907"}, 21452),
        ("/Local", {"AreaCode": "416"}, 21457),
        ("/TollFree", {"AreaCode": "800"}, 21457),
    ],
)
def test_a_purchase_that_cannot_be_is_refused_with_twilios_code(
    emulator: RunningEmulator, rest: Any, path: str, data: dict[str, str], code: int
) -> None:
    answer = rest("POST", f"/IncomingPhoneNumbers{path}.json", data=data)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["status"] == 400
    assert answer.json()["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    assert emulator.purchases() == []


def test_a_toll_free_number_is_refused_as_a_local_one(rest: Any, client: Any) -> None:
    number = client.available_phone_numbers("CA").toll_free.list(limit=1)[0].phone_number
    answer = rest("POST", "/IncomingPhoneNumbers/Local.json", data={"PhoneNumber": number})
    assert (answer.status_code, answer.json()["code"]) == (400, 21458)


def test_an_owned_number_cannot_be_bought_again_not_even_by_its_owner(
    emulator: RunningEmulator, client: Any, buy: Any
) -> None:
    number = buy().phone_number
    with pytest.raises(TwilioRestException) as refused:
        client.incoming_phone_numbers.create(phone_number=number)
    assert (refused.value.status, refused.value.code) == (400, 21422)
    assert refused.value.msg == f"Unable to create record: {number} is not available."
    assert len(emulator.purchases()) == 1


def test_of_many_buyers_at_once_one_gets_the_number(
    emulator: RunningEmulator, connect: Any, client: Any
) -> None:
    number = _offer(client).phone_number
    buyers = [connect(emulator.account_sid, emulator.auth_token) for _ in range(8)]

    def attempt(buyer: Any) -> int:
        try:
            buyer.incoming_phone_numbers.create(phone_number=number)
        except TwilioRestException as refused:
            return int(refused.code)
        return 201

    with ThreadPoolExecutor(len(buyers)) as pool:
        outcomes = sorted(pool.map(attempt, buyers))
    assert outcomes == [201] + [21422] * 7
    assert len(emulator.purchases()) == 1


def test_buying_by_area_code_twice_buys_two_numbers(emulator: RunningEmulator, client: Any) -> None:
    first, second = (client.incoming_phone_numbers.create(area_code="416") for _ in range(2))
    assert first.phone_number != second.phone_number
    assert len(emulator.purchases()) == 2


def test_a_number_that_requires_an_address_is_sold_with_one_only(client: Any) -> None:
    offers = client.available_phone_numbers("CA").local.list(area_code=416)
    number = next(o.phone_number for o in offers if o.address_requirements == "any")
    with pytest.raises(TwilioRestException) as refused:
        client.incoming_phone_numbers.create(phone_number=number)
    assert refused.value.code == 21631
    address = client.addresses.create(
        customer_name="BerthCare",
        street="1 Example Street",
        city="Toronto",
        region="ON",
        postal_code="M5V 0A0",
        iso_country="CA",
    )
    bought = client.incoming_phone_numbers.create(phone_number=number, address_sid=address.sid)
    assert bought.address_sid == address.sid


def test_an_unknown_address_is_refused(client: Any) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.incoming_phone_numbers.create(
            phone_number=_offer(client).phone_number, address_sid="AD" + "0" * 32
        )
    assert refused.value.code == 21628


def test_purchases_are_counted_on_the_control_surface(
    emulator: RunningEmulator, rest: Any, buy: Any
) -> None:
    number = buy()
    body = rest("GET", f"{emulator.base_url}/_emulator/purchases").json()
    assert body["count"] == 1
    assert body["purchases"][0]["phone_number"] == number.phone_number
