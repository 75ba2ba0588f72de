"""What the Twilio credentials reach, read through the SDK from answers in pages."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from berthcare.adopt import twilio_reading
from berthcare.adopt.twilio_reading import TwilioReading
from berthcare.errors import BerthcareError
from berthcare.number_pool import Purpose
from tests.unit.adopt.made_by_hand import OTHER_SUB, SUB, SUB_TOKEN, VOICE
from tests.unit.loaded_settings import SID as MAIN
from tests.unit.loaded_settings import TOKEN

_A_PAGE = 3


class TwilioDouble(HttpClient):  # type: ignore[misc]  # twilio ships no types
    """Answers each list in pages of three; refuses any path that a test gave no records for."""

    def __init__(self, records: Mapping[str, list[dict[str, Any]]]) -> None:
        super().__init__(None, is_async=False)
        self._records = records

    def request(self, method: str, url: str, *_: Any, **__: Any) -> Response:
        assert method == "GET"
        parts = urlsplit(url)
        name = parts.path.removeprefix("/2010-04-01/").removesuffix(".json")
        first = int(parts.query.removeprefix("First=")) if "First=" in parts.query else 0
        records, after = self._records[name], first + _A_PAGE
        more = f"{parts.path}?First={after}" if after < len(records) else None
        key = "accounts" if name == "Accounts" else "incoming_phone_numbers"
        return Response(200, json.dumps({key: records[first:after], "next_page_uri": more}))


def reading(monkeypatch: pytest.MonkeyPatch, **records: list[dict[str, Any]]) -> TwilioReading:
    """Return the reading of a Twilio that holds `accounts`, or the `numbers` of the main one."""
    named = {
        "Accounts": records.get("accounts", []),
        f"Accounts/{MAIN}/IncomingPhoneNumbers": records.get("numbers", []),
    }
    double = TwilioDouble(named)
    client = Client(MAIN, TOKEN, http_client=double)
    monkeypatch.setattr(twilio_reading, "twilio_client", lambda *_: client)
    return TwilioReading(MAIN, TOKEN, {})


def account(sid: str, owner: str = MAIN) -> dict[str, Any]:
    return {
        "sid": sid,
        "owner_account_sid": owner,
        "friendly_name": "BerthCare Staging",
        "status": "active",
        "auth_token": SUB_TOKEN,
    }


def number(order: int = 1, **fields: object) -> dict[str, Any]:
    return {
        "sid": f"PN{order:032d}",
        "phone_number": VOICE,
        "status": "in-use",
        "capabilities": {"voice": True, "sms": True},
        **fields,
    }


def test_the_subaccounts_are_all_but_the_one_of_the_credentials(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = reading(monkeypatch, accounts=[account(MAIN), account(SUB)]).subaccounts()

    assert [(one.sid, one.name, one.status) for one in found] == [
        (SUB, "BerthCare Staging", "active")
    ]


def test_credentials_of_a_subaccount_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    subaccount_s = reading(monkeypatch, accounts=[account(MAIN, owner=OTHER_SUB)])

    with pytest.raises(BerthcareError, match="are those of a subaccount"):
        subaccount_s.subaccounts()


def test_subaccounts_and_numbers_are_read_to_the_last_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    subaccounts = [account(f"AC{order:032d}") for order in range(60)]
    there = reading(
        monkeypatch,
        accounts=[account(MAIN), *subaccounts],
        numbers=[number(order) for order in range(60)],
    )

    assert len(there.subaccounts()) == 60
    assert len(there.numbers(MAIN)) == 60


@pytest.mark.parametrize(
    ("capabilities", "able"),
    [
        ({"voice": True, "SMS": True, "MMS": True}, {Purpose.VOICE, Purpose.SMS}),
        ({"voice": True, "sms": False}, {Purpose.VOICE}),
        ({"voice": False, "sms": False}, set()),
        (None, set()),
    ],
)
def test_a_number_can_do_what_twilio_says_that_it_can(
    monkeypatch: pytest.MonkeyPatch, capabilities: object, able: set[Purpose]
) -> None:
    [found] = reading(monkeypatch, numbers=[number(capabilities=capabilities)]).numbers(MAIN)

    assert found.capabilities == able


def test_a_number_s_webhooks_are_those_that_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    set_and_not = number(voice_url="https://a.example.ca/v", sms_url="", status_callback=None)
    [found] = reading(monkeypatch, numbers=[set_and_not]).numbers(MAIN)

    assert found.webhooks == ("https://a.example.ca/v",)
    assert (found.account_sid, found.name) == (MAIN, "")
