"""Everything the emulator remembers, and the questions that more than one resource asks of it.

The server runs on one event loop and every change is made in one step without awaiting, so no lock
is needed. `changed` tells the server that the state file must be written.
"""

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from localcloud.twilio.entities import (
    ACTIVE,
    Account,
    Address,
    Alert,
    ApiKey,
    Charge,
    Message,
    PhoneNumber,
    Purchase,
    UsageTrigger,
    VoiceCall,
)
from localcloud.twilio.errors import JsonObject

Record = TypeVar("Record")
FORMAT_VERSION = 1
_COLLECTIONS: dict[str, type[Any]] = {
    "accounts": Account,
    "numbers": PhoneNumber,
    "messages": Message,
    "calls": VoiceCall,
    "keys": ApiKey,
    "addresses": Address,
    "triggers": UsageTrigger,
    "alerts": Alert,
}


class State:
    """The accounts and what they own. `clock` gives seconds since the epoch."""

    def __init__(self, root_sid: str, root_token: str, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.root_sid = root_sid
        self._root_token = root_token
        self.changed = False
        self._order = 0
        self.accounts: dict[str, Account] = {}
        self.numbers: dict[str, PhoneNumber] = {}
        self.messages: dict[str, Message] = {}
        self.calls: dict[str, VoiceCall] = {}
        self.keys: dict[str, ApiKey] = {}
        self.addresses: dict[str, Address] = {}
        self.triggers: dict[str, UsageTrigger] = {}
        self.alerts: dict[str, Alert] = {}
        self.purchases: list[Purchase] = []
        self.charges: list[Charge] = []
        self.released: dict[str, float] = {}
        self.add_customer(root_sid, root_token)

    def add_customer(self, sid: str, token: str) -> Account:
        """Add a main account: this emulator's own, or another customer's, a stranger to it."""
        now = self.clock()
        self.accounts[sid] = Account(
            sid=sid,
            friendly_name="Main account",
            owner_sid=sid,
            auth_token=token,
            created=now,
            updated=now,
            order=self.next_order(),
        )
        return self.accounts[sid]

    def next_order(self) -> int:
        """Return the next place in the order of creation."""
        self._order += 1
        return self._order

    def touch(self, record: Any) -> None:
        """Mark a record as updated now, and the state as changed."""
        record.updated = self.clock()
        self.changed = True

    def is_active(self, account: Account) -> bool:
        """Tell whether an account may be used: it and its owner are active."""
        return account.status == ACTIVE and self.accounts[account.owner_sid].status == ACTIVE

    def owned(self, number: str) -> PhoneNumber | None:
        """Return the owned number with this E.164 form, whoever owns it."""
        return next((owned for owned in self.numbers.values() if owned.number == number), None)

    def is_reserved(self, number: str, window_s: float) -> bool:
        """Tell whether a number was released less than `window_s` seconds ago."""
        released = self.released.get(number)
        return released is not None and self.clock() - released < window_s

    def release(self, number: PhoneNumber) -> None:
        """Take a number from its account; it is refused to everyone for the release window."""
        del self.numbers[number.sid]
        self.released[number.number] = self.clock()
        self.changed = True

    def forget_oldest(self, keep: int) -> None:
        """Forget all but the newest `keep` messages, and as many calls and alerts."""
        for name in ("messages", "calls", "alerts"):
            records = getattr(self, name)
            for sid in sorted(records, key=lambda one: int(records[one].order))[:-keep]:
                del records[sid]

    def to_document(self) -> JsonObject:
        """Return the state as JSON data, without the main account's given token.

        A main account's token that a promotion generated is kept: nothing else knows it.
        """
        document: JsonObject = {"version": FORMAT_VERSION, "order": self._order}
        document["root_sid"] = self.root_sid
        for name in _COLLECTIONS:
            document[name] = [dict(vars(record)) for record in getattr(self, name).values()]
        for account in document["accounts"]:
            if account["sid"] == self.root_sid and account["auth_token"] == self._root_token:
                account["auth_token"] = None
        document["purchases"] = [dict(vars(purchase)) for purchase in self.purchases]
        document["charges"] = [dict(vars(charge)) for charge in self.charges]
        document["released"] = dict(self.released)
        return document

    def restore(self, document: JsonObject) -> None:
        """Take over a document that `to_document` made.

        Raises `ValueError` when it is of another version, account or shape.
        """
        if document.get("version") != FORMAT_VERSION:
            raise ValueError(f"it is not of version {FORMAT_VERSION}")
        if document.get("root_sid") != self.root_sid:
            raise ValueError("it belongs to another main account than TWILIO_ACCOUNT_SID names")
        # A file that was written before there were alerts has none.
        document = {"alerts": [], **document}
        try:
            for name, kind in _COLLECTIONS.items():
                records = [kind(**fields) for fields in document[name]]
                setattr(self, name, {record.sid: record for record in records})
            self.purchases = [Purchase(**fields) for fields in document["purchases"]]
            self.charges = [Charge(**fields) for fields in document["charges"]]
            self.released = {str(k): float(v) for k, v in document["released"].items()}
            self._order = int(document["order"])
            root = self.accounts[self.root_sid]
        except (AttributeError, KeyError, TypeError, ValueError):
            # The cause could quote a token.
            raise ValueError("its records are not those that this version writes") from None
        root.auth_token = root.auth_token or self._root_token


def new_sid(prefix: str) -> str:
    """Return a fresh SID: two letters and 32 hexadecimal characters."""
    return prefix + secrets.token_hex(16)


def new_token() -> str:
    """Return a fresh auth token or key secret of 32 hexadecimal characters."""
    return secrets.token_hex(16)


def newest_first(records: list[Record]) -> list[Record]:
    """Sort records by the order of creation, newest first."""
    return sorted(records, key=lambda record: -int(getattr(record, "order", 0)))
