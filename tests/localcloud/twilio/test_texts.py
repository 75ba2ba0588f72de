"""Texts: accepted, carried to an owned number's webhook, reported to the status callback."""

from typing import Any

import pytest
from twilio.base.exceptions import (
    TwilioRestException,
)
from twilio.request_validator import (
    RequestValidator,
)

from localcloud.twilio.fixture import RunningEmulator
from localcloud.twilio.resources.messages import segments_of

BASE = "https://api-staging.berthcare.ca"
HANDSET = "+16475550199"


@pytest.mark.parametrize(
    ("body", "segments"),
    [("x", 1), ("x" * 160, 1), ("x" * 161, 2), ("x" * 306, 2), ("x" * 307, 3),
     ("é" * 70, 1), ("é" * 71, 2)],
)  # fmt: skip
def test_segments_are_counted_as_sms_does(body: str, segments: int) -> None:
    assert segments_of(body) == segments


def test_a_text_is_queued_then_delivered(emulator: RunningEmulator, client: Any, buy: Any) -> None:
    sender = buy().phone_number
    sent = client.messages.create(to=HANDSET, from_=sender, body="hello")
    assert (sent.status, sent.direction, sent.num_segments) == ("queued", "outbound-api", "1")
    emulator.settle()
    fetched = client.messages(sent.sid).fetch()
    assert (fetched.status, fetched.body, fetched.error_code) == ("delivered", "hello", None)


def test_an_inbound_text_reaches_the_webhook_signed_with_the_owners_token(
    emulator: RunningEmulator, client: Any, buy: Any, receiver: Any
) -> None:
    sub = client.api.v2010.accounts.create()
    number = buy(account_sid=sub.sid, sms_url=f"{BASE}/v1/sms/webhook?a=1")
    sender = buy().phone_number
    client.messages.create(to=number.phone_number, from_=sender, body="à bientôt")
    emulator.settle()
    (webhook,) = receiver.received
    assert (webhook.method, webhook.path) == ("POST", "/v1/sms/webhook?a=1")
    assert webhook.headers["Host"] == "api-staging.berthcare.ca"
    signature = webhook.headers["X-Twilio-Signature"]
    validator = RequestValidator(sub.auth_token)
    assert validator.validate(f"{BASE}/v1/sms/webhook?a=1", webhook.form, signature)
    expected = {
        "AccountSid": sub.sid,
        "ApiVersion": "2010-04-01",
        "Body": "à bientôt",
        "From": sender,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "To": number.phone_number,
    }
    assert {name: webhook.form[name] for name in expected} == expected
    received = client.api.v2010.accounts(sub.sid).messages(webhook.form["MessageSid"]).fetch()
    assert (received.direction, received.status) == ("inbound", "received")


def test_a_get_webhook_carries_its_parameters_in_the_signed_url(
    emulator: RunningEmulator, client: Any, buy: Any, receiver: Any
) -> None:
    number = buy(sms_url=f"{BASE}/v1/sms/webhook", sms_method="GET")
    client.messages.create(to=number.phone_number, from_=buy().phone_number, body="hi there")
    emulator.settle()
    (webhook,) = receiver.received
    assert webhook.method == "GET"
    assert "Body=hi+there" in webhook.path
    validator = RequestValidator(emulator.auth_token)
    signature = webhook.headers["X-Twilio-Signature"]
    assert validator.validate(f"{BASE}{webhook.path}", {}, signature)


def test_the_status_callback_hears_sent_and_delivered(
    emulator: RunningEmulator, client: Any, buy: Any, receiver: Any
) -> None:
    sent = client.messages.create(
        to=HANDSET, from_=buy().phone_number, body="hi", status_callback=f"{BASE}/v1/sms/status"
    )
    emulator.settle()
    heard = [(one.form["MessageSid"], one.form["MessageStatus"]) for one in receiver.received]
    assert heard == [(sent.sid, "sent"), (sent.sid, "delivered")]


def test_a_failing_webhook_goes_on_to_the_fallback_with_the_error(
    emulator: RunningEmulator, client: Any, buy: Any, receiver: Any
) -> None:
    receiver.statuses["/v1/sms/webhook"] = 500
    number = buy(sms_url=f"{BASE}/v1/sms/webhook", sms_fallback_url=f"{BASE}/fallback")
    client.messages.create(to=number.phone_number, from_=buy().phone_number, body="hi")
    emulator.settle()
    first, second = receiver.received
    assert (first.path, second.path) == ("/v1/sms/webhook", "/fallback")
    assert second.form["ErrorCode"] == "11200"
    assert second.form["ErrorUrl"] == f"{BASE}/v1/sms/webhook"
    seen = [(one["status"], one["error_code"], one["fallback"]) for one in emulator.deliveries()]
    assert seen == [(500, 11200, False), (200, None, True)]


def test_a_host_that_is_not_mapped_is_never_contacted(
    emulator: RunningEmulator, client: Any, buy: Any, receiver: Any
) -> None:
    number = buy(sms_url=f"{receiver.url}/direct")
    client.messages.create(to=number.phone_number, from_=buy().phone_number, body="hi")
    emulator.settle()
    assert receiver.received == []
    (delivery,) = emulator.deliveries()
    assert (delivery["status"], delivery["error_code"]) == (None, 11210)
    assert "not mapped" in delivery["reason"]


def test_deliveries_tell_neither_signature_nor_token(
    emulator: RunningEmulator, rest: Any, client: Any, buy: Any
) -> None:
    number = buy(sms_url=f"{BASE}/v1/sms/webhook")
    client.messages.create(to=number.phone_number, from_=buy().phone_number, body="private")
    emulator.settle()
    text = rest("GET", f"{emulator.base_url}/_emulator/deliveries").text
    assert "/v1/sms/webhook" in text
    assert emulator.auth_token not in text
    assert "private" not in text
    assert set(emulator.deliveries()[0]) == {
        "attempt", "error_code", "fallback", "kind", "method", "reason", "sid", "status", "url",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 21604),
        ({"From": ""}, 21603),
        ({"Body": ""}, 21602),
        ({"To": "911"}, 21211),
        ({"From": "BerthCare"}, 21212),
        ({"From": HANDSET, "To": "+16475550198"}, 21606),
        ({"Body": "x" * 1601}, 21617),
        ({"StatusCallback": "/relative"}, 21402),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused_with_twilios_code(
    rest: Any, buy: Any, change: dict[str, str], code: int
) -> None:
    form = {"To": HANDSET, "From": buy().phone_number, "Body": "hi", **change}
    answer = rest("POST", "/Messages.json", data=form)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_text_to_itself_is_refused(rest: Any, buy: Any) -> None:
    number = buy().phone_number
    form = {"To": number, "From": number, "Body": "hi"}
    assert rest("POST", "/Messages.json", data=form).json()["code"] == 21266


def test_another_accounts_number_may_not_send(client: Any, buy: Any) -> None:
    sub = client.api.v2010.accounts.create()
    number = buy(account_sid=sub.sid).phone_number
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=HANDSET, from_=number, body="hi")
    assert refused.value.code == 21606


def test_a_text_to_a_suspended_account_is_not_delivered(
    emulator: RunningEmulator, client: Any, buy: Any, receiver: Any
) -> None:
    sub = client.api.v2010.accounts.create()
    number = buy(account_sid=sub.sid, sms_url=f"{BASE}/v1/sms/webhook").phone_number
    client.api.v2010.accounts(sub.sid).update(status="suspended")
    sent = client.messages.create(to=number, from_=buy().phone_number, body="hi")
    emulator.settle()
    assert client.messages(sent.sid).fetch().status == "undelivered"
    assert receiver.received == []


def test_media_is_refused_loudly(rest: Any, buy: Any) -> None:
    form = {"To": HANDSET, "From": buy().phone_number, "MediaUrl": "https://example.com/a.png"}
    assert rest("POST", "/Messages.json", data=form).status_code == 501


def test_texts_are_listed_by_recipient(client: Any, buy: Any) -> None:
    sender = buy().phone_number
    sent = client.messages.create(to=HANDSET, from_=sender, body="1")
    client.messages.create(to="+16475550198", from_=sender, body="2")
    assert [one.sid for one in client.messages.list(to=HANDSET)] == [sent.sid]
