"""All that was found at AWS and at Twilio."""

from collections.abc import Mapping
from dataclasses import dataclass

from berthcare.adopt.found_account import FoundAccount
from berthcare.adopt.found_number import FoundNumber
from berthcare.adopt.found_secret import FoundSecret


@dataclass(frozen=True)
class Found:
    """What exists, whoever made it."""

    secrets: Mapping[str, FoundSecret]
    """By name."""
    main_sid: str
    """The account of the stack's credentials."""
    accounts: tuple[FoundAccount, ...]
    """Its subaccounts, closed ones too."""
    numbers: tuple[FoundNumber, ...]
    """Those of the main account and of the subaccounts that may be the environment's."""

    def account(self, sid: str | None) -> FoundAccount | None:
        """Return a subaccount."""
        return next((account for account in self.accounts if account.sid == sid), None)

    def number(self, phone_number: str) -> FoundNumber | None:
        """Return a number by its E.164 form."""
        return next((one for one in self.numbers if one.phone_number == phone_number), None)
