"""The numbers that an account owns, as Twilio tells them (API page IncomingPhoneNumbers)."""

from dataclasses import fields

from functions.common.failure import KnownFailure, malformed

from .inventory import OwnedNumber
from .twilio_api import PAGE_SIZE, JsonObject, TwilioApi, v2010

_MOST_PAGES = 10
_TWILIO_NAMES = {"number": "phone_number"}


def owned_numbers(main: TwilioApi, account_sid: str) -> list[OwnedNumber]:
    """Return all numbers of an account. Raises `KnownFailure`, also where there are too many."""
    url = v2010(account_sid, "/IncomingPhoneNumbers", PageSize=PAGE_SIZE)
    records, complete = main.listed(url, "incoming_phone_numbers", _MOST_PAGES)
    if not complete:
        raise KnownFailure(f"more than {_MOST_PAGES} pages of numbers")
    return [_number(record) for record in records]


def _number(record: JsonObject) -> OwnedNumber:
    """Take what is compared; Twilio says `null` or empty text where nothing is set."""
    values = {}
    for one in fields(OwnedNumber):
        name = _TWILIO_NAMES.get(one.name, one.name)
        value = record.get(name)
        if value is not None and not isinstance(value, str):
            raise malformed(name)
        values[one.name] = value or ""
    if not values["sid"] or not values["number"]:
        raise malformed("sid or phone_number")
    return OwnedNumber(**values)
