"""Calls: accepted, rung at an owned number's webhook, reported to the status callbacks."""

from typing import Any

import pytest
from twilio.request_validator import (
    RequestValidator,
)

from localcloud.twilio.fixture import RunningEmulator

BASE = "https://api-staging.berthcare.ca"
HANDSET = "+16475550199"
TWIML = "<Response/>"


def test_a_call_is_queued_then_completed(emulator: RunningEmulator, client: Any, buy: Any) -> None:
    made = client.calls.create(to=HANDSET, from_=buy().phone_number, twiml=TWIML)
    assert (made.status, made.direction) == ("queued", "outbound-api")
    emulator.settle()
    assert client.calls(made.sid).fetch().status == "completed"


def test_an_inbound_call_rings_the_webhook_signed_and_ends_at_the_status_callback(
    emulator: RunningEmulator, client: Any, buy: Any, receiver: Any
) -> None:
    number = buy(voice_url=f"{BASE}/v1/voice/webhook", status_callback=f"{BASE}/v1/voice/status")
    caller = buy().phone_number
    client.calls.create(to=number.phone_number, from_=caller, twiml=TWIML)
    emulator.settle()
    ringing, ended = receiver.received
    assert (ringing.path, ended.path) == ("/v1/voice/webhook", "/v1/voice/status")
    validator = RequestValidator(emulator.auth_token)
    for one in (ringing, ended):
        signature = one.headers["X-Twilio-Signature"]
        assert validator.validate(f"{BASE}{one.path}", one.form, signature)
    expected = {
        "AccountSid": emulator.account_sid,
        "ApiVersion": "2010-04-01",
        "CallStatus": "ringing",
        "Direction": "inbound",
        "From": caller,
        "To": number.phone_number,
    }
    assert {name: ringing.form[name] for name in expected} == expected
    assert (ended.form["CallStatus"], ended.form["CallSid"]) == (
        "completed",
        ringing.form["CallSid"],
    )
    assert client.calls(ringing.form["CallSid"]).fetch().direction == "inbound"


def test_the_callers_url_is_fetched_and_its_events_are_reported(
    emulator: RunningEmulator, client: Any, buy: Any, receiver: Any
) -> None:
    client.calls.create(
        to=HANDSET,
        from_=buy().phone_number,
        url=f"{BASE}/twiml",
        status_callback=f"{BASE}/status",
        status_callback_event=["ringing", "completed"],
    )
    emulator.settle()
    seen = [(one.path, one.form["CallStatus"]) for one in receiver.received]
    assert seen == [("/status", "ringing"), ("/twiml", "in-progress"), ("/status", "completed")]


def test_only_the_end_is_reported_when_no_event_is_named(
    emulator: RunningEmulator, client: Any, buy: Any, receiver: Any
) -> None:
    client.calls.create(
        to=HANDSET, from_=buy().phone_number, twiml=TWIML, status_callback=f"{BASE}/status"
    )
    emulator.settle()
    assert [one.form["CallStatus"] for one in receiver.received] == ["completed"]


@pytest.mark.parametrize(
    "override", [{"trunk_sid": "TK" + "0" * 32}, {"voice_application_sid": "AP" + "0" * 32}]
)
def test_a_trunk_or_an_application_takes_the_place_of_the_voice_webhook(
    emulator: RunningEmulator, client: Any, buy: Any, receiver: Any, override: dict[str, str]
) -> None:
    number = buy(voice_url=f"{BASE}/v1/voice/webhook", **override)
    client.calls.create(to=number.phone_number, from_=buy().phone_number, twiml=TWIML)
    emulator.settle()
    assert receiver.received == []


def test_a_failing_voice_webhook_goes_on_to_the_fallback(
    emulator: RunningEmulator, client: Any, buy: Any, receiver: Any
) -> None:
    receiver.statuses["/v1/voice/webhook"] = 503
    number = buy(voice_url=f"{BASE}/v1/voice/webhook", voice_fallback_url=f"{BASE}/fallback")
    client.calls.create(to=number.phone_number, from_=buy().phone_number, twiml=TWIML)
    emulator.settle()
    assert [one.path for one in receiver.received] == ["/v1/voice/webhook", "/fallback"]


def test_a_call_to_a_suspended_account_fails(
    emulator: RunningEmulator, client: Any, buy: Any
) -> None:
    sub = client.api.v2010.accounts.create()
    number = buy(account_sid=sub.sid).phone_number
    client.api.v2010.accounts(sub.sid).update(status="suspended")
    made = client.calls.create(to=number, from_=buy().phone_number, twiml=TWIML)
    emulator.settle()
    assert client.calls(made.sid).fetch().status == "failed"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 21201),
        ({"From": ""}, 21213),
        ({"Twiml": ""}, 21205),
        ({"To": "911"}, 21211),
        ({"From": "BerthCare"}, 21212),
        ({"From": "+16475550198"}, 21210),
        ({"Url": "/relative"}, 21402),
        ({"StatusCallbackMethod": "PUT"}, 21403),
    ],
)
def test_a_call_that_cannot_be_made_is_refused_with_twilios_code(
    rest: Any, buy: Any, change: dict[str, str], code: int
) -> None:
    form = {"To": HANDSET, "From": buy().phone_number, "Twiml": TWIML, **change}
    answer = rest("POST", "/Calls.json", data=form)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_call_to_itself_is_refused(rest: Any, buy: Any) -> None:
    number = buy().phone_number
    form = {"To": number, "From": number, "Twiml": TWIML}
    assert rest("POST", "/Calls.json", data=form).status_code == 400


def test_calls_are_listed_by_status(emulator: RunningEmulator, client: Any, buy: Any) -> None:
    made = client.calls.create(to=HANDSET, from_=buy().phone_number, twiml=TWIML)
    emulator.settle()
    assert [one.sid for one in client.calls.list(status="completed")] == [made.sid]
    assert client.calls.list(status="failed") == []


def test_changing_a_call_is_refused_loudly(rest: Any, client: Any, buy: Any) -> None:
    made = client.calls.create(to=HANDSET, from_=buy().phone_number, twiml=TWIML)
    answer = rest("POST", f"/Calls/{made.sid}.json", data={"Status": "completed"})
    assert answer.status_code == 501
