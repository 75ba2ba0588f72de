"""The calls on one account's phone numbers, one request each (a list: one a page)."""

from collections.abc import Mapping
from typing import Any, Protocol

from providers.api.errors import AmbiguousAnswer
from providers.api.reading import readable
from providers.number.criteria import OfferedNumber, Search
from providers.number.holdings import Holdings
from providers.number.owned import OwnedNumber, capabilities_of

_MOST_OFFERED = 50
_LARGEST_PAGE = 1000
_LIST = "a list of phone numbers"


class Numbers(Protocol):
    """What the purchase needs of an account."""

    def marked(self, marker: str) -> list[OwnedNumber]:
        """Return the owned numbers with this mark, by the listing that the process shares."""

    def named(self, friendly_name: str) -> list[OwnedNumber]:
        """Return the owned numbers with exactly this FriendlyName, asked for now."""

    def numbered(self, phone_number: str) -> list[OwnedNumber]:
        """Return the owned numbers with exactly this E.164 number: one, or none."""

    def fetch(self, sid: str) -> OwnedNumber:
        """Return one owned number; raises `providers.api.errors.NotFound`."""

    def buy(self, phone_number: str, fields: Mapping[str, str]) -> OwnedNumber:
        """Buy this very number.

        Raises `NumberTaken`, or `AmbiguousAnswer` where it may or may not have been bought.
        """

    def update(self, sid: str, fields: Mapping[str, str]) -> OwnedNumber:
        """Change the given fields of one owned number; the others stay."""


class TwilioNumbers:
    """`Numbers` of one Twilio account, what it is offered, and the release of a number."""

    def __init__(self, client: Any, account_sid: str, holdings: Holdings) -> None:
        self._account = client.api.v2010.accounts(account_sid)
        self._sid = account_sid
        self._holdings = holdings

    def marked(self, marker: str) -> list[OwnedNumber]:
        """Return the owned numbers with this mark, by the listing that the process shares."""
        return [n for n in self._holdings.of(self._sid) if n.friendly_name == marker]

    def named(self, friendly_name: str) -> list[OwnedNumber]:
        """Return the owned numbers with exactly this FriendlyName, asked for now.

        Twilio's filter is checked again here: its exactness is documented nowhere.
        """
        found = self._list(friendly_name=friendly_name)
        return [number for number in found if number.friendly_name == friendly_name]

    def numbered(self, phone_number: str) -> list[OwnedNumber]:
        """Return the owned numbers with exactly this number; Twilio's filter takes patterns."""
        found = self._list(phone_number=phone_number)
        return [number for number in found if number.phone_number == phone_number]

    def every(self) -> list[OwnedNumber]:
        """Return all numbers of the account: one request for each thousand."""
        return self._list(page_size=_LARGEST_PAGE)

    def fetch(self, sid: str) -> OwnedNumber:
        """Return one owned number; raises `providers.api.errors.NotFound`."""
        fetch = self._account.incoming_phone_numbers(sid).fetch
        return OwnedNumber.of(readable(fetch, f"the phone number {sid}"))

    def offered(self, search: Search) -> list[OfferedNumber]:
        """Return some of the local numbers for sale, in Twilio's order."""
        wanted: dict[str, Any] = {f"{name}_enabled": True for name in search.capabilities}
        if search.has_address:
            wanted |= {
                "exclude_local_address_required": True,
                "exclude_foreign_address_required": True,
            }
        else:
            wanted["exclude_all_address_required"] = True
        if search.area_code:
            wanted["area_code"] = int(search.area_code)
        if search.locality:
            wanted["in_locality"] = search.locality
        if search.region:
            wanted["in_region"] = search.region
        records = readable(
            lambda: self._account.available_phone_numbers(search.country).local.list(
                beta=False, limit=_MOST_OFFERED, **wanted
            ),
            _LIST,
        )
        return [
            OfferedNumber(
                phone_number=record.phone_number,
                capabilities=capabilities_of(record.capabilities),
                address_requirements=record.address_requirements or "none",
                region=record.region or "",
                locality=record.locality or "",
            )
            for record in records
        ]

    def buy(self, phone_number: str, fields: Mapping[str, str]) -> OwnedNumber:
        """Buy this very number with all its settings in one request.

        Never by `AreaCode`, which buys any number of an area: repeated, that is a second one.
        """
        record = self._account.incoming_phone_numbers.create(phone_number=phone_number, **fields)
        return self._posted(record, f"the purchase of {phone_number}")

    def update(self, sid: str, fields: Mapping[str, str]) -> OwnedNumber:
        """Change the given fields of one owned number; the others stay."""
        record = self._account.incoming_phone_numbers(sid).update(**fields)
        return self._posted(record, f"the update of {sid}")

    def release(self, sid: str) -> None:
        """Give a number up for ever; raises `providers.api.errors.NotFound`.

        A registered emergency address must be taken off first (Twilio help, article 223183028).
        """
        if self.fetch(sid).addresses["emergency_address_sid"]:
            self.update(sid, {"emergency_address_sid": ""})
        self._account.incoming_phone_numbers(sid).delete()
        self._holdings.forget(sid)

    def _list(self, **filters: Any) -> list[OwnedNumber]:
        records = readable(lambda: self._account.incoming_phone_numbers.list(**filters), _LIST)
        return [OwnedNumber.of(record) for record in records]

    def _posted(self, record: Any, action: str) -> OwnedNumber:
        if not record.sid or not record.phone_number:
            raise AmbiguousAnswer(action, "the answer names no number")
        number = OwnedNumber.of(record)
        self._holdings.record(number)
        return number
