"""Lists in pages, as the SDK and a plain HTTP client meet them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.twilio.errors import TwilioApiError
from localcloud.twilio.paging import page_of


@dataclass
class _Record:
    order: int


def _page(records: list[_Record], uri: str) -> dict[str, Any]:
    query = {name: values[0] for name, values in parse_qs(urlsplit(uri).query).items()}
    return page_of(records, "records", lambda one: {"order": one.order}, "/list.json", query)


def _orders(page: dict[str, Any]) -> list[int]:
    return [item["order"] for item in page["records"]]


@given(count=st.integers(0, 30), size=st.integers(1, 12))
def test_following_next_meets_every_record_once_newest_first(count: int, size: int) -> None:
    records = [_Record(order) for order in range(1, count + 1)]
    met: list[int] = []
    uri: str | None = f"/list.json?PageSize={size}"
    while uri is not None:
        page = _page(records, uri)
        met += _orders(page)
        uri = page["next_page_uri"]
    assert met == list(range(count, 0, -1))


@given(count=st.integers(1, 30), size=st.integers(1, 12))
def test_previous_leads_back_to_the_page_before(count: int, size: int) -> None:
    records = [_Record(order) for order in range(1, count + 1)]
    before = _page(records, f"/list.json?PageSize={size}")
    while before["next_page_uri"] is not None:
        after = _page(records, before["next_page_uri"])
        assert _orders(_page(records, after["previous_page_uri"])) == _orders(before)
        before = after
    assert _page(records, before["first_page_uri"])["previous_page_uri"] is None


def test_a_record_made_between_two_pages_repeats_and_hides_none() -> None:
    records = [_Record(order) for order in range(1, 5)]
    first = _page(records, "/list.json?PageSize=2")
    second = _page([*records, _Record(5)], first["next_page_uri"])
    assert (_orders(first), _orders(second)) == ([4, 3], [2, 1])


def test_a_page_has_twilios_keys_and_counts() -> None:
    page = _page([_Record(order) for order in range(1, 8)], "/list.json?PageSize=3")
    second = _page([_Record(order) for order in range(1, 8)], page["next_page_uri"])
    assert set(page) == {
        "end",
        "first_page_uri",
        "next_page_uri",
        "page",
        "page_size",
        "previous_page_uri",
        "records",
        "start",
        "uri",
    }
    assert (second["page"], second["page_size"], second["start"], second["end"]) == (1, 3, 3, 5)


def test_the_default_page_size_is_fifty() -> None:
    page = _page([_Record(order) for order in range(60)], "/list.json")
    assert (page["page_size"], len(page["records"])) == (50, 50)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("PageSize=1001", 20007),
        ("PageSize=0", 20007),
        ("PageSize=x", 20007),
        ("Page=x", 20006),
        ("Page=1", 21481),
        ("Page=1&PageToken=PA00000001", 21481),
        ("Page=1&PageToken=nonsense", 21481),
    ],
)
def test_a_wrong_page_is_refused_with_twilios_code(query: str, code: int) -> None:
    with pytest.raises(TwilioApiError) as refused:
        _page([_Record(1)], f"/list.json?{query}")
    assert (refused.value.status, refused.value.code) == (400, code)


def test_an_altered_token_is_refused() -> None:
    records = [_Record(order) for order in range(1, 5)]
    following = _page(records, "/list.json?PageSize=2")["next_page_uri"]
    with pytest.raises(TwilioApiError) as refused:
        _page(records, following.replace("PA00000003", "PA00000004"))
    assert refused.value.code == 21481


def test_the_sdk_reads_every_page(client: Any, buy: Any) -> None:
    bought = [buy().sid for _ in range(5)]
    listed = client.incoming_phone_numbers.list(page_size=2)
    assert [number.sid for number in listed] == bought[::-1]


def test_filters_select_and_are_repeated_in_the_page_uris(rest: Any, client: Any, buy: Any) -> None:
    for _ in range(2):
        buy(friendly_name="bc:staging")
    other = buy(friendly_name="bc:production")
    page = rest("GET", "/IncomingPhoneNumbers.json?FriendlyName=bc%3Astaging&PageSize=1").json()
    assert "FriendlyName=bc%3Astaging" in page["next_page_uri"]
    assert page["next_page_uri"].startswith("/2010-04-01/Accounts/")
    named = client.incoming_phone_numbers.list(friendly_name="bc:production")
    assert [number.sid for number in named] == [other.sid]


def test_a_number_is_found_whole_or_in_part(client: Any, buy: Any) -> None:
    number = buy(area_code=416)
    buy(area_code=604)
    for pattern in (number.phone_number, "416555", "+1416*55"):
        listed = client.incoming_phone_numbers.list(phone_number=pattern)
        assert [one.sid for one in listed] == [number.sid]
