"""A test double of one Twilio account, behind `providers.number.accounts.Accounts` and `Numbers`.

It has a clock of its own and shows a bought number in lists only after a delay.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from providers.api.errors import AmbiguousAnswer, NoAnswer, UnexpectedAnswer, refusal
from providers.number.accounts import TwilioAccount
from providers.number.criteria import OfferedNumber, Search
from providers.number.offers import Offers
from providers.number.owned import ADDRESSES, OwnedNumber
from providers.number.spend_guard import Figures, SpendGuard
from providers.number.webhooks import URL_FIELDS, NumberWebhooks

AC = "AC" + "0" * 32
SUB = "AC" + "1" * 32
CLEAR, LOST_BEFORE, LOST_AFTER, TAKEN, UNREACHABLE = "clear", "before", "after", "taken", "no list"
PAGE = "a proxy's page, HTTP 404"
BOTH = {"voice": True, "sms": True}
FIGURES = Figures(owned=0, spent=Decimal(0), balance=Decimal(100), price=Decimal("1.50"))


@dataclass
class AccountDouble:
    """Numbers for sale and owned. `buying` and `listing` say what becomes of each request."""

    stock: dict[str, list[OfferedNumber]] = field(default_factory=dict)
    owned: dict[str, OwnedNumber] = field(default_factory=dict)
    visible_from: dict[str, float] = field(default_factory=dict)
    bought: list[str] = field(default_factory=list)
    buying: list[str] = field(default_factory=list)
    listing: list[str] = field(default_factory=list)
    serial: Iterator[int] = field(default_factory=itertools.count)
    delay: float = 0.0
    now: float = 0.0
    home: str = AC
    own: str = AC
    home_is_new: bool = False
    neighbour: "AccountDouble | None" = None
    """A subaccount; `None` where the account has none."""
    lists: int = 0
    """How many lists of numbers were asked for."""
    figures: Figures = FIGURES
    received: list[OwnedNumber] = field(default_factory=list)
    """What this account's numbers became that were moved to another one."""

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin a run of the engine, which has a process of its own."""
        self.offers = Offers(self.offered)
        self.guard = SpendGuard(lambda _: self.figures)
        self._known: list[OwnedNumber] | None = None
        self._claims: dict[str, str] = {}
        if self.neighbour is not None:
            self.neighbour.begin()

    def claim(self, sid: str, marker: str) -> str:
        return self._claims.setdefault(sid, marker)

    def others(self) -> list[TwilioAccount]:
        return [account for account in self.visible() if account.sid != self.home]

    def visible(self) -> list[TwilioAccount]:
        sids = [AC] if self.neighbour is None else [SUB, AC]
        return [TwilioAccount(sid=s, name="Name", status="active", owner_sid=AC) for s in sids]

    def numbers(self, account_sid: str) -> "AccountDouble":
        if account_sid == SUB and self.neighbour is not None:
            return self.neighbour
        assert account_sid == AC
        return self

    def give(self, friendly_name: str, receiver: "AccountDouble") -> None:
        """Move a number as a person in the Console would."""
        for number in [n for n in self.owned.values() if n.friendly_name == friendly_name]:
            receiver.owned[number.sid] = self.owned.pop(number.sid)

    def sell(self, *numbers: str, **changes: Any) -> None:
        for number in numbers:
            offer = OfferedNumber(
                phone_number=number, capabilities=BOTH, address_requirements="none", region="ON"
            )
            self.stock.setdefault(number[2:5], []).append(replace(offer, **changes))

    def have(self, number: str, friendly_name: str, **changes: Any) -> OwnedNumber:
        owned = OwnedNumber(
            sid=f"PN{next(self.serial):032d}",
            account_sid=AC,
            phone_number=number,
            friendly_name=friendly_name,
            status="in-use",
            capabilities=BOTH,
            webhooks=NumberWebhooks(),
            addresses=dict.fromkeys(ADDRESSES),
            emergency_address_status="unregistered",
            overrides={},
        )
        self.owned[owned.sid] = replace(owned, **changes)
        return self.owned[owned.sid]

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def _list(self, keep: Callable[[OwnedNumber], bool]) -> list[OwnedNumber]:
        self.lists += 1
        outcome = self.listing.pop(0) if self.listing else CLEAR
        if outcome == UNREACHABLE:
            raise NoAnswer("GET /IncomingPhoneNumbers.json", "nothing came")
        if outcome == PAGE:
            raise UnexpectedAnswer("GET /IncomingPhoneNumbers.json", 404)
        shown = [n for n in self.owned.values() if self.visible_from.get(n.sid, 0.0) <= self.now]
        return [number for number in shown if keep(number)]

    def marked(self, marker: str) -> list[OwnedNumber]:
        if self._known is None:
            self._known = self._list(lambda _: True)
        return [number for number in self._known if number.friendly_name == marker]

    def named(self, friendly_name: str) -> list[OwnedNumber]:
        return self._list(lambda number: number.friendly_name == friendly_name)

    def numbered(self, phone_number: str) -> list[OwnedNumber]:
        return self._list(lambda number: number.phone_number == phone_number)

    def fetch(self, sid: str) -> OwnedNumber:
        if sid not in self.owned:
            raise refusal("GET /IncomingPhoneNumbers", status=404, code=20404, message="")
        return self.owned[sid]

    def offered(self, search: Search) -> list[OfferedNumber]:
        """Filter by area code alone: the searcher must not trust Twilio's filters."""
        assert search.country == "CA"
        if search.area_code:
            return list(self.stock.get(search.area_code, []))
        return [offer for offers in self.stock.values() for offer in offers]

    def buy(self, phone_number: str, fields: Mapping[str, str]) -> OwnedNumber:
        outcome = self.buying.pop(0) if self.buying else CLEAR
        offers = self.stock[phone_number[2:5]]
        if outcome == LOST_BEFORE:
            raise AmbiguousAnswer("POST /IncomingPhoneNumbers.json", "the connection failed")
        if outcome == PAGE:
            raise AmbiguousAnswer("POST /IncomingPhoneNumbers.json", "the answer was not Twilio's")
        self.stock[phone_number[2:5]] = [o for o in offers if o.phone_number != phone_number]
        if outcome == TAKEN or len(offers) == len(self.stock[phone_number[2:5]]):
            raise refusal("POST /IncomingPhoneNumbers.json", status=400, code=21422, message="")
        urls = {ours: fields.get(theirs) for ours, theirs in URL_FIELDS.items()}
        number = self.have(phone_number, fields["friendly_name"], webhooks=NumberWebhooks(**urls))
        self.bought.append(phone_number)
        self.visible_from[number.sid] = self.now + self.delay
        if outcome == LOST_AFTER:
            raise AmbiguousAnswer("POST /IncomingPhoneNumbers.json", "the answer was HTTP 500")
        return number

    def update(self, sid: str, fields: Mapping[str, str]) -> OwnedNumber:
        number = self.owned[sid]
        urls = number.webhooks.as_dict()
        urls |= {o: fields[t] or None for o, t in URL_FIELDS.items() if t in fields}
        left = {name: value for name, value in number.overrides.items() if name not in fields}
        moved = fields.get("account_sid", number.account_sid)
        changed = replace(
            number,
            account_sid=moved,
            friendly_name=fields.get("friendly_name", number.friendly_name),
            webhooks=NumberWebhooks(**urls),
            overrides=left,
        )
        if moved == number.account_sid:
            self.owned[sid] = changed
        else:
            del self.owned[sid]
            self.received.append(changed)
        return changed
