"""AvailablePhoneNumbers: search the stock (docs/phone-numbers/api/availablephonenumber-resource).

Emulated: Canada and the United States, local and toll-free. A type that a country does not offer
is 404, as `US/Mobile` is; that `CA/Mobile` is 404 as well was not seen in a source.
"""

import re
from collections.abc import Callable

from localcloud.twilio.entities import API_VERSION
from localcloud.twilio.errors import JsonObject, bad_request, not_emulated, not_found
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.inventory import Listing
from localcloud.twilio.paging import page_size_of
from localcloud.twilio.resources.fields import boolean

COUNTRIES = {"CA": "Canada", "US": "United States"}
_KINDS = {"Local": "local", "TollFree": "tollfree"}
_NOT_EMULATED = (
    "NearNumber",
    "NearLatLong",
    "Distance",
    "InPostalCode",
    "InRateCenter",
    "InLata",
    "FaxEnabled",
)
_LETTERS = {
    letter: digit
    for digit, letters in {
        "2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV",
        "9": "WXYZ",
    }.items()
    for letter in letters
}  # fmt: skip


def list_countries(request: ApiRequest) -> Reply:
    """List the countries and the types that each offers."""
    countries = [_country(request, code) for code in COUNTRIES]
    page = {"countries": countries, "uri": request.path}
    return Reply(200, page)


def fetch_country(request: ApiRequest) -> Reply:
    """Return one country and the types that it offers."""
    return Reply(200, _country(request, _country_code(request)))


def search(request: ApiRequest) -> Reply:
    """Return the numbers of one country and type that may be bought now, in the stock's order."""
    country = _country_code(request)
    kind = _KINDS.get(request.names["kind"])
    if kind is None:
        raise not_found(request.path)
    for name in _NOT_EMULATED:
        if name in request.query:
            raise not_emulated(f"The search filter {name}")
    size = page_size_of(request.query)
    matches = _filters(request)
    state, window = request.state, request.options.release_window_s
    listings = [
        listing
        for listing in request.inventory.of(country, kind)
        if state.owned(listing.number) is None
        and not state.is_reserved(listing.number, window)
        and all(match(listing) for match in matches)
    ]
    found = [_render(listing) for listing in listings[:size]]
    return Reply(200, {"available_phone_numbers": found, "uri": request.path})


def _country_code(request: ApiRequest) -> str:
    code = request.names["country"]
    if code in COUNTRIES:
        return code
    if re.fullmatch("[A-Z]{2}", code):
        raise not_emulated(f"The stock of country {code}")
    raise not_found(request.path)


def _country(request: ApiRequest, code: str) -> JsonObject:
    uri = f"/{API_VERSION}/Accounts/{request.account.sid}/AvailablePhoneNumbers/{code}"
    return {
        "beta": False,
        "country": COUNTRIES[code],
        "country_code": code,
        "subresource_uris": {"local": f"{uri}/Local.json", "toll_free": f"{uri}/TollFree.json"},
        "uri": f"{uri}.json",
    }


def _filters(request: ApiRequest) -> list[Callable[[Listing], bool]]:
    query = request.query
    filters: list[Callable[[Listing], bool]] = []
    if query.get("AreaCode"):
        filters.append(lambda listing: str(listing.area_code) == query["AreaCode"])
    if query.get("Contains"):
        pattern = _pattern(query["Contains"])
        filters.append(lambda listing: pattern.search(listing.number[1:]) is not None)
    if query.get("InRegion"):
        filters.append(lambda listing: _same(listing.region, query["InRegion"]))
    if query.get("InLocality"):
        filters.append(lambda listing: _same(listing.locality, query["InLocality"]))
    for name, attribute in (("SmsEnabled", "sms"), ("MmsEnabled", "mms")):
        if name in query:
            filters.append(_capability(attribute, wanted=boolean(query[name])))
    if "VoiceEnabled" in query and not boolean(query["VoiceEnabled"]):
        # Every number of the stock has voice.
        filters.append(lambda _: False)
    for scope, requirements in (("All", ("none",)), ("Local", ("none", "any", "foreign")),
                                ("Foreign", ("none", "any", "local"))):  # fmt: skip
        if boolean(query.get(f"Exclude{scope}AddressRequired", "")):
            filters.append(_address(requirements))
    return filters


def _capability(attribute: str, *, wanted: bool) -> Callable[[Listing], bool]:
    return lambda listing: getattr(listing, attribute) is wanted


def _address(accepted: tuple[str, ...]) -> Callable[[Listing], bool]:
    return lambda listing: listing.address_requirements in accepted


def _pattern(text: str) -> "re.Pattern[str]":
    """Read `Contains`: digits, letters as on a keypad, `*` for any one digit; at least two."""
    if len(text) < 2:
        raise bad_request(21421, "Contains must have at least two characters")
    digits = "".join(_LETTERS.get(character, character) for character in text.upper())
    digits = digits.removeprefix("+").removeprefix("%2B")
    if not re.fullmatch(r"[0-9*]+", digits):
        raise bad_request(21421, "Contains may hold digits, letters and * only")
    return re.compile(digits.replace("*", "[0-9]"))


def _same(one: str | None, other: str) -> bool:
    return one is not None and one.casefold() == other.casefold()


def _render(listing: Listing) -> JsonObject:
    return {
        "address_requirements": listing.address_requirements,
        "beta": False,
        "capabilities": {"mms": listing.mms, "sms": listing.sms, "voice": True},
        "friendly_name": listing.national_format,
        "iso_country": listing.country,
        "lata": None,
        "latitude": None,
        "locality": listing.locality,
        "longitude": None,
        "phone_number": listing.number,
        "postal_code": None,
        "rate_center": None,
        "region": listing.region,
    }


_BASE = "/Accounts/{account_sid}/AvailablePhoneNumbers"
ROUTES: list[Route] = [
    ("GET", f"{_BASE}.json", list_countries),
    ("GET", f"{_BASE}/{{country}}.json", fetch_country),
    ("GET", f"{_BASE}/{{country}}/{{kind}}.json", search),
]
