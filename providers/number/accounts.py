"""The accounts that the credentials reach: their own, and its subaccounts (docs Subaccounts).

A subaccount's credentials reach that subaccount alone: what they do not find may be next door.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from providers.number.errors import TooManyAccounts
from providers.number.numbers import Numbers, TwilioNumbers, readable

_PAGE_SIZE = 1000
MOST_ACCOUNTS = 1001
"""A main account and Twilio's default maximum of 1,000 subaccounts: one or two requests."""


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
    def own(self) -> str:
        """The SID of the credentials' own account."""

    def visible(self) -> Sequence[TwilioAccount]:
        """Return every account that the credentials reach, the closed ones too."""

    def numbers(self, account_sid: str) -> Numbers:
        """Return the numbers of one account."""


@dataclass(frozen=True)
class TwilioAccounts:
    """`Accounts` at Twilio."""

    client: Any
    own: str
    home: str

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

    def numbers(self, account_sid: str) -> TwilioNumbers:
        """Return the numbers of one account."""
        return TwilioNumbers(self.client, account_sid)


def masked(account_sid: str) -> str:
    """Return an account SID for a person to recognise: cut to its last four characters."""
    return f"AC…{account_sid[-4:]}"
