"""Failures on demand, as a client meets them."""

import threading
import time
from typing import Any

import pytest
import requests
from twilio.base.exceptions import (
    TwilioRestException,
)

from localcloud.twilio.faults import FaultRuleError, parse
from localcloud.twilio.fixture import RunningEmulator

BUY = "/IncomingPhoneNumbers.json"


def _number(client: Any) -> str:
    offers = client.available_phone_numbers("CA").local.list(area_code=416, limit=1)
    return str(offers[0].phone_number)


def test_an_injected_429_is_not_processed_and_strikes_as_often_as_it_says(
    emulator: RunningEmulator, rest: Any, client: Any
) -> None:
    data = {"PhoneNumber": _number(client)}
    emulator.add_fault(
        method="POST", path="IncomingPhoneNumbers", status=429, code=20429, times=2,
        message="Too Many Requests",
    )  # fmt: skip
    answers = [rest("POST", BUY, data=data) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 201]
    assert answers[0].json() == {
        "code": 20429,
        "message": "Too Many Requests",
        "more_info": "https://www.twilio.com/docs/errors/20429",
        "status": 429,
    }
    assert len(emulator.purchases()) == 1


def test_a_rule_leaves_other_methods_and_paths_alone(
    emulator: RunningEmulator, client: Any
) -> None:
    emulator.add_fault(method="POST", path="IncomingPhoneNumbers", status=500)
    assert client.incoming_phone_numbers.list() == []
    assert client.api.account.fetch().status == "active"


def test_a_dropped_answer_has_bought_the_number(
    emulator: RunningEmulator, rest: Any, client: Any
) -> None:
    number = _number(client)
    emulator.add_fault(method="POST", path="IncomingPhoneNumbers", drop_after_commit=True)
    with pytest.raises(requests.ConnectionError):
        rest("POST", BUY, data={"PhoneNumber": number})
    assert [owned.number for owned in emulator.numbers()] == [number]


def test_a_500_after_the_commit_has_bought_the_number(
    emulator: RunningEmulator, rest: Any, client: Any
) -> None:
    emulator.add_fault(method="POST", path="Incoming", status=500, after_commit=True)
    answer = rest("POST", BUY, data={"PhoneNumber": _number(client)})
    assert (answer.status_code, answer.json()["code"]) == (500, 20500)
    assert len(emulator.numbers()) == 1


def test_a_proxys_page_is_no_answer_of_twilios_and_nothing_was_processed(
    emulator: RunningEmulator, rest: Any, client: Any
) -> None:
    number = _number(client)
    emulator.add_fault(method="POST", path="IncomingPhoneNumbers", page_status=502)
    answer = rest("POST", BUY, data={"PhoneNumber": number})
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
    assert answer.text.startswith("<html>")
    assert emulator.purchases() == []
    assert rest("POST", BUY, data={"PhoneNumber": number}).status_code == 201


def test_a_malformed_answer_is_half_of_a_good_one(emulator: RunningEmulator, rest: Any) -> None:
    emulator.add_fault(path="Alerts|Balance", malformed=True, times=2)
    monitor = f"{emulator.base_url}/v1/Alerts"
    broken = [
        rest("GET", "/Balance.json"),
        rest("GET", monitor, headers={"X-Twilio-Host": "monitor.twilio.com"}),
    ]
    assert [answer.status_code for answer in broken] == [200, 200]
    for answer in broken:
        with pytest.raises(requests.JSONDecodeError):
            answer.json()
    whole = rest("GET", "/Balance.json")
    assert whole.json()["currency"] == "USD"
    assert whole.text.startswith(broken[0].text)


def test_a_reset_before_processing_has_bought_nothing(
    emulator: RunningEmulator, rest: Any, client: Any
) -> None:
    number = _number(client)
    emulator.add_fault(method="POST", path="IncomingPhoneNumbers", reset=True)
    with pytest.raises(requests.ConnectionError):
        rest("POST", BUY, data={"PhoneNumber": number})
    assert emulator.purchases() == []


def test_a_hanging_answer_comes_when_the_faults_are_cleared(
    emulator: RunningEmulator, rest: Any, client: Any
) -> None:
    number = _number(client)
    emulator.add_fault(method="POST", path="IncomingPhoneNumbers", hang_after_commit=True)
    answers: list[int] = []

    def ask() -> None:
        answers.append(rest("POST", BUY, data={"PhoneNumber": number}).status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    while not emulator.numbers():
        assert asking.is_alive()
    assert answers == []
    emulator.clear_faults()
    asking.join(10)
    assert answers == [201]


def test_a_slow_number_is_not_listed_yet_but_is_fetched(
    emulator: RunningEmulator, client: Any, buy: Any, clock: Any
) -> None:
    emulator.add_fault(method="POST", path="IncomingPhoneNumbers", slow_visibility_ms=5000)
    number = buy(friendly_name="slow")
    assert client.incoming_phone_numbers.list(friendly_name="slow") == []
    assert client.incoming_phone_numbers(number.sid).fetch().sid == number.sid
    clock.now += 5
    assert len(client.incoming_phone_numbers.list(friendly_name="slow")) == 1


def test_a_number_can_be_missing_just_after_its_purchase(
    emulator: RunningEmulator, client: Any, buy: Any
) -> None:
    number = buy()
    emulator.add_fault(method="GET", path=rf"{number.sid}\.json$", status=404, code=20404)
    with pytest.raises(TwilioRestException) as refused:
        client.incoming_phone_numbers(number.sid).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)
    assert client.incoming_phone_numbers(number.sid).fetch().sid == number.sid


@pytest.mark.parametrize(
    ("status", "code"), [(401, 20003), (404, 20404), (429, 20429), (500, 20500), (503, 20503)]
)
def test_a_fault_without_a_code_answers_with_the_one_of_its_status(
    emulator: RunningEmulator, rest: Any, status: int, code: int
) -> None:
    emulator.add_fault(path="Balance", status=status)
    assert rest("GET", "/Balance.json").json()["code"] == code


def test_latency_only_delays(emulator: RunningEmulator, client: Any) -> None:
    emulator.add_fault(method="GET", path="IncomingPhoneNumbers", latency_ms=1)
    assert client.incoming_phone_numbers.list() == []


def test_a_purchase_is_carried_out_though_its_client_did_not_wait(
    emulator: RunningEmulator, client: Any
) -> None:
    data = {"PhoneNumber": _number(client)}
    emulator.add_fault(method="POST", path="IncomingPhoneNumbers", latency_ms=300)
    url = f"{emulator.base_url}/2010-04-01/Accounts/{emulator.account_sid}{BUY}"
    with pytest.raises(requests.ReadTimeout):
        requests.post(
            url, data=data, auth=(emulator.account_sid, emulator.auth_token), timeout=(5, 0.05)
        )
    until = time.monotonic() + 30
    while not emulator.purchases():
        assert time.monotonic() < until
    assert [number.number for number in emulator.numbers()] == [data["PhoneNumber"]]


def test_faults_are_set_and_cleared_over_http(emulator: RunningEmulator, rest: Any) -> None:
    url = f"{emulator.base_url}/_emulator/faults"
    assert rest("POST", url, json={"path": "Balance", "status": 503, "times": 9}).status_code == 201
    assert rest("GET", "/Balance.json").status_code == 503
    assert rest("DELETE", url).status_code == 204
    assert rest("GET", "/Balance.json").status_code == 200


def test_a_wrong_rule_is_refused_over_http(emulator: RunningEmulator, rest: Any) -> None:
    url = f"{emulator.base_url}/_emulator/faults"
    answer = rest("POST", url, json={"path": "Balance", "status": 503, "tmies": 1})
    assert answer.status_code == 400
    assert "unknown field tmies" in answer.json()["error"]
    assert rest("POST", url, data="{").status_code == 400


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"status": 500, "reset": True},
        {"status": 200},
        {"status": "500"},
        {"status": True},
        {"reset": False},
        {"malformed": False},
        {"malformed": True, "status": 500},
        {"reset": True, "code": 1},
        {"reset": True, "times": 0},
        {"reset": True, "method": "PUT"},
        {"reset": True, "path": "("},
        {"latency_ms": 100_000},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(FaultRuleError):
        parse(rule)
