"""Searching the stock of numbers."""

from typing import Any

import pytest

from berthcare.numbering import CANADIAN_AREA_CODES, is_canadian
from localcloud.twilio.area_codes import AREAS
from localcloud.twilio.inventory import NUMBERS_PER_AREA_CODE, Inventory, Listing, fictional_stock


def _local(client: Any, **filters: Any) -> list[Any]:
    found: list[Any] = client.available_phone_numbers("CA").local.list(**filters)
    return found


def _canadian_local() -> list[Listing]:
    return Inventory(fictional_stock()).of("CA", "local")


def test_the_same_seed_stocks_the_same_numbers() -> None:
    assert fictional_stock(7) == fictional_stock(7)


def test_another_seed_stocks_others() -> None:
    assert fictional_stock(7) != fictional_stock(8)


def test_the_stock_of_each_area_code_can_be_the_whole_fictional_range() -> None:
    numbers = {one.number for one in fictional_stock(stock=100) if one.kind == "local"}
    assert {number for number in numbers if number.startswith("+1416")} == {
        f"+1416555{last_four:04d}" for last_four in range(100, 200)
    }


@pytest.mark.parametrize("stock", [2, 101])
def test_a_stock_that_the_fictional_range_cannot_hold_is_refused(stock: int) -> None:
    with pytest.raises(ValueError, match=f"3 to 100, not {stock}"):
        fictional_stock(stock=stock)


@pytest.mark.parametrize("stock", [20, 100])
def test_every_number_is_in_the_fictional_range(stock: int) -> None:
    inventory = Inventory(fictional_stock(stock=stock))
    numbers = [
        listing.number
        for country in ("CA", "US")
        for kind in ("local", "tollfree")
        for listing in inventory.of(country, kind)
    ]
    assert numbers
    assert all(number[5:9] == "5550" and number[9] == "1" for number in numbers)


def test_canadian_stock_has_canadian_area_codes_only() -> None:
    assert all(is_canadian(listing.number) for listing in _canadian_local())


def test_most_canadian_area_codes_are_stocked() -> None:
    assert len(CANADIAN_AREA_CODES & set(AREAS)) >= 45


def test_a_search_by_area_code_finds_its_whole_stock(client: Any) -> None:
    found = _local(client, area_code=416)
    assert len(found) == NUMBERS_PER_AREA_CODE
    assert {(one.phone_number[:5], one.region, one.iso_country) for one in found} == {
        ("+1416", "ON", "CA")
    }


def test_page_size_limits_a_search(client: Any) -> None:
    assert len(_local(client, area_code=416, limit=3)) == 3


def test_nothing_found_is_an_empty_list(rest: Any) -> None:
    answer = rest("GET", "/AvailablePhoneNumbers/CA/Local.json?AreaCode=212")
    assert answer.status_code == 200
    assert answer.json()["available_phone_numbers"] == []
    assert set(answer.json()) == {"available_phone_numbers", "uri"}


def test_a_search_by_locality_and_region(client: Any) -> None:
    found = _local(client, in_locality="ottawa", in_region="ON")
    assert found
    assert {one.locality for one in found} == {"Ottawa"}


def test_a_search_for_texting_leaves_out_voice_only_numbers(client: Any) -> None:
    everything, texting = (
        _local(client, area_code=416),
        _local(client, area_code=416, sms_enabled=True),
    )
    assert len(texting) == len(everything) - 1
    assert all(one.capabilities["sms"] for one in texting)


def test_a_search_may_leave_out_numbers_that_require_an_address(client: Any) -> None:
    found = _local(client, area_code=416, exclude_all_address_required=True)
    assert len(found) == NUMBERS_PER_AREA_CODE - 1
    assert {one.address_requirements for one in found} == {"none"}


def test_contains_takes_digits_stars_and_letters(client: Any) -> None:
    number = _local(client, area_code=416, limit=1)[0].phone_number
    last = number[-4:]
    assert number in {one.phone_number for one in _local(client, contains=f"416555{last}")}
    assert number in {one.phone_number for one in _local(client, contains=f"416***{last}")}
    assert len(_local(client, contains="416JKL", limit=100)) == NUMBERS_PER_AREA_CODE


def test_contains_needs_two_characters(rest: Any) -> None:
    answer = rest("GET", "/AvailablePhoneNumbers/CA/Local.json?Contains=4")
    assert answer.status_code == 400


def test_toll_free_numbers_are_found(client: Any) -> None:
    found = client.available_phone_numbers("CA").toll_free.list(limit=5)
    assert {one.phone_number[2] for one in found} == {"8"}


@pytest.mark.parametrize("country", ["US", "CA"])
def test_a_type_that_a_country_does_not_offer_is_not_found(rest: Any, country: str) -> None:
    answer = rest("GET", f"/AvailablePhoneNumbers/{country}/Mobile.json")
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_a_country_tells_its_types(client: Any) -> None:
    country = client.available_phone_numbers("CA").fetch()
    assert country.country == "Canada"
    assert set(country.subresource_uris) == {"local", "toll_free"}


def test_a_country_without_stock_is_refused_loudly(rest: Any) -> None:
    answer = rest("GET", "/AvailablePhoneNumbers/GB/Local.json")
    assert answer.status_code == 501
    assert "country GB" in answer.json()["message"]


def test_a_filter_that_is_not_emulated_is_refused_loudly(rest: Any) -> None:
    answer = rest("GET", "/AvailablePhoneNumbers/CA/Local.json?NearNumber=%2B14165550100")
    assert answer.status_code == 501
    assert "NearNumber" in answer.json()["message"]


def test_an_owned_number_is_not_on_offer(client: Any, buy: Any) -> None:
    number = buy().phone_number
    assert number not in {one.phone_number for one in _local(client, area_code=416)}
