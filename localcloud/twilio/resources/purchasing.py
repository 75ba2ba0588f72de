"""Buying a number: the refusals, the choice by area code, and the one charge.

The rules are those of docs/errors/214xx; the HTTP status of most of these codes was not seen in a
source (README.md), 400 is used for all.
"""

import re
from decimal import Decimal

from localcloud.twilio.entities import Account, PhoneNumber, Purchase
from localcloud.twilio.errors import TwilioApiError, bad_request
from localcloud.twilio.exchange import ApiRequest
from localcloud.twilio.inventory import Listing
from localcloud.twilio.number_settings import Settings, defaults, merged
from localcloud.twilio.state import new_sid
from localcloud.twilio.usage import charge

# What the project's cost table gives for a number and month, in US dollars.
NUMBER_PRICE = Decimal("1.50")


def buy(request: ApiRequest, kind: str | None) -> PhoneNumber:
    """Buy what the form names for the request's account, or refuse and change nothing.

    `kind` is the type in the path (`local`, `tollfree`, `mobile`), `None` for any.
    """
    state = request.state
    if not state.is_active(request.account):
        raise TwilioApiError(403, 10001, "Account is not active")
    listing = _wanted(request, kind)
    settings = merged(defaults(listing.national_format), request.form)
    check_addresses(request, request.account, settings)
    if listing.address_requirements != "none" and not settings["address_sid"]:
        raise bad_request(21631, "Phone Number Requires an Address: AddressSid is required")
    now = state.clock()
    number = PhoneNumber(
        sid=new_sid("PN"),
        account_sid=request.account.sid,
        number=listing.number,
        kind=listing.kind,
        country=listing.country,
        sms=listing.sms,
        mms=listing.mms,
        address_requirements=listing.address_requirements,
        settings=settings,
        created=now,
        updated=now,
        order=state.next_order(),
    )
    state.numbers[number.sid] = number
    state.purchases.append(Purchase(number.number, number.account_sid, number.sid, now))
    charge(state, number.account_sid, "phonenumbers", NUMBER_PRICE)
    return number


def check_addresses(request: ApiRequest, account: Account, settings: Settings) -> None:
    """Refuse an address that is not one of the account's (error 21628)."""
    for name in ("address_sid", "emergency_address_sid"):
        sid = settings[name]
        if sid is None:
            continue
        address = request.state.addresses.get(str(sid))
        if address is None or address.account_sid != account.sid:
            raise bad_request(21628, f"{name} does not name an address of this account")


def _wanted(request: ApiRequest, kind: str | None) -> Listing:
    number, area_code = request.form.get("PhoneNumber", ""), request.form.get("AreaCode", "")
    if number:
        return _specific(request, number, kind)
    if area_code and kind is not None:
        raise bad_request(21457, "AreaCode is not supported for this phone number type")
    if area_code:
        return _any_in_area(request, area_code)
    # Twilio's code for this was not seen in a source.
    raise bad_request(21421, "PhoneNumber or AreaCode is required")


def _specific(request: ApiRequest, number: str, kind: str | None) -> Listing:
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", number):
        raise bad_request(21421, f"PhoneNumber is invalid: {number}")
    listing = request.inventory.get(number)
    if listing is None or not _is_free(request, number):
        raise bad_request(21422, f"{number} is not available.")
    if kind not in (None, listing.kind):
        raise bad_request(21458, f"{number} is not of the requested phone number type")
    return listing


def _any_in_area(request: ApiRequest, area_code: str) -> Listing:
    if not re.fullmatch("[2-9][0-9]{2}", area_code):
        raise bad_request(21451, f"Invalid area code: {area_code}")
    for country in ("CA", "US"):
        for listing in request.inventory.of(country, "local"):
            free = listing.address_requirements == "none" and _is_free(request, listing.number)
            if free and str(listing.area_code) == area_code:
                return listing
    raise bad_request(21452, f"No phone numbers found in area code {area_code}")


def _is_free(request: ApiRequest, number: str) -> bool:
    state = request.state
    window = request.options.release_window_s
    return state.owned(number) is None and not state.is_reserved(number, window)
