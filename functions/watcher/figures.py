"""Numbers in Twilio's answers, which come as text (docs/usage/api)."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from functions.common.failure import malformed


def amount(record: Mapping[str, Any], name: str) -> Decimal:
    """Return a field as an exact number. Raises `KnownFailure` where it is none."""
    value = record.get(name)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise malformed(name)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise malformed(name) from None
    if not number.is_finite():
        raise malformed(name)
    return number


def require_dollars(record: Mapping[str, Any], name: str) -> None:
    """Raise `KnownFailure` where a currency is not the US dollar: the limits are in dollars."""
    if str(record.get(name, "")).upper() != "USD":
        raise malformed(f"{name} is not USD")
