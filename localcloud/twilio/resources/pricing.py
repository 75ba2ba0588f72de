"""Pricing, on pricing.twilio.com: what a number costs a month (docs/phone-numbers/pricing).

The prices are those that the emulator charges when a number is bought. Voice and message prices
are not emulated.
"""

from localcloud.twilio.errors import not_found
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.paging import page_size_of
from localcloud.twilio.resources.available_phone_numbers import COUNTRIES
from localcloud.twilio.resources.purchasing import NUMBER_PRICE

_URL = "https://pricing.twilio.com/v1/PhoneNumbers/Countries"
_TYPES = ("local", "toll free")


def list_countries(request: ApiRequest) -> Reply:
    """List the countries in which numbers are sold, on one page as v1 lists are."""
    size = page_size_of(request.query)
    url = f"{_URL}?PageSize={size}&Page=0"
    countries = [
        {"country": name, "iso_country": code, "url": f"{_URL}/{code}"}
        for code, name in COUNTRIES.items()
    ]
    meta = {
        "first_page_url": url,
        "key": "countries",
        "next_page_url": None,
        "page": 0,
        "page_size": size,
        "previous_page_url": None,
        "url": url,
    }
    return Reply(200, {"countries": countries, "meta": meta})


def fetch_country(request: ApiRequest) -> Reply:
    """Return the prices of a country's numbers; 404/20404 where the emulator sells none."""
    code = request.names["country"]
    if code not in COUNTRIES:
        raise not_found(request.path)
    price = str(NUMBER_PRICE)
    body = {
        "country": COUNTRIES[code],
        "iso_country": code,
        "phone_number_prices": [
            {"base_price": price, "current_price": price, "number_type": number_type}
            for number_type in _TYPES
        ],
        "price_unit": "USD",
        "url": f"{_URL}/{code}",
    }
    return Reply(200, body)


ROUTES: list[Route] = [
    ("GET", "/PhoneNumbers/Countries", list_countries),
    ("GET", "/PhoneNumbers/Countries/{country}", fetch_country),
]
