"""The SDK's own client on an emulator that is furnished with one of each thing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from twilio.rest import Client

from localcloud.twilio.fixture import RunningEmulator, running_emulator
from localcloud.twilio.sdk_client import EmulatorHttpClient

HOOK = "https://unmapped.example/v1/webhook"
HANDSET = "+16475550199"
ADDRESS = {
    "customer_name": "BerthCare",
    "street": "1 Example Street",
    "city": "Toronto",
    "region": "ON",
    "postal_code": "M5V 0A0",
    "iso_country": "CA",
}
TRIGGER = {"callback_url": HOOK, "trigger_value": "100", "usage_category": "totalprice"}


class RememberingHttpClient(EmulatorHttpClient):
    """The SDK's client on the emulator; it keeps the last body as JSON."""

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url)
        self.last: dict[str, Any] = {}

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        answer = super().request(method, url, *args, **kwargs)
        self.last = json.loads(answer.text) if answer.text else {}
        return answer


@dataclass(frozen=True)
class World:
    """An account with one of each thing."""

    http: RememberingHttpClient
    client: Any
    number: str
    message: str
    call: str
    alert: str

    address_fields = ADDRESS
    trigger_fields = TRIGGER
    handset = HANDSET

    @property
    def account(self) -> Any:
        return self.client.api.account

    def offer(self, kind: str = "local") -> str:
        offers = getattr(self.account.available_phone_numbers("CA"), kind)
        found = offers.list(exclude_all_address_required=True, sms_enabled=True, limit=1)
        return str(found[0].phone_number)

    def owned(self) -> Any:
        bought = self.account.incoming_phone_numbers.create(phone_number=self.offer())
        return self.account.incoming_phone_numbers(bought.sid)

    def address(self) -> Any:
        return self.account.addresses(self.account.addresses.create(**ADDRESS).sid)

    def key(self) -> Any:
        return self.account.keys(self.account.new_keys.create().sid)

    def trigger(self) -> Any:
        return self.account.usage.triggers(self.account.usage.triggers.create(**TRIGGER).sid)

    def tokens(self, *, with_secondary: bool) -> Any:
        """Return the tokens of a new subaccount, as that account itself reaches them."""
        sub = self.client.api.v2010.accounts.create()
        accounts = Client(sub.sid, sub.auth_token, http_client=self.http).accounts.v1
        if with_secondary:
            accounts.secondary_auth_token().create()
        return accounts

    def dependent(self) -> Any:
        address = self.account.addresses.create(**ADDRESS).sid
        self.owned().update(address_sid=address)
        return self.account.addresses(address).dependent_phone_numbers.list()


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with running_emulator() as emulator:
        http = RememberingHttpClient(emulator.base_url)
        client = Client(emulator.account_sid, emulator.auth_token, http_client=http)
        yield _furnished(emulator, http, client)
        http.close()


def _furnished(emulator: RunningEmulator, http: RememberingHttpClient, client: Any) -> World:
    numbers = client.incoming_phone_numbers
    first, second = (numbers.create(area_code="416", sms_url=HOOK) for _ in range(2))
    toll_free = client.available_phone_numbers("CA").toll_free.list(limit=1)[0]
    numbers.toll_free.create(phone_number=toll_free.phone_number)
    message = client.messages.create(
        to=second.phone_number, from_=first.phone_number, body="a webhook that fails, an alert"
    )
    call = client.calls.create(to=HANDSET, from_=first.phone_number, twiml="<Response/>")
    emulator.settle()
    alert = client.monitor.v1.alerts.list(limit=1)[0]
    return World(http, client, first.sid, message.sid, call.sid, alert.sid)
