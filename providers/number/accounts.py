"""The accounts that the credentials reach: their own, and its subaccounts (docs Subaccounts).

A subaccount's credentials reach that subaccount alone: what they do not find may be next door.
"""

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from berthcare.residency import COUNTRY
from providers.api.errors import Forbidden
from providers.api.masking import masked
from providers.api.reading import readable
from providers.number.errors import PriceUnknown, TooManyAccounts
from providers.number.holdings import Holdings
from providers.number.numbers import Numbers, TwilioNumbers
from providers.number.offers import Offers
from providers.number.owned import OwnedNumber
from providers.number.spend_guard import CURRENCY, Figures, SpendGuard

_PAGE_SIZE = 1000
_CLOSED = "closed"
MOST_ACCOUNTS = 1001
"""A main account and Twilio's default maximum of 1,000 subaccounts: one or two requests."""

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, kw_only=True)
class TwilioAccount:
    """One account as Twilio lists it, without its token."""

    sid: str
    name: str
    status: str
    """`active`, `suspended` or `closed`."""
    owner_sid: str

    def __str__(self) -> str:
        return f"{self.name!r} ({masked(self.sid)})"

    @property
    def is_subaccount(self) -> bool:
        """Whether another account owns this one; a main account owns itself."""
        return self.owner_sid != self.sid


class Accounts(Protocol):
    """What a search for a number needs of the accounts."""

    @property
    def home(self) -> str:
        """The SID of the account in which the number is, or is to be."""

    @property
    def home_is_new(self) -> bool:
        """Whether home is yet to be created, so that it owns and spends nothing."""

    @property
    def own(self) -> str:
        """The SID of the credentials' own account."""

    @property
    def offers(self) -> Offers:
        """What is for sale to the home account."""

    @property
    def guard(self) -> SpendGuard:
        """What judges a purchase for the home account."""

    def visible(self) -> Sequence[TwilioAccount]:
        """Return every account that the credentials reach, the closed ones too."""

    def others(self) -> Sequence[TwilioAccount]:
        """Return the open accounts besides home, as the process found them first."""

    def claim(self, sid: str, marker: str) -> str:
        """Take a number for the resource with this mark; return whose it is in this process."""

    def numbers(self, account_sid: str) -> Numbers:
        """Return the numbers of one account."""


class Shared:
    """What the threads of one process have found out together about the accounts."""

    def __init__(self, client: Any) -> None:
        self.holdings = Holdings(
            lambda account_sid: TwilioNumbers(client, account_sid, self.holdings).every()
        )
        self._things: dict[tuple[str, str], Any] = {}
        self._lock = threading.RLock()

    def once(self, kind: str, key: str, make: Callable[[], _Thing]) -> _Thing:
        """Return what `make` returned the first time for this kind and key."""
        with self._lock:
            if (kind, key) not in self._things:
                self._things[kind, key] = make()
            thing: _Thing = self._things[kind, key]
            return thing


@dataclass(frozen=True)
class TwilioAccounts:
    """`Accounts` at Twilio."""

    client: Any
    own: str
    home: str
    shared: Shared = field(repr=False)
    home_is_new: bool = False
    """Home is yet to be created: until then `home` names the credentials' own account."""

    @property
    def offers(self) -> Offers:
        """What is for sale to the home account."""
        return self.shared.once(
            "offers", self.home, lambda: Offers(self.numbers(self.home).offered)
        )

    @property
    def guard(self) -> SpendGuard:
        """What judges a purchase for the home account."""
        home = "" if self.home_is_new else self.home
        return self.shared.once("guard", home, lambda: SpendGuard(self._figures))

    def visible(self) -> list[TwilioAccount]:
        """Return every account that the credentials reach; raises `TooManyAccounts`."""
        limit = MOST_ACCOUNTS + 1
        records = readable(
            lambda: self.client.api.v2010.accounts.list(limit=limit, page_size=_PAGE_SIZE),
            "a list of accounts",
        )
        if len(records) == limit:
            raise TooManyAccounts(MOST_ACCOUNTS)
        return [
            TwilioAccount(
                sid=record.sid,
                name=record.friendly_name or "",
                status=record.status or "",
                owner_sid=record.owner_account_sid or "",
            )
            for record in records
        ]

    def others(self) -> list[TwilioAccount]:
        """Return the open accounts besides home, as the process found them first."""
        visible = self.shared.once("visible", self.own, self.visible)
        home = None if self.home_is_new else self.home
        return [one for one in visible if one.sid != home and one.status != _CLOSED]

    def claim(self, sid: str, marker: str) -> str:
        """Take a number for the resource with this mark; return whose it is in this process."""
        return self.shared.once("claim", sid, lambda: marker)

    def forget(self, sid: str) -> None:
        """Note that no account has this number any more."""
        self.shared.holdings.forget(sid)

    def numbers(self, account_sid: str) -> TwilioNumbers:
        """Return the numbers of one account."""
        return TwilioNumbers(self.client, account_sid, self.shared.holdings)

    def _figures(self, is_ours: Callable[[str], bool]) -> Figures:
        """Read what the guard judges by; raises `PriceUnknown`."""
        balance = readable(self.client.api.v2010.accounts(self.own).balance.fetch, "the balance")
        return Figures(
            owned=sum(is_ours(number.friendly_name) for number in self._seen()),
            spent=Decimal(0) if self.home_is_new else self._spent(),
            balance=Decimal(str(balance.balance)),
            price=self._price(),
            currency=str(balance.currency).upper(),
        )

    def _seen(self) -> list[OwnedNumber]:
        """Return the numbers of every open account that may be looked into."""
        homes = [] if self.home_is_new else [self.home]
        seen: list[OwnedNumber] = []
        for account_sid in [*homes, *(account.sid for account in self.others())]:
            with contextlib.suppress(Forbidden):
                seen += self.shared.holdings.of(account_sid)
        return seen

    def _spent(self) -> Decimal:
        """Read what home and the accounts below it spent this month."""
        usage = self.client.api.v2010.accounts(self.home).usage.records.this_month
        records = readable(lambda: usage.list(category="totalprice"), "this month's usage")
        return sum((Decimal(str(record.price)) for record in records), Decimal(0))

    def _price(self) -> Decimal:
        """Return the monthly price of a local number, in US dollars (pricing API, v1)."""
        fetch = self.client.pricing.v1.phone_numbers.countries(COUNTRY).fetch
        country = readable(fetch, "the price of a phone number")
        prices = country.phone_number_prices or []
        for price in prices if str(country.price_unit).upper() == CURRENCY else []:
            if price.get("number_type") == "local":
                return Decimal(str(price["current_price"]))
        raise PriceUnknown(COUNTRY)
