"""Facts 21 to 25 of the contract: pages, searches, and failures on demand."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from localcloud.twilio.fixture import RunningEmulator

Refusal = Callable[[Callable[[], Any]], tuple[int, int]]
Offer = Callable[..., str]
NUMBERS = "/IncomingPhoneNumbers.json"


def test_fact_21_pages_are_linked_by_relative_uris_and_the_last_has_no_next(
    emulator: RunningEmulator, rest: Any, buy: Any
) -> None:
    bought = [buy().sid for _ in range(3)]
    first = rest("GET", f"{NUMBERS}?PageSize=2").json()
    assert set(first) == {
        "end",
        "first_page_uri",
        "incoming_phone_numbers",
        "next_page_uri",
        "page",
        "page_size",
        "previous_page_uri",
        "start",
        "uri",
    }
    assert first["next_page_uri"].startswith("/2010-04-01/")
    last = rest("GET", f"{emulator.base_url}{first['next_page_uri']}").json()
    assert (last["next_page_uri"], last["page"], last["start"], last["end"]) == (None, 1, 2, 2)
    listed = [one["sid"] for page in (first, last) for one in page["incoming_phone_numbers"]]
    assert listed == bought[::-1]


def test_fact_21_a_page_holds_fifty_unless_told_and_a_thousand_at_most(rest: Any) -> None:
    assert rest("GET", NUMBERS).json()["page_size"] == 50
    assert rest("GET", f"{NUMBERS}?PageSize=1000").json()["page_size"] == 1000
    answer = rest("GET", f"{NUMBERS}?PageSize=1001")
    assert (answer.status_code, answer.json()["code"]) == (400, 20007)


def test_fact_21_an_altered_page_token_is_refused(
    emulator: RunningEmulator, rest: Any, buy: Any
) -> None:
    for _ in range(2):
        buy()
    following = rest("GET", f"{NUMBERS}?PageSize=1").json()["next_page_uri"]
    altered = following[:-1] + ("0" if following[-1] != "0" else "1")
    answer = rest("GET", f"{emulator.base_url}{altered}")
    assert (answer.status_code, answer.json()["code"]) == (400, 21481)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("FriendlyName=bc%3Astaging", 2),
        ("FriendlyName=bc%3Aproduction", 0),
        ("PhoneNumber=%2B1416", 2),
        ("Beta=false", 2),
        ("Origin=twilio", 2),
        ("Origin=hosted", 0),
    ],
)
def test_fact_21_a_filter_selects_and_is_repeated_in_the_uris(
    rest: Any, buy: Any, filters: str, found: int
) -> None:
    for _ in range(2):
        buy(friendly_name="bc:staging")
    page = rest("GET", f"{NUMBERS}?{filters}&PageSize=1").json()
    assert len(page["incoming_phone_numbers"]) == min(found, 1)
    assert filters in page["first_page_uri"]
    assert filters in (page["next_page_uri"] or filters)


def test_fact_22_a_search_answers_with_a_list_and_its_uri_even_when_it_finds_none(
    rest: Any,
) -> None:
    found = rest("GET", "/AvailablePhoneNumbers/CA/Local.json?AreaCode=416").json()
    none = rest("GET", "/AvailablePhoneNumbers/CA/Local.json?AreaCode=212")
    assert set(found) == {"available_phone_numbers", "uri"}
    assert set(found["available_phone_numbers"][0]["capabilities"]) == {"voice", "sms", "mms"}
    assert (none.status_code, none.json()["available_phone_numbers"]) == (200, [])


@pytest.mark.parametrize("path", ["US/Mobile", "CA/Mobile", "CA/National", "CA/Voip"])
def test_fact_23_a_type_that_a_country_does_not_offer_is_not_found(rest: Any, path: str) -> None:
    answer = rest("GET", f"/AvailablePhoneNumbers/{path}.json")
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_fact_23_contains_takes_two_characters_at_least(rest: Any) -> None:
    path = "/AvailablePhoneNumbers/CA/Local.json?Contains="
    assert [rest("GET", path + text).status_code for text in ("4", "41")] == [400, 200]


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_fact_24_a_429_of_any_verb_is_not_processed(
    emulator: RunningEmulator, rest: Any, buy: Any, method: str
) -> None:
    path = f"/IncomingPhoneNumbers/{buy(friendly_name='before').sid}.json"
    emulator.add_fault(method=method, status=429, code=20429, message="Too Many Requests")
    answer = rest(method, path, data={"FriendlyName": "after"})
    assert answer.json() == {
        "code": 20429,
        "message": "Too Many Requests",
        "more_info": "https://www.twilio.com/docs/errors/20429",
        "status": 429,
    }
    assert rest("GET", path).json()["friendly_name"] == "before"


def test_fact_25a_a_purchase_can_work_and_its_answer_be_lost(
    emulator: RunningEmulator, rest: Any, offer: Offer
) -> None:
    number, other = offer(), offer(area_code=604)
    emulator.add_fault(method="POST", path="Incoming", drop_after_commit=True)
    with pytest.raises(requests.ConnectionError):
        rest("POST", NUMBERS, data={"PhoneNumber": number})
    emulator.add_fault(method="POST", path="Incoming", status=500, after_commit=True)
    assert rest("POST", NUMBERS, data={"PhoneNumber": other}).status_code == 500
    assert [owned.number for owned in emulator.numbers()] == [number, other]


def test_fact_25b_a_500_can_come_before_anything_is_bought(
    emulator: RunningEmulator, rest: Any, offer: Offer
) -> None:
    emulator.add_fault(method="POST", path="Incoming", status=500)
    answer = rest("POST", NUMBERS, data={"PhoneNumber": offer()})
    assert (answer.status_code, answer.json()["code"]) == (500, 20500)
    assert emulator.purchases() == []


def test_fact_25c_a_new_number_can_be_missing_from_the_list_for_a_while(
    emulator: RunningEmulator, client: Any, buy: Any, clock: Any
) -> None:
    emulator.add_fault(method="POST", path="Incoming", slow_visibility_ms=5000)
    number = buy()
    assert client.incoming_phone_numbers.list() == []
    clock.now += 5
    assert [one.sid for one in client.incoming_phone_numbers.list()] == [number.sid]


def test_fact_25d_a_new_number_can_be_not_found_just_after_its_purchase(
    emulator: RunningEmulator, client: Any, buy: Any, refusal: Refusal
) -> None:
    number = client.incoming_phone_numbers(buy().sid)
    emulator.add_fault(method="GET", path="Incoming", status=404, code=20404)
    assert refusal(number.fetch) == (404, 20404)
    assert number.fetch().status == "in-use"


def test_fact_25e_a_connection_can_be_reset_with_nothing_bought(
    emulator: RunningEmulator, rest: Any, offer: Offer
) -> None:
    number = offer()
    emulator.add_fault(method="POST", path="Incoming", reset=True)
    with pytest.raises(requests.ConnectionError):
        rest("POST", NUMBERS, data={"PhoneNumber": number})
    assert emulator.purchases() == []
