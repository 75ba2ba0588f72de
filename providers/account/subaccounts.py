"""The calls on the credentials' own account and its subaccounts, one request each (a list: a page).

Sources: API pages Account and IncomingPhoneNumber, docs Subaccounts.
"""

from collections.abc import Mapping
from typing import Any

from providers.account.owned import OwnedAccount
from providers.api.errors import AmbiguousAnswer
from providers.api.masking import masked
from providers.api.reading import readable

_PAGE_SIZE = 1000


class Subaccounts:
    """The accounts that one pair of credentials reaches."""

    def __init__(self, client: Any, own_sid: str) -> None:
        self.own_sid = own_sid
        """The SID of the credentials' own account."""
        self._accounts = client.api.v2010.accounts

    def own(self) -> OwnedAccount:
        """Return the credentials' own account."""
        return self.fetch(self.own_sid)

    def fetch(self, sid: str) -> OwnedAccount:
        """Return one account; raises `providers.api.errors.NotFound` and `CredentialsRefused`."""
        return OwnedAccount.of(readable(self._accounts(sid).fetch, f"the account {masked(sid)}"))

    def named(self, name: str) -> list[OwnedAccount]:
        """Return own subaccounts of exactly this FriendlyName that are not closed.

        Twilio's filter is checked again here: its exactness is documented nowhere.
        """
        records = readable(
            lambda: self._accounts.list(friendly_name=name, page_size=_PAGE_SIZE),
            "a list of accounts",
        )
        return [
            account
            for account in map(OwnedAccount.of, records)
            if account.name == name
            and account.owner_sid == self.own_sid
            and account.is_subaccount
            and not account.is_closed
        ]

    def create(self, name: str) -> OwnedAccount:
        """Create a subaccount; raises `AmbiguousAnswer` where it may or may not exist now."""
        return _posted(self._accounts.create(friendly_name=name), f"the creation of {name!r}")

    def update(self, sid: str, fields: Mapping[str, str]) -> OwnedAccount:
        """Change `friendly_name`, `status` or both; the others stay."""
        return _posted(self._accounts(sid).update(**fields), f"the update of {masked(sid)}")

    def numbers(self, sid: str) -> list[str]:
        """Return the E.164 numbers that an account has, of every page."""
        records = readable(
            lambda: self._accounts(sid).incoming_phone_numbers.list(page_size=_PAGE_SIZE),
            "a list of phone numbers",
        )
        return [record.phone_number for record in records]


def _posted(record: Any, action: str) -> OwnedAccount:
    if not record.sid:
        raise AmbiguousAnswer(action, "the answer names no account")
    return OwnedAccount.of(record)
