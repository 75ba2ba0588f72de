"""Where a number is looked for, in which order, and how parallel creates share what is found."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from providers.number.criteria import Criteria, OfferedNumber, Search
from providers.number.offers import Offers

BOTH = {"voice": True, "sms": True}


def _offer(number: str, **changes: Any) -> OfferedNumber:
    given: dict[str, Any] = {"capabilities": BOTH, "address_requirements": "none"}
    return OfferedNumber(phone_number=number, **{**given, **changes})


class ShopDouble:
    """A test double of what Twilio offers: it counts the searches, and filters nothing itself."""

    def __init__(self, *offers: OfferedNumber, page: int = 50) -> None:
        self.offers = list(offers)
        self.page = page
        self.searches: list[str] = []

    def look(self, search: Search) -> Sequence[OfferedNumber]:
        self.searches.append(str(search))
        matching = [
            offer
            for offer in self.offers
            if search.area_code in (None, offer.phone_number[2:5])
            and search.region in (None, offer.region)
        ]
        return matching[: self.page]

    def sold(self, number: str) -> None:
        self.offers = [offer for offer in self.offers if offer.phone_number != number]


WIDE = Criteria(
    country="CA",
    area_codes=("416", "647"),
    locality="London",
    region="ON",
    anywhere=True,
    capabilities=("voice", "sms"),
)


def test_the_chain_goes_from_area_codes_to_the_whole_country() -> None:
    assert [str(search) for search in WIDE.chain()] == [
        "in area code 416",
        "in area code 647",
        "in London (ON)",
        "in region ON",
        "anywhere in CA",
    ]


def test_without_wider_places_only_the_area_codes_are_searched() -> None:
    criteria = Criteria(country="CA", area_codes=("416",))
    assert [str(search) for search in criteria.chain()] == ["in area code 416"]


@pytest.mark.parametrize(
    ("offer", "place"),
    [
        (_offer("+15195550100", region="ON", locality="London"), "in London (ON)"),
        (_offer("+16135550100", region="ON", locality="Ottawa"), "in region ON"),
        (_offer("+16045550100", region="BC", locality="Vancouver"), "anywhere in CA"),
    ],
)
def test_the_next_place_is_searched_when_the_nearer_ones_have_none(
    offer: OfferedNumber, place: str
) -> None:
    kept = Offers(ShopDouble(offer).look).kept_for("mark", WIDE)
    assert kept is not None
    assert (kept.phone_number, str(kept.search)) == (offer.phone_number, place)


@pytest.mark.parametrize(
    ("changes", "suits"),
    [
        ({}, True),
        ({"capabilities": {"voice": True}}, False),
        ({"address_requirements": "any"}, False),
        ({"address_requirements": "local"}, False),
        ({"region": "QC"}, False),
        ({"locality": "Ottawa"}, False),
        ({"locality": "london"}, True),
    ],
)
def test_a_number_must_be_all_that_was_asked_for(changes: dict[str, Any], *, suits: bool) -> None:
    search = Search(country="CA", locality="London", region="ON", capabilities=("voice", "sms"))
    offer = _offer("+15195550100", **{"region": "ON", "locality": "London", **changes})
    assert search.suits(offer) is suits


@pytest.mark.parametrize(("need", "suits"), [("none", True), ("any", True), ("foreign", False)])
def test_with_a_registered_address_a_number_may_ask_for_any(need: str, *, suits: bool) -> None:
    search = Search(country="CA", has_address=True)
    assert search.suits(_offer("+15195550100", address_requirements=need)) is suits


def test_a_number_that_is_not_canadian_never_suits() -> None:
    assert not Search(country="CA").suits(_offer("+12125551234"))


def test_a_resource_keeps_its_number_however_often_it_asks() -> None:
    shop = ShopDouble(_offer("+14165550100"), _offer("+14165550101"))
    offers = Offers(shop.look)
    assert offers.kept_for("mark", WIDE) == offers.kept_for("mark", WIDE)
    assert shop.searches == ["in area code 416"]


def test_no_two_resources_are_handed_the_same_number() -> None:
    shop = ShopDouble(*(_offer(f"+1416555{n:04d}") for n in range(100, 200)), page=20)
    offers = Offers(shop.look)

    def bought(mark: str) -> str:
        kept = offers.kept_for(mark, WIDE)
        assert kept is not None
        shop.sold(kept.phone_number)
        offers.bought(mark)
        return kept.phone_number

    with ThreadPoolExecutor(4) as pool:
        handed = list(pool.map(bought, [f"mark {n}" for n in range(60)]))
    assert Counter(handed).most_common(1)[0][1] == 1
    assert len(shop.searches) <= 5


def test_a_place_that_is_sold_out_is_not_searched_again() -> None:
    shop = ShopDouble(*(_offer(f"+1647555{n:04d}") for n in range(100, 110)))
    offers = Offers(shop.look)
    for n in range(10):
        offers.kept_for(f"mark {n}", WIDE)
        offers.bought(f"mark {n}")
    assert shop.searches == ["in area code 416", "in area code 647"]


def test_plans_that_run_ahead_of_purchases_neither_search_again_nor_use_up_the_place() -> None:
    shop = ShopDouble(*(_offer(f"+1416555{n:04d}") for n in range(100, 150)), page=20)
    offers, near = Offers(shop.look), Criteria(country="CA", area_codes=("416",))
    planned = [offers.kept_for(f"mark {n}", near) for n in range(50)]
    assert planned[20:] == [None] * 30
    assert offers.spoken_for(near)
    assert shop.searches == ["in area code 416"]
    for n, offer in enumerate(planned[:20]):
        shop.sold(offer.phone_number if offer else "")
        offers.bought(f"mark {n}")
    assert offers.kept_for("mark 20", near) is not None


def test_after_a_refusal_the_place_is_searched_anew_and_the_number_is_not_offered_again() -> None:
    shop = ShopDouble(_offer("+14165550100"), _offer("+14165550101"))
    offers = Offers(shop.look)
    offers.kept_for("mark", WIDE)
    offers.refused("mark")
    kept = offers.kept_for("mark", WIDE)
    assert kept is not None
    assert kept.phone_number == "+14165550101"
    assert shop.searches == ["in area code 416", "in area code 416"]


def test_nothing_is_kept_where_nothing_is_offered() -> None:
    offers = Offers(ShopDouble().look)
    assert offers.kept_for("mark", WIDE) is None
    assert not offers.spoken_for(WIDE)
