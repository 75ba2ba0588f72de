"""API keys, and the addresses that some numbers require."""

from typing import Any

import pytest

from localcloud.twilio.fixture import RunningEmulator

ADDRESS = {
    "CustomerName": "BerthCare",
    "Street": "1 Example Street",
    "City": "Toronto",
    "Region": "ON",
    "PostalCode": "M5V 0A0",
    "IsoCountry": "CA",
}


def test_a_keys_secret_is_told_once(rest: Any) -> None:
    made = rest("POST", "/Keys.json", data={"FriendlyName": "backend"})
    assert made.status_code == 201
    assert len(made.json()["secret"]) == 32
    path = f"/Keys/{made.json()['sid']}.json"
    assert "secret" not in rest("GET", path).json()
    assert all("secret" not in key for key in rest("GET", "/Keys.json").json()["keys"])


def test_a_key_is_renamed_and_deleted(emulator: RunningEmulator, client: Any, rest: Any) -> None:
    key = client.new_keys.create(friendly_name="a")
    path = f"/Keys/{key.sid}.json"
    assert rest("POST", path, data={"FriendlyName": "b"}).json()["friendly_name"] == "b"
    assert [rest("DELETE", path).status_code for _ in range(2)] == [204, 404]
    url = f"{emulator.base_url}/2010-04-01/Accounts/{emulator.account_sid}/Balance.json"
    assert rest("GET", url, auth=(key.sid, key.secret)).status_code == 401


def test_an_address_is_kept_changed_listed_and_deleted(rest: Any, client: Any) -> None:
    made = rest("POST", "/Addresses.json", data=ADDRESS).json()
    path = f"/Addresses/{made['sid']}.json"
    changed = rest("POST", path, data={"City": "Ottawa", "IsoCountry": "US"}).json()
    assert (changed["city"], changed["iso_country"], changed["street"]) == (
        "Ottawa",
        "CA",
        "1 Example Street",
    )
    assert [one.sid for one in client.addresses.list(customer_name="BerthCare")] == [made["sid"]]
    assert [rest("DELETE", path).status_code for _ in range(2)] == [204, 404]


@pytest.mark.parametrize("missing", sorted(ADDRESS))
def test_an_address_without_a_required_field_is_refused(rest: Any, missing: str) -> None:
    answer = rest("POST", "/Addresses.json", data={**ADDRESS, missing: ""})
    assert answer.status_code == 400
    assert missing in answer.json()["message"]


def test_an_address_tells_the_numbers_that_use_it(rest: Any, client: Any, buy: Any) -> None:
    sid = rest("POST", "/Addresses.json", data=ADDRESS).json()["sid"]
    number = buy(emergency_address_sid=sid)
    buy()
    assert number.emergency_address_status == "registered"
    listed = client.addresses(sid).dependent_phone_numbers.list()
    assert [one.phone_number for one in listed] == [number.phone_number]
