"""Webhooks that fail: tried again as their URL's fragment asks, then the fallback."""

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from twilio.request_validator import (
    RequestValidator,
)

from localcloud.twilio.connection_overrides import Connection
from localcloud.twilio.exchange import Options
from localcloud.twilio.fixture import RunningEmulator, running_emulator

HOST = "api-staging.berthcare.ca"
URL = f"https://{HOST}/v1/sms/webhook"
REFUSED = "https://refused.berthcare.ca/v1/sms/webhook"
PATH = "/v1/sms/webhook"


@pytest.fixture
def emulator(
    request: pytest.FixtureRequest, clock: Any, receiver: Any
) -> Iterator[RunningEmulator]:
    """An emulator that also knows a host at which nothing listens; the parameter is `Options`."""
    options = getattr(request, "param", Options())
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        hosts = {
            HOST: receiver.url,
            "refused.berthcare.ca": f"http://127.0.0.1:{closed.getsockname()[1]}",
        }
        with running_emulator(options=options, clock=clock, webhook_hosts=hosts) as running:
            yield running


@pytest.fixture
def text_to(emulator: RunningEmulator, client: Any, buy: Any) -> Callable[..., None]:
    """Send a text to a number with this SMS webhook, and wait for all that follows."""

    def sent(sms_url: str, **settings: str) -> None:
        number = buy(sms_url=sms_url, **settings)
        client.messages.create(to=number.phone_number, from_=buy().phone_number, body="hi")
        emulator.settle()

    return sent


def _attempts(emulator: RunningEmulator) -> list[tuple[int, int | None, int | None]]:
    return [(one["attempt"], one["status"], one["error_code"]) for one in emulator.deliveries()]


def test_a_refused_connection_is_tried_once_more_by_default(
    emulator: RunningEmulator, text_to: Any
) -> None:
    text_to(REFUSED)
    assert _attempts(emulator) == [(1, None, 11205), (2, None, 11205)]


def test_a_url_may_ask_for_no_retry(emulator: RunningEmulator, text_to: Any) -> None:
    text_to(f"{REFUSED}#rc=0")
    assert _attempts(emulator) == [(1, None, 11205)]


@pytest.mark.parametrize(
    ("fragment", "answered"),
    [
        ("", [500]),
        ("#rc=5", [500]),
        ("#rp=5xx", [500, 500]),
        ("#rp=5xx", [404]),
        ("#rp=4xx&rc=3", [404, 404, 404, 404]),
        ("#rp=4xx,5xx", [503, 404]),
        ("#rp=all&rc=0", [503]),
        ("#rp=all&rc=2", [429, 500, 429]),
    ],
)
def test_an_answer_is_asked_for_again_only_as_the_policy_and_the_count_say(
    emulator: RunningEmulator, text_to: Any, receiver: Any, fragment: str, answered: list[int]
) -> None:
    receiver.answers[PATH] = [*answered, 200]
    text_to(f"{URL}{fragment}")
    assert _attempts(emulator) == [(n, one, 11200) for n, one in enumerate(answered, start=1)]


def test_retries_end_with_the_first_that_is_taken(
    emulator: RunningEmulator, text_to: Any, receiver: Any
) -> None:
    receiver.answers[PATH] = [500, 503]
    text_to(f"{URL}#rc=5&rp=5xx", sms_fallback_url=f"https://{HOST}/fallback")
    assert _attempts(emulator) == [(1, 500, 11200), (2, 503, 11200), (3, 200, None)]
    assert {one.path for one in receiver.received} == {PATH}


def test_every_attempt_is_the_same_request_with_one_idempotency_token(
    emulator: RunningEmulator, text_to: Any, receiver: Any
) -> None:
    receiver.statuses[PATH] = 500
    text_to(f"{URL}#rc=2&rp=5xx")
    first, *retries = receiver.received
    assert len(retries) == 2
    for retry in retries:
        assert retry.form == first.form
        for name in ("I-Twilio-Idempotency-Token", "X-Twilio-Signature"):
            assert retry.headers[name] == first.headers[name]


def test_two_webhooks_have_two_idempotency_tokens(
    emulator: RunningEmulator, client: Any, buy: Any, receiver: Any
) -> None:
    client.messages.create(
        to="+16475550199", from_=buy().phone_number, body="hi", status_callback=URL
    )
    emulator.settle()
    sent, delivered = (one.headers["I-Twilio-Idempotency-Token"] for one in receiver.received)
    assert sent != delivered


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_fragment_is_neither_sent_nor_signed(
    emulator: RunningEmulator, text_to: Any, receiver: Any, method: str
) -> None:
    text_to(f"{URL}?a=1#ct=2000&rc=2", sms_method=method)
    (webhook,) = receiver.received
    assert webhook.path.startswith(f"{PATH}?a=1")
    assert "#" not in webhook.path
    assert "rc=2" not in webhook.path
    validator = RequestValidator(emulator.auth_token)
    signature = webhook.headers["X-Twilio-Signature"]
    assert validator.validate(f"https://{HOST}{webhook.path}", webhook.form, signature)


def test_the_fallback_is_asked_when_the_retries_are_used_up_and_has_its_own(
    emulator: RunningEmulator, text_to: Any, receiver: Any
) -> None:
    receiver.statuses[PATH] = 500
    receiver.answers["/fallback"] = [404]
    text_to(f"{URL}#rp=5xx", sms_fallback_url=f"https://{HOST}/fallback#rp=4xx")
    seen = [(one["fallback"], one["attempt"], one["status"]) for one in emulator.deliveries()]
    assert seen == [(False, 1, 500), (False, 2, 500), (True, 1, 404), (True, 2, 200)]
    told = receiver.received[-1]
    assert (told.form["ErrorCode"], told.form["ErrorUrl"]) == ("11200", URL)
    tokens = [one.headers["I-Twilio-Idempotency-Token"] for one in receiver.received]
    assert tokens[0] == tokens[1] != tokens[2] == tokens[3]


def test_the_fallback_hears_that_no_connection_was_made(
    emulator: RunningEmulator, text_to: Any, receiver: Any
) -> None:
    text_to(REFUSED, sms_fallback_url=f"https://{HOST}/fallback")
    assert [one.form["ErrorCode"] for one in receiver.received] == ["11205"]


def test_an_answer_that_does_not_come_in_the_time_to_read_is_tried_again_if_asked(
    emulator: RunningEmulator, text_to: Any, receiver: Any
) -> None:
    receiver.held.add(PATH)
    text_to(f"{URL}#rt=100&rp=rt")
    assert _attempts(emulator) == [(1, None, 11205), (2, None, 11205)]


def test_no_attempt_is_made_after_the_total_time(
    emulator: RunningEmulator, text_to: Any, receiver: Any
) -> None:
    receiver.held.add(PATH)
    text_to(f"{URL}#tt=100&rc=5&rp=all")
    assert _attempts(emulator) == [(1, None, 11203)]


def test_the_attempts_share_the_total_time(
    emulator: RunningEmulator, text_to: Any, receiver: Any
) -> None:
    receiver.held.add(PATH)
    text_to(f"{URL}#rt=100&tt=150&rc=5&rp=rt")
    first, *later = _attempts(emulator)
    assert first == (1, None, 11205)
    # What the first left of 150 ms cuts the second short; on a slow machine nothing is left.
    assert later in ([(2, None, 11203)], [])


@pytest.mark.parametrize(
    "emulator",
    [Options(webhook_connection=Connection(total_s=0.1))],
    indirect=True,
    ids=["total of 0.1 s"],
)
def test_twilios_own_total_time_is_a_connection_failure(
    emulator: RunningEmulator, text_to: Any, receiver: Any
) -> None:
    receiver.held.add(PATH)
    text_to(URL)
    assert _attempts(emulator) == [(1, None, 11205)]


def test_a_connection_that_is_cut_is_tried_again_as_an_answer_that_was_not_read(
    emulator: RunningEmulator, text_to: Any, receiver: Any
) -> None:
    receiver.cut.add(PATH)
    text_to(f"{URL}#rp=rt")
    assert _attempts(emulator) == [(1, None, 11200), (2, None, 11200)]


@pytest.mark.parametrize(("fragment", "code"), [("rp=never", 11243), ("rc=9", 11100)])
def test_a_wrong_override_is_told_and_only_the_fallback_is_called(
    emulator: RunningEmulator, text_to: Any, receiver: Any, fragment: str, code: int
) -> None:
    text_to(f"{URL}#{fragment}", sms_fallback_url=f"https://{HOST}/fallback")
    assert [one.path for one in receiver.received] == ["/fallback"]
    assert receiver.received[0].form["ErrorCode"] == str(code)
    assert fragment in emulator.deliveries()[0]["reason"]


def test_a_voice_webhook_is_tried_again_too(
    emulator: RunningEmulator, client: Any, buy: Any, receiver: Any
) -> None:
    receiver.answers["/v1/voice/webhook"] = [503]
    number = buy(voice_url=f"https://{HOST}/v1/voice/webhook#rp=5xx")
    client.calls.create(to=number.phone_number, from_=buy().phone_number, twiml="<Response/>")
    emulator.settle()
    assert _attempts(emulator) == [(1, 503, 11200), (2, 200, None)]
