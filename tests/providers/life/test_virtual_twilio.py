"""The emulator in this process fails as the one behind a socket does."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import requests

from localcloud.twilio.exchange import Options
from localcloud.twilio.fixture import ACCOUNT_SID, AUTH_TOKEN, running_emulator
from tests.providers.life.virtual_twilio import VirtualTwilio, stock

PATH = f"/2010-04-01/Accounts/{ACCOUNT_SID}/IncomingPhoneNumbers.json"
FAULTS: Mapping[str, Mapping[str, Any]] = {
    "none": {},
    "401": {"status": 401, "code": 20003},
    "429": {"status": 429, "code": 20429},
    "503": {"status": 503, "code": 20503},
    "500 after commit": {"status": 500, "after_commit": True},
    "a page": {"page_status": 404},
    "a short latency": {"latency_ms": 50},
    "drop": {"drop_after_commit": True},
    "hang": {"hang_after_commit": True},
    "reset": {"reset": True},
    "slow visibility": {"slow_visibility_ms": 60_000},
}
TIMEOUT_S = 0.7
Send = Callable[[requests.PreparedRequest], requests.Response]


def _outcome(
    send: Send, base_url: str, method: str, number: str, token: str = AUTH_TOKEN
) -> dict[str, Any]:
    """Return what a client sees of one request."""
    form = {"PhoneNumber": number, "VoiceUrl": "https://x.ca/é+&"} if method == "POST" else None
    request = requests.Request(
        method, f"{base_url}{PATH}", data=form, params={"PageSize": 7}, auth=(ACCOUNT_SID, token)
    )
    try:
        answer = send(request.prepare())
    except requests.RequestException as error:
        return {"raised": type(error).__name__}
    assert answer.ok == (answer.status_code < 400)
    return {"status": answer.status_code, "kind": answer.headers["Content-Type"], "text": answer}


def _steady(outcome: dict[str, Any]) -> dict[str, Any]:
    """Leave out what differs between two emulators: SIDs and dates."""
    answer = outcome.get("text")
    if answer is None or "json" not in outcome["kind"]:
        return {**outcome, "text": getattr(answer, "text", None)}
    body = re.sub(r"PN[0-9a-f]{32}", "PN…", json.dumps(answer.json(), sort_keys=True))
    return {**outcome, "text": re.sub(r'("date_\w+": )"[^"]*"', r"\1…", body)}


def _over_a_socket(fault: Mapping[str, Any], method: str) -> list[Any]:
    def send(request: requests.PreparedRequest) -> requests.Response:
        with requests.Session() as session:
            return session.send(request, timeout=TIMEOUT_S)

    with running_emulator(options=Options(stock_per_area_code=8)) as emulator:
        if fault:
            emulator.add_fault(**fault)
        first = _outcome(send, emulator.base_url, method, stock()[0].number)
        emulator.clear_faults()
        second = _outcome(send, emulator.base_url, "GET", "")
        return [_steady(first), _steady(second), len(emulator.purchases())]


def _in_process(fault: Mapping[str, Any], method: str) -> list[Any]:
    twilio = VirtualTwilio()

    def send(request: requests.PreparedRequest) -> requests.Response:
        exchange = twilio.send(request)
        if not exchange.is_over:
            twilio.advance(TIMEOUT_S)
        return exchange.answer()

    try:
        if fault:
            twilio.add_fault(fault)
        first = _outcome(send, "http://127.0.0.1:9", method, stock()[0].number)
        twilio.clear_faults()
        second = _outcome(send, "http://127.0.0.1:9", "GET", "")
        return [_steady(first), _steady(second), len(twilio.purchases())]
    finally:
        twilio.close()


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_process_is_the_fault_behind_a_socket(fault: str, method: str) -> None:
    assert _in_process(FAULTS[fault], method) == _over_a_socket(FAULTS[fault], method)


def test_a_patience_shorter_than_the_latency_ends_without_an_answer() -> None:
    fault = {"latency_ms": 1500}
    assert _over_a_socket(fault, "GET")[0] == _in_process(fault, "GET")[0]
    assert _in_process(fault, "GET")[0]["raised"] == "ReadTimeout"


def test_what_is_answered_too_late_is_carried_out_after_all() -> None:
    # In process only: behind the socket, the emulator has not read the form when the client leaves.
    twilio = VirtualTwilio()
    twilio.add_fault({"latency_ms": 1500})
    request = requests.Request(
        "POST",
        f"http://127.0.0.1:9{PATH}",
        data={"PhoneNumber": stock()[0].number},
        auth=(ACCOUNT_SID, AUTH_TOKEN),
    )
    exchange = twilio.send(request.prepare())
    twilio.advance(1.0)
    assert (exchange.is_over, twilio.purchases()) == (False, [])
    twilio.advance(1.0)
    assert (exchange.is_over, len(twilio.purchases())) == (True, 1)
    twilio.close()
