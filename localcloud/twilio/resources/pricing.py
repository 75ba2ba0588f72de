"""Pricing, on pricing.twilio.com: what a number costs a month (docs/phone-numbers/pricing).

The prices are those that the emulator charges when a number is bought. Emulated: one country's
numbers; the list of countries, voice and message prices are not.
"""

from localcloud.twilio.errors import not_found
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.resources.available_phone_numbers import COUNTRIES
from localcloud.twilio.resources.purchasing import NUMBER_PRICE

_URL = "https://pricing.twilio.com/v1/PhoneNumbers/Countries"
_TYPES = ("local", "toll free")


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


ROUTES: list[Route] = [("GET", "/PhoneNumbers/Countries/{country}", fetch_country)]
