"""Facts 26 to 32 of the contract: accounts, dates, triggers, tokens, signatures, keys."""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests
from twilio.request_validator import (
    RequestValidator,
)

from localcloud.twilio.exchange import Options
from localcloud.twilio.fixture import RunningEmulator, running_emulator

Refusal = Callable[[Callable[[], Any]], tuple[int, int]]
TEST_SID = "AC" + "f" * 32
TEST_TOKEN = "test" * 8
BASE = "https://api-staging.berthcare.ca"
TRIGGER = {
    "callback_url": f"{BASE}/v1/usage",
    "usage_category": "totalprice",
    "trigger_by": "price",
    "recurring": "monthly",
}


@pytest.fixture(scope="module")
def trial() -> Iterator[RunningEmulator]:
    options = Options(test_account_sid=TEST_SID, test_auth_token=TEST_TOKEN)
    with running_emulator(options=options) as running:
        yield running


def test_fact_26_a_subaccount_is_made_active_owned_by_its_parent_and_with_a_token(
    emulator: RunningEmulator, rest: Any
) -> None:
    url = f"{emulator.base_url}/2010-04-01/Accounts.json"
    answer = rest("POST", url, data={"FriendlyName": "BerthCare Staging"})
    body = answer.json()
    assert (answer.status_code, body["status"], body["type"]) == (201, "active", "Full")
    assert body["owner_account_sid"] == emulator.account_sid
    assert re.fullmatch("[0-9a-f]{32}", body["auth_token"])


def test_fact_26_closing_is_for_ever_and_a_parent_has_no_status_to_set(
    client: Any, refusal: Refusal
) -> None:
    sub = client.api.v2010.accounts(client.api.v2010.accounts.create().sid)
    assert refusal(lambda: sub.update(status="paused")) == (400, 21475)
    assert refusal(lambda: client.api.account.update(status="suspended")) == (400, 21477)
    assert sub.update(status="closed").status == "closed"
    assert refusal(lambda: sub.update(status="active")) == (400, 21479)


def test_fact_27_a_date_is_rfc_2822_in_v2010_and_iso_8601_in_v1(
    emulator: RunningEmulator, rest: Any, clock: Any
) -> None:
    url = f"{emulator.base_url}/v1/AuthTokens/Secondary"
    now = datetime.fromtimestamp(clock.now, timezone.utc)
    v2010 = rest("GET", ".json").json()["date_created"]
    v1 = rest("POST", url, headers={"X-Twilio-Host": "accounts.twilio.com"}).json()["date_created"]
    assert v2010 == "Tue, 14 Nov 2023 22:13:20 +0000"
    assert v1 == "2023-11-14T22:13:20Z"
    assert parsedate_to_datetime(v2010) == datetime.fromisoformat(v1.replace("Z", "+00:00")) == now


def test_fact_28_a_trigger_has_string_values_a_relative_one_counted_from_now(
    emulator: RunningEmulator, rest: Any
) -> None:
    emulator.spend(emulator.account_sid, "sms-outbound", "12")
    form = {
        "CallbackUrl": f"{BASE}/v1/usage",
        "TriggerValue": "+30",
        "UsageCategory": "totalprice",
        "TriggerBy": "price",
    }
    answer = rest("POST", "/Usage/Triggers.json", data=form)
    body = answer.json()
    assert (answer.status_code, body["date_fired"]) == (201, None)
    assert (body["trigger_value"], body["current_value"]) == ("42", "12")
    path = f"/Usage/Triggers/{body['sid']}.json"
    assert rest("POST", path, data={"TriggerValue": "5"}).json()["trigger_value"] == "42"


def test_fact_28_a_trigger_fires_once_in_a_period(
    emulator: RunningEmulator, client: Any, receiver: Any, clock: Any
) -> None:
    trigger = client.usage.triggers.create(trigger_value="100", **TRIGGER)
    fired = []
    for price in ("99", "1", "50"):
        emulator.spend(emulator.account_sid, "sms-outbound", price)
        emulator.settle()
        fired.append(len(receiver.received))
    clock.now += 31 * 86400
    emulator.spend(emulator.account_sid, "sms-outbound", "100")
    emulator.settle()
    assert [*fired, len(receiver.received)] == [0, 1, 1, 2]
    assert client.usage.triggers(trigger.sid).fetch().date_fired is not None


def test_fact_29_both_tokens_authenticate_until_the_promotion_and_one_after_it(
    emulator: RunningEmulator, client: Any, connect: Any, refusal: Refusal
) -> None:
    secondary = client.accounts.v1.secondary_auth_token().create().secondary_auth_token
    with_new = connect(emulator.account_sid, secondary)
    assert {one.balance.fetch().currency for one in (client, with_new)} == {"USD"}
    assert with_new.accounts.v1.auth_token_promotion().update().auth_token == secondary
    assert refusal(client.balance.fetch) == (401, 20003)
    assert with_new.balance.fetch().currency == "USD"


def test_fact_29_a_secondary_token_is_made_201_and_deleted_204(
    emulator: RunningEmulator, rest: Any
) -> None:
    url = f"{emulator.base_url}/v1/AuthTokens/Secondary"
    host = {"X-Twilio-Host": "accounts.twilio.com"}
    made, deleted = (rest(method, url, headers=host) for method in ("POST", "DELETE"))
    assert (made.status_code, deleted.status_code, deleted.content) == (201, 204, b"")
    secondary = (emulator.account_sid, made.json()["secondary_auth_token"])
    assert rest("GET", "/Balance.json", auth=secondary).status_code == 401


def test_fact_30_a_webhook_is_signed_with_the_primary_token_of_the_account_that_owns_it(
    emulator: RunningEmulator, client: Any, buy: Any, receiver: Any
) -> None:
    sub = client.api.v2010.accounts.create()
    url = f"{BASE}/v1/sms/webhook?foo=1&bar=2"
    number = buy(account_sid=sub.sid, sms_url=url)
    secondary = client.accounts.v1.secondary_auth_token().create().secondary_auth_token
    client.messages.create(to=number.phone_number, from_=buy().phone_number, body="hello")
    emulator.settle()
    (webhook,) = receiver.received
    tokens = {"owner": sub.auth_token, "parent": emulator.auth_token, "secondary": secondary}
    signature = webhook.headers["X-Twilio-Signature"]
    signers = [
        name
        for name, token in tokens.items()
        if RequestValidator(token).validate(url, webhook.form, signature)
    ]
    assert signers == ["owner"]


def test_fact_30_the_signer_agrees_with_the_published_vectors() -> None:
    # The emulator signs with the SDK's own function; a JSON body is signed by its hash in the URL.
    signer = RequestValidator("12345")
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
        "Caller": "+14158675309",
    }
    assert signer.compute_signature(url, form) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    digest = hashlib.sha256(b'{"property": "value", "boolean": true}').hexdigest()
    assert digest == "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
    with_hash = f"{url}&bodySHA256={digest}"
    assert signer.compute_signature(with_hash, {}) == "a9nBmqA0ju/hNViExpshrM61xv4="


@pytest.mark.parametrize(
    ("method", "form", "status", "code"),
    [
        ("POST", {"PhoneNumber": "+15005550006"}, 201, None),
        ("POST", {"PhoneNumber": "+15005550000"}, 400, 21422),
        ("POST", {"PhoneNumber": "+15005550001"}, 400, 21421),
        ("POST", {"AreaCode": "500"}, 201, None),
        ("POST", {"AreaCode": "533"}, 400, 21452),
        ("GET", {}, 403, 20008),
    ],
)
def test_fact_31_test_credentials_answer_three_posts_and_keep_nothing(
    trial: RunningEmulator, method: str, form: dict[str, str], status: int, code: int | None
) -> None:
    url = f"{trial.base_url}/2010-04-01/Accounts/{TEST_SID}/IncomingPhoneNumbers.json"
    answer = requests.request(method, url, data=form, auth=(TEST_SID, TEST_TOKEN), timeout=10)
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    assert trial.purchases() == []


@pytest.mark.parametrize("name", ["Keys", "SigningKeys"])
def test_fact_32_a_keys_secret_is_told_when_it_is_made_and_never_again(
    rest: Any, name: str
) -> None:
    made = rest("POST", f"/{name}.json", data={"FriendlyName": "backend"})
    assert (made.status_code, len(made.json()["secret"])) == (201, 32)
    sid = made.json()["sid"]
    later = [
        rest("GET", f"/{name}/{sid}.json"),
        rest("POST", f"/{name}/{sid}.json", data={"FriendlyName": "renamed"}),
        rest("GET", f"/{name}.json"),
    ]
    assert [answer.status_code for answer in later] == [200, 200, 200]
    assert not any(made.json()["secret"] in answer.text for answer in later)
