"""What the contract's tests share, beside the emulator and the SDK of the folder above."""

from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import (
    TwilioRestException,
)

ADDRESS = {
    "customer_name": "BerthCare",
    "street": "1 Example Street",
    "city": "Toronto",
    "region": "ON",
    "postal_code": "M5V 0A0",
    "iso_country": "CA",
}


@pytest.fixture
def refusal() -> Callable[[Callable[[], Any]], tuple[int, int]]:
    """Return the HTTP status and Twilio's code of what an action is refused with."""

    def refused_with(action: Callable[[], Any]) -> tuple[int, int]:
        with pytest.raises(TwilioRestException) as refused:
            action()
        return refused.value.status, refused.value.code

    return refused_with


@pytest.fixture
def offer(client: Any) -> Callable[..., str]:
    """Return a number that is on offer; by default one that wants no address."""

    def offered(address: str = "none", **filters: Any) -> str:
        found = client.available_phone_numbers("CA").local.list(**{"area_code": 416, **filters})
        return next(str(one.phone_number) for one in found if one.address_requirements == address)

    return offered


@pytest.fixture
def make_address(client: Any) -> Callable[[str], str]:
    """Make an address in an account and return its SID."""

    def made(account_sid: str) -> str:
        return str(client.api.v2010.accounts(account_sid).addresses.create(**ADDRESS).sid)

    return made
