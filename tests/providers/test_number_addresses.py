"""A number's registered address and its emergency address, and a number adopted from next door."""

from collections.abc import Callable
from typing import Any

import pytest

from localcloud.twilio.fixture import RunningEmulator
from providers.api.client import connect
from providers.api.credentials import Credentials
from providers.number.errors import AdoptionRefused, NoNumberFound
from providers.phone_number import PhoneNumberProvider

Properties = dict[str, Any]
NewProvider = Callable[[], PhoneNumberProvider]


@pytest.fixture
def client(emulator: RunningEmulator) -> Any:
    return connect(
        Credentials(emulator.account_sid, emulator.auth_token),
        {"TWILIO_BASE_URL": emulator.base_url},
    )


def _new_address(client: Any, account_sid: str) -> str:
    address = client.api.v2010.accounts(account_sid).addresses.create(
        customer_name="BerthCare",
        street="1 Example Street",
        city="Toronto",
        region="ON",
        postal_code="M5V 0A1",
        iso_country="CA",
        emergency_enabled=True,
    )
    return str(address.sid)


@pytest.fixture
def address(client: Any, emulator: RunningEmulator) -> str:
    return _new_address(client, emulator.account_sid)


def test_a_number_is_bought_with_both_addresses(
    emulator: RunningEmulator, provider: PhoneNumberProvider, properties: Properties, address: str
) -> None:
    given = {**properties, "address_sid": address, "emergency_address_sid": address}
    outs = provider.create(given).outs or {}
    (number,) = emulator.numbers()
    assert number.settings["address_sid"] == address
    assert number.settings["emergency_address_sid"] == address
    assert outs["emergency_address_status"] == "registered"


def test_with_an_address_a_number_that_asks_for_one_can_be_bought(
    emulator: RunningEmulator, new_provider: NewProvider, properties: Properties, address: str
) -> None:
    one_area = {**properties, "area_codes": ["416"]}
    for index in range(18):  # All that ask for no address, in an area code of the emulator.
        new_provider().create({**one_area, "logical_name": f"other-{index}"})
    with pytest.raises(NoNumberFound):
        new_provider().create(one_area)
    new_provider().create({**one_area, "address_sid": address})
    assert emulator.numbers()[-1].address_requirements == "any"


@pytest.mark.parametrize(("asked", "left"), [(None, True), ("", False)])
def test_an_address_is_left_alone_unless_empty_text_takes_it_away(
    emulator: RunningEmulator,
    provider: PhoneNumberProvider,
    properties: Properties,
    address: str,
    asked: str | None,
    *,
    left: bool,
) -> None:
    created = provider.create({**properties, "emergency_address_sid": address})
    wanted = {**properties, "emergency_address_sid": asked}
    if provider.diff(created.id, created.outs or {}, wanted).changes:
        provider.update(created.id, created.outs or {}, wanted)
    assert (emulator.numbers()[0].settings["emergency_address_sid"] == address) is left


def test_a_refresh_sees_an_emergency_address_that_somebody_took_off(
    emulator: RunningEmulator, provider: PhoneNumberProvider, properties: Properties, address: str
) -> None:
    wanted = {**properties, "emergency_address_sid": address}
    created = provider.create(wanted)
    emulator.numbers()[0].settings["emergency_address_sid"] = None
    read = provider.read(created.id, created.outs or {})
    assert (read.inputs or {})["emergency_address_sid"] == ""
    assert provider.diff(created.id, read.outs or {}, wanted).changes


def test_a_number_that_moves_gets_the_addresses_of_its_new_account(
    client: Any,
    emulator: RunningEmulator,
    provider: PhoneNumberProvider,
    properties: Properties,
    address: str,
) -> None:
    created = provider.create({**properties, "emergency_address_sid": address})
    place = str(client.api.v2010.accounts.create(friendly_name="Staging").sid)
    there = _new_address(client, place)
    provider.update(
        created.id,
        created.outs or {},
        {**properties, "subaccount_sid": place, "emergency_address_sid": there},
    )
    (number,) = emulator.numbers()
    assert (number.account_sid, number.settings["emergency_address_sid"]) == (place, there)


def test_a_release_takes_the_emergency_address_off_first(
    emulator: RunningEmulator, provider: PhoneNumberProvider, properties: Properties, address: str
) -> None:
    given = {**properties, "emergency_address_sid": address, "release_on_delete": True}
    created = provider.create(given)
    emulator.add_fault(method="DELETE", status=400, code=21601, path="/IncomingPhoneNumbers/PN")
    with pytest.raises(Exception, match="21601"):
        provider.delete(created.id, created.outs or {})
    assert emulator.numbers()[0].settings["emergency_address_sid"] is None


@pytest.mark.parametrize("by_sid", [True, False])
def test_a_number_to_adopt_is_moved_from_the_main_account(
    client: Any,
    emulator: RunningEmulator,
    provider: PhoneNumberProvider,
    properties: Properties,
    *,
    by_sid: bool,
) -> None:
    mine = client.incoming_phone_numbers.create(phone_number=_any_number(client))
    place = str(client.api.v2010.accounts.create(friendly_name="Staging").sid)
    adopt = mine.sid if by_sid else mine.phone_number
    there = _new_address(client, place)
    wanted = {
        **properties,
        "adopt": adopt,
        "subaccount_sid": place,
        "emergency_address_sid": there,
    }
    assert provider.check({}, wanted).failures == []
    created = provider.create(wanted)
    (number,) = emulator.numbers()
    assert (created.id, number.account_sid) == (mine.sid, place)
    assert number.settings["emergency_address_sid"] == there
    assert str(number.settings["voice_url"]).endswith("/voice/webhook")


def test_another_resources_number_is_not_adopted_from_next_door(
    client: Any, emulator: RunningEmulator, new_provider: NewProvider, properties: Properties
) -> None:
    bought = new_provider().create({**properties, "stack": "production"}).outs or {}
    place = str(client.api.v2010.accounts.create(friendly_name="Staging").sid)
    wanted = {**properties, "adopt": bought["phone_number"], "subaccount_sid": place}
    with pytest.raises(AdoptionRefused, match="bc:production"):
        new_provider().create(wanted)
    assert emulator.numbers()[0].account_sid == emulator.account_sid


def _any_number(client: Any) -> str:
    offered = client.available_phone_numbers("CA").local.list(
        limit=1, sms_enabled=True, exclude_all_address_required=True
    )
    return str(offered[0].phone_number)
