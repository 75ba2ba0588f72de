"""Pricing, on pricing.twilio.com: what a number costs a month (docs/phone-numbers/pricing).

The prices are those that the emulator charges when a number is bought. Voice and message prices
are not emulated.
"""

from dataclasses import dataclass

from localcloud.twilio.errors import JsonObject, not_found
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.paging import v1_page_of
from localcloud.twilio.resources.available_phone_numbers import COUNTRIES
from localcloud.twilio.resources.purchasing import NUMBER_PRICE

_HOST = "pricing.twilio.com"
_PATH = "/v1/PhoneNumbers/Countries"
_TYPES = ("local", "toll free")


@dataclass(frozen=True)
class _Country:
    """One country of the list. `order` places it."""

    code: str
    name: str
    order: int


_COUNTRIES = [
    _Country(code, name, -place) for place, (code, name) in enumerate(sorted(COUNTRIES.items()))
]


def list_countries(request: ApiRequest) -> Reply:
    """List the countries in which numbers are sold."""
    place = (_HOST, request.path)
    return Reply(200, v1_page_of(_COUNTRIES, "countries", _render, place, request.query))


def _render(country: _Country) -> JsonObject:
    return {
        "country": country.name,
        "iso_country": country.code,
        "url": f"https://{_HOST}{_PATH}/{country.code}",
    }


def fetch_country(request: ApiRequest) -> Reply:
    """Return the prices of a country's numbers; 404/20404 where the emulator sells none."""
    country = next((one for one in _COUNTRIES if one.code == request.names["country"]), None)
    if country is None:
        raise not_found(request.path)
    price = str(NUMBER_PRICE)
    prices = [
        {"base_price": price, "current_price": price, "number_type": number_type}
        for number_type in _TYPES
    ]
    return Reply(200, {**_render(country), "phone_number_prices": prices, "price_unit": "USD"})


ROUTES: list[Route] = [
    ("GET", "/PhoneNumbers/Countries", list_countries),
    ("GET", "/PhoneNumbers/Countries/{country}", fetch_country),
]
