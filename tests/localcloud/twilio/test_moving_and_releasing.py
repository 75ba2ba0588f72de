"""Moving a number between accounts, releasing it, and what answers afterwards."""

from typing import Any

import pytest
from twilio.base.exceptions import (
    TwilioRestException,
)

from localcloud.twilio.exchange import Options
from localcloud.twilio.fixture import RunningEmulator


def _refusal(action: Any) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        action()
    return refused.value.status, refused.value.code


def test_a_number_moves_to_a_subaccount_and_keeps_its_sid_and_settings(
    emulator: RunningEmulator, client: Any, buy: Any
) -> None:
    number = buy(friendly_name="bc:staging:voice")
    sub = client.api.v2010.accounts.create()
    moved = client.incoming_phone_numbers(number.sid).update(account_sid=sub.sid)
    assert (moved.sid, moved.account_sid) == (number.sid, sub.sid)
    assert sub.sid in moved.uri
    assert moved.friendly_name == "bc:staging:voice"
    assert client.incoming_phone_numbers.list() == []
    assert len(client.api.v2010.accounts(sub.sid).incoming_phone_numbers.list()) == 1
    assert len(emulator.purchases()) == 1


def test_a_number_moves_back_to_the_main_account(
    emulator: RunningEmulator, client: Any, buy: Any
) -> None:
    sub = client.api.v2010.accounts.create()
    number = buy(account_sid=sub.sid)
    account = client.api.v2010.accounts(sub.sid)
    moved = account.incoming_phone_numbers(number.sid).update(account_sid=emulator.account_sid)
    assert moved.account_sid == emulator.account_sid


def test_only_the_parent_may_move_a_number(
    emulator: RunningEmulator, client: Any, connect: Any, buy: Any
) -> None:
    sub = client.api.v2010.accounts.create()
    number = buy(account_sid=sub.sid)
    own = connect(sub.sid, sub.auth_token).incoming_phone_numbers(number.sid)
    assert _refusal(lambda: own.update(account_sid=emulator.account_sid)) == (400, 21474)


@pytest.mark.parametrize(("target", "code"), [("nonsense", 21470), ("AC" + "9" * 32, 21471)])
def test_a_move_to_no_account_is_refused(client: Any, buy: Any, target: str, code: int) -> None:
    number = client.incoming_phone_numbers(buy().sid)
    assert _refusal(lambda: number.update(account_sid=target)) == (400, code)


def test_a_move_to_an_inactive_account_is_refused(client: Any, buy: Any) -> None:
    number = client.incoming_phone_numbers(buy().sid)
    sub = client.api.v2010.accounts.create()
    client.api.v2010.accounts(sub.sid).update(status="suspended")
    assert _refusal(lambda: number.update(account_sid=sub.sid)) == (400, 21472)


def test_a_number_that_requires_an_address_needs_one_in_the_target(client: Any) -> None:
    fields = {
        "customer_name": "BerthCare",
        "street": "1 Example Street",
        "city": "Toronto",
        "region": "ON",
        "postal_code": "M5V 0A0",
        "iso_country": "CA",
    }
    offers = client.available_phone_numbers("CA").local.list(area_code=416)
    wanted = next(o.phone_number for o in offers if o.address_requirements == "any")
    here = client.addresses.create(**fields)
    bought = client.incoming_phone_numbers.create(phone_number=wanted, address_sid=here.sid)
    number = client.incoming_phone_numbers(bought.sid)
    sub = client.api.v2010.accounts.create()
    there = client.api.v2010.accounts(sub.sid).addresses.create(**fields)
    assert _refusal(lambda: number.update(account_sid=sub.sid)) == (400, 21613)
    moved = number.update(account_sid=sub.sid, address_sid=there.sid)
    assert moved.address_sid == there.sid


def test_an_unknown_number_is_not_found_with_twilios_words(
    emulator: RunningEmulator, rest: Any
) -> None:
    path = f"/IncomingPhoneNumbers/PN{'0' * 32}.json"
    answer = rest("GET", path)
    resource = f"/2010-04-01/Accounts/{emulator.account_sid}{path}"
    assert answer.status_code == 404
    assert answer.json() == {
        "code": 20404,
        "message": f"The requested resource {resource} was not found",
        "more_info": "https://www.twilio.com/docs/errors/20404",
        "status": 404,
    }


def test_a_number_of_another_account_is_not_found(client: Any, buy: Any) -> None:
    sub = client.api.v2010.accounts.create()
    number = buy()
    elsewhere = client.api.v2010.accounts(sub.sid).incoming_phone_numbers(number.sid)
    assert _refusal(elsewhere.fetch) == (404, 20404)


def test_a_release_answers_204_with_no_body_and_the_second_404(rest: Any, buy: Any) -> None:
    path = f"/IncomingPhoneNumbers/{buy().sid}.json"
    first, second = rest("DELETE", path), rest("DELETE", path)
    assert (first.status_code, first.content) == (204, b"")
    assert (second.status_code, second.json()["code"]) == (404, 20404)


def test_a_released_number_is_refused_and_not_offered_until_the_window_is_over(
    client: Any, buy: Any, clock: Any
) -> None:
    number = buy()
    client.incoming_phone_numbers(number.sid).delete()

    def buy_again() -> Any:
        return client.incoming_phone_numbers.create(phone_number=number.phone_number)

    def offered() -> bool:
        offers = client.available_phone_numbers("CA").local.list(area_code=416)
        return number.phone_number in {offer.phone_number for offer in offers}

    assert _refusal(buy_again) == (400, 21422)
    assert not offered()
    clock.now += Options.release_window_s
    assert offered()
    assert buy_again().sid != number.sid
