"""What a number costs, as the SDK reads it, and as the emulator charges it."""

from decimal import Decimal
from typing import Any

import pytest
from twilio.base.exceptions import (
    TwilioRestException,
)


def _prices(client: Any, country: str) -> dict[str, str]:
    read = client.pricing.v1.phone_numbers.countries(country).fetch()
    return {one["number_type"]: one["current_price"] for one in read.phone_number_prices}


def test_a_country_tells_its_prices_and_their_currency(client: Any) -> None:
    canada = client.pricing.v1.phone_numbers.countries("CA").fetch()
    assert (canada.country, canada.iso_country, canada.price_unit) == ("Canada", "CA", "USD")
    assert canada.url == "https://pricing.twilio.com/v1/PhoneNumbers/Countries/CA"
    assert canada.phone_number_prices == [
        {"base_price": "1.50", "current_price": "1.50", "number_type": "local"},
        {"base_price": "1.50", "current_price": "1.50", "number_type": "toll free"},
    ]


@pytest.mark.parametrize(("kind", "number_type"), [("local", "local"), ("toll_free", "toll free")])
def test_the_price_told_is_the_price_charged(client: Any, kind: str, number_type: str) -> None:
    offer = getattr(client.available_phone_numbers("CA"), kind).list(limit=1)[0]
    before = Decimal(client.balance.fetch().balance)
    client.incoming_phone_numbers.create(phone_number=offer.phone_number)
    charged = before - Decimal(client.balance.fetch().balance)
    assert charged == Decimal(_prices(client, "CA")[number_type])


def test_a_country_without_stock_has_no_prices(client: Any) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.pricing.v1.phone_numbers.countries("ZZ").fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_a_subaccount_and_a_key_may_ask_for_prices(client: Any, connect: Any) -> None:
    sub = client.api.v2010.accounts.create()
    key = client.new_keys.create()
    for user, password in ((sub.sid, sub.auth_token), (key.sid, key.secret)):
        assert _prices(connect(user, password), "CA")["local"] == "1.50"
