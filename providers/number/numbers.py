"""The calls on one account's phone numbers, one request each (a list: one a page)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from twilio.base.exceptions import (
    TwilioException,
)

from providers.api.errors import AmbiguousAnswer, UnexpectedAnswer
from providers.number.owned import OwnedNumber, capabilities_of

_MOST_OFFERED = 20
_LIST = "a list of phone numbers"
_Read = TypeVar("_Read")


@dataclass(frozen=True, kw_only=True)
class OfferedNumber:
    """A number that Twilio offers for sale."""

    phone_number: str
    capabilities: Mapping[str, bool]
    address_requirements: str
    """`none`, or which registered address its buyer must have: `any`, `local`, `foreign`."""


class Numbers(Protocol):
    """What the purchase needs of an account."""

    def named(self, friendly_name: str) -> list[OwnedNumber]:
        """Return the owned numbers with exactly this FriendlyName."""

    def numbered(self, phone_number: str) -> list[OwnedNumber]:
        """Return the owned numbers with exactly this E.164 number: one, or none."""

    def fetch(self, sid: str) -> OwnedNumber:
        """Return one owned number; raises `providers.api.errors.NotFound`."""

    def offered(
        self, country: str, area_code: str, capabilities: Sequence[str]
    ) -> list[OfferedNumber]:
        """Return some of the numbers for sale in an area code."""

    def buy(self, phone_number: str, fields: Mapping[str, str]) -> OwnedNumber:
        """Buy this very number.

        Raises `NumberTaken`, or `AmbiguousAnswer` where it may or may not have been bought.
        """

    def update(self, sid: str, fields: Mapping[str, str]) -> OwnedNumber:
        """Change the given fields of one owned number; the others stay."""


class TwilioNumbers:
    """`Numbers` of one Twilio account, and the release of one."""

    def __init__(self, client: Any, account_sid: str) -> None:
        self._account = client.api.v2010.accounts(account_sid)

    def named(self, friendly_name: str) -> list[OwnedNumber]:
        """Return the owned numbers with exactly this FriendlyName.

        Twilio's filter is checked again here: its exactness is documented nowhere.
        """
        records = readable(
            lambda: self._account.incoming_phone_numbers.list(friendly_name=friendly_name), _LIST
        )
        return [n for n in map(OwnedNumber.of, records) if n.friendly_name == friendly_name]

    def numbered(self, phone_number: str) -> list[OwnedNumber]:
        """Return the owned numbers with exactly this number; Twilio's filter takes patterns."""
        records = readable(
            lambda: self._account.incoming_phone_numbers.list(phone_number=phone_number), _LIST
        )
        return [n for n in map(OwnedNumber.of, records) if n.phone_number == phone_number]

    def fetch(self, sid: str) -> OwnedNumber:
        """Return one owned number; raises `providers.api.errors.NotFound`."""
        fetch = self._account.incoming_phone_numbers(sid).fetch
        return OwnedNumber.of(readable(fetch, f"the phone number {sid}"))

    def offered(
        self, country: str, area_code: str, capabilities: Sequence[str]
    ) -> list[OfferedNumber]:
        """Return some of the local numbers for sale, in Twilio's order."""
        wanted = {f"{name}_enabled": True for name in capabilities}
        records = readable(
            lambda: self._account.available_phone_numbers(country).local.list(
                area_code=int(area_code), beta=False, limit=_MOST_OFFERED, **wanted
            ),
            _LIST,
        )
        return [
            OfferedNumber(
                phone_number=record.phone_number,
                capabilities=capabilities_of(record.capabilities),
                address_requirements=record.address_requirements or "none",
            )
            for record in records
        ]

    def buy(self, phone_number: str, fields: Mapping[str, str]) -> OwnedNumber:
        """Buy this very number with all its settings in one request.

        Never by `AreaCode`, which buys any number of an area: repeated, that is a second one.
        """
        bought = self._account.incoming_phone_numbers.create(phone_number=phone_number, **fields)
        return _posted(bought, f"the purchase of {phone_number}")

    def update(self, sid: str, fields: Mapping[str, str]) -> OwnedNumber:
        """Change the given fields of one owned number; the others stay."""
        updated = self._account.incoming_phone_numbers(sid).update(**fields)
        return _posted(updated, f"the update of {sid}")

    def release(self, sid: str) -> None:
        """Give a number up for ever; raises `providers.api.errors.NotFound`."""
        self._account.incoming_phone_numbers(sid).delete()


def readable(call: Callable[[], _Read], what: str) -> _Read:
    """Run a reading call; an answer that the SDK cannot read is an `UnexpectedAnswer`."""
    try:
        return call()
    except TwilioException:
        raise UnexpectedAnswer(what, 200) from None


def _posted(record: Any, action: str) -> OwnedNumber:
    if not record.sid or not record.phone_number:
        raise AmbiguousAnswer(action, "the answer names no number")
    return OwnedNumber.of(record)
