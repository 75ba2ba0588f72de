"""Rules for form fields that several resources share."""

import re
from collections.abc import Mapping
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from localcloud.twilio.errors import bad_request, not_found
from localcloud.twilio.exchange import ApiRequest

_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")


class _OfAnAccount(Protocol):
    account_sid: str


_Record = TypeVar("_Record", bound=_OfAnAccount)


def own(request: ApiRequest, records: Mapping[str, _Record]) -> _Record:
    """Return the record that the path names; 404/20404 when the account has none of that SID."""
    record = records.get(request.names["sid"])
    if record is None or record.account_sid != request.account.sid:
        raise not_found(request.path)
    return record


def friendly_name(form: Mapping[str, str], default: str) -> str:
    """Return FriendlyName, at most 64 characters (error 20002), or `default` when not given."""
    name = form.get("FriendlyName", default)
    if len(name) > 64:
        raise bad_request(20002, "Invalid FriendlyName: it may be up to 64 characters long")
    return name


def boolean(text: str) -> bool:
    """Read `true` or `false` as the SDKs send them; anything else is false."""
    return text.lower() == "true"


def check_url(text: str) -> None:
    """Refuse a webhook that is no absolute http or https URL (error 21402)."""
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        valid = False
    if not valid:
        raise bad_request(21402, f"Url is not a valid URL: {text}")


def check_method(text: str) -> None:
    """Refuse a webhook method other than GET and POST (error 21403)."""
    if text not in ("GET", "POST"):
        raise bad_request(21403, f"Method is not a valid HTTP method: {text}")


def is_phone_number(text: str) -> bool:
    """Tell whether `text` is an E.164 number of any country."""
    return _PHONE.fullmatch(text) is not None


def matches_pattern(number: str, pattern: str) -> bool:
    """Tell whether an E.164 number contains `pattern`, in which `*` stands for any one digit."""
    expression = re.escape(pattern).replace(r"\*", "[0-9]")
    return re.search(expression, number) is not None
