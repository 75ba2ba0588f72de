"""Facts 1 to 8 of the contract: who may ask, how a request is written, how a refusal reads."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
import requests

from localcloud.twilio.fixture import RunningEmulator

Refusal = Callable[[Callable[[], Any]], tuple[int, int]]
UNAUTHENTICATED = (401, 20003)


def test_fact_01_a_token_and_a_keys_secret_are_basic_credentials(
    emulator: RunningEmulator, client: Any, connect: Callable[..., Any]
) -> None:
    key = client.new_keys.create()
    assert client.balance.fetch().currency == "USD"
    assert connect(key.sid, key.secret, emulator.account_sid).balance.fetch().currency == "USD"


def test_fact_01_the_sdk_sends_its_credentials_with_every_page(
    emulator: RunningEmulator, client: Any, buy: Any, rest: Any
) -> None:
    bought = [buy().sid for _ in range(3)]
    page = rest("GET", "/IncomingPhoneNumbers.json?PageSize=1").json()
    following = f"{emulator.base_url}{page['next_page_uri']}"
    assert requests.get(following, timeout=10).status_code == 401
    listed = client.incoming_phone_numbers.list(page_size=1)
    assert [one.sid for one in listed] == bought[::-1]


@pytest.mark.parametrize("header", ["", "Basic " + base64.b64encode(b"AC1:wrong").decode()])
def test_fact_02_bad_or_absent_credentials_are_answered_with_twilios_very_body(
    emulator: RunningEmulator, header: str
) -> None:
    url = f"{emulator.base_url}/2010-04-01/Accounts/{emulator.account_sid}/Balance.json"
    answer = requests.get(url, headers={"Authorization": header} if header else {}, timeout=10)
    assert answer.status_code == 401
    assert answer.json() == {
        "code": 20003,
        "detail": "Your AccountSid or AuthToken was incorrect.",
        "message": "Authenticate",
        "more_info": "https://www.twilio.com/docs/errors/20003",
        "status": 401,
    }


@pytest.mark.parametrize(
    "ask",
    [
        lambda it: it.api.v2010.accounts.list(page_size=1),
        lambda it: it.api.v2010.accounts.create(),
        lambda it: it.api.account.fetch(),
        lambda it: it.api.account.update(friendly_name="x"),
        lambda it: it.new_keys.create(),
        lambda it: it.keys("SK" + "0" * 32).fetch(),
        lambda it: it.keys("SK" + "0" * 32).delete(),
        lambda it: it.new_signing_keys.create(),
    ],
    ids=["accounts", "subaccount", "account", "rename", "key", "fetch", "delete", "signing-key"],
)
def test_fact_03_a_standard_key_may_not_touch_accounts_or_keys(
    emulator: RunningEmulator, client: Any, connect: Callable[..., Any], ask: Callable[[Any], Any]
) -> None:
    key = client.new_keys.create()
    # A list's refusal is a plain TwilioException in the SDK, so the status is read from its text.
    with pytest.raises(Exception, match=r"401.*Authenticate|Authenticate.*401"):
        ask(connect(key.sid, key.secret, emulator.account_sid))
    assert client.api.account.fetch().sid == emulator.account_sid


def test_fact_04_the_parents_token_acts_on_a_subaccount_and_its_key_does_not(
    emulator: RunningEmulator, client: Any, connect: Callable[..., Any], refusal: Refusal
) -> None:
    sub = client.api.v2010.accounts.create()
    key = client.new_keys.create()
    with_key = connect(key.sid, key.secret, emulator.account_sid)
    assert client.api.v2010.accounts(sub.sid).balance.fetch().account_sid == sub.sid
    assert refusal(with_key.api.v2010.accounts(sub.sid).balance.fetch) == UNAUTHENTICATED


def test_fact_04_a_subaccount_acts_neither_on_its_parent_nor_on_a_sibling(
    emulator: RunningEmulator, client: Any, connect: Callable[..., Any], refusal: Refusal
) -> None:
    sub, sibling = (client.api.v2010.accounts.create() for _ in range(2))
    own = connect(sub.sid, sub.auth_token)
    assert own.balance.fetch().account_sid == sub.sid
    for other in (emulator.account_sid, sibling.sid):
        assert refusal(own.api.v2010.accounts(other).balance.fetch) == UNAUTHENTICATED


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("VoiceCallerIdLookup=true&PhoneNumber=%2B{digits}", 201),
        ("VoiceCallerIdLookup=true&PhoneNumber=+{digits}", 400),  # a bare + is a space
        ("voice_caller_id_lookup=true&phone_number=%2B{digits}", 400),  # no CamelCase, no parameter
    ],
)
def test_fact_05_a_body_is_a_form_with_camel_case_names_and_an_encoded_plus(
    rest: Any, offer: Callable[..., str], body: str, status: int
) -> None:
    answer = rest(
        "POST",
        "/IncomingPhoneNumbers.json",
        data=body.format(digits=offer().removeprefix("+")),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == status
    assert answer.json().get("voice_caller_id_lookup") == (True if status == 201 else None)


def test_fact_05_a_json_body_is_not_read(
    emulator: RunningEmulator, rest: Any, offer: Callable[..., str]
) -> None:
    answer = rest("POST", "/IncomingPhoneNumbers.json", json={"PhoneNumber": offer()})
    assert answer.status_code == 400
    assert emulator.purchases() == []


def test_fact_06_an_unknown_parameter_is_ignored(rest: Any, offer: Callable[..., str]) -> None:
    form = {"PhoneNumber": offer(), "VoiceUlr": "https://api.berthcare.ca/typo"}
    answer = rest("POST", "/IncomingPhoneNumbers.json", data=form)
    assert (answer.status_code, answer.json()["voice_url"]) == (201, "")


@pytest.mark.parametrize(
    ("method", "path", "form"),
    [
        ("POST", "/IncomingPhoneNumbers.json", {"PhoneNumber": "+1"}),
        ("POST", "/Messages.json", {"To": "+16475550199"}),
        ("GET", f"/IncomingPhoneNumbers/PN{'0' * 32}.json", {}),
        ("POST", ".json", {"Status": "suspended"}),
    ],
)
def test_fact_07_an_error_tells_code_message_more_info_and_the_http_status(
    rest: Any, method: str, path: str, form: dict[str, str]
) -> None:
    answer = rest(method, path, data=form)
    body = answer.json()
    assert set(body) == {"code", "message", "more_info", "status"}
    assert body["status"] == answer.status_code
    assert body["more_info"] == f"https://www.twilio.com/docs/errors/{body['code']}"


def test_fact_08_only_a_path_that_ends_in_json_is_answered_in_json(rest: Any) -> None:
    assert rest("GET", "/Balance.json").headers["Content-Type"].startswith("application/json")
    without = rest("GET", "/Balance")
    assert without.headers["Content-Type"].startswith("application/xml")
    assert "<TwilioResponse><RestException>" in without.text
