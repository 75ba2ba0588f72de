"""The subaccounts and numbers that the stack's Twilio credentials reach."""

from collections.abc import Mapping
from typing import Any

from berthcare.adopt.found_account import FoundAccount
from berthcare.adopt.found_number import FoundNumber
from berthcare.errors import BerthcareError
from berthcare.number_pool import Purpose
from berthcare.twilio_client import asked_patiently, twilio_client

_PAGE_SIZE = 1000
_WEBHOOKS = ("voice_url", "sms_url", "status_callback")


class TwilioReading:
    """One main account, by its SID and auth token. Raises `BerthcareError` for every refusal."""

    def __init__(self, account_sid: str, auth_token: str, environ: Mapping[str, str]) -> None:
        self.own_sid = account_sid
        self._accounts = twilio_client(account_sid, auth_token, environ).api.v2010.accounts

    def subaccounts(self) -> list[FoundAccount]:
        """Return the subaccounts, closed ones too.

        Raises `BerthcareError` also where the credentials are a subaccount's: that sees no other.
        """
        listed = asked_patiently(
            "for the accounts", lambda: self._accounts.list(page_size=_PAGE_SIZE)
        )
        own = next((one for one in listed if one.sid == self.own_sid), None)
        if own is not None and own.owner_account_sid not in (None, own.sid):
            raise BerthcareError(
                f"The Twilio credentials are those of a subaccount (AC…{self.own_sid[-4:]}), which "
                "sees neither its parent nor the parent's numbers.",
                "Give the main account's: pulumi config set --secret twilioAccountSid, then pulumi "
                "config set --secret twilioAuthToken",
            )
        return [
            FoundAccount(one.sid, one.friendly_name or "", one.status or "", one.auth_token or "")
            for one in listed
            if one.sid != self.own_sid
        ]

    def numbers(self, account_sid: str) -> list[FoundNumber]:
        """Return every number of one account."""
        listed = asked_patiently(
            f"for the numbers of AC…{account_sid[-4:]}",
            lambda: self._accounts(account_sid).incoming_phone_numbers.list(page_size=_PAGE_SIZE),
        )
        return [_number(one, account_sid) for one in listed]


def _number(record: Any, account_sid: str) -> FoundNumber:
    """Read the SDK's record; it names capabilities in lower or upper case (docs and XML differ)."""
    able = {str(name).lower() for name, can in (record.capabilities or {}).items() if can}
    return FoundNumber(
        phone_number=record.phone_number,
        sid=record.sid,
        account_sid=account_sid,
        name=record.friendly_name or "",
        status=record.status or "",
        capabilities=frozenset(purpose for purpose in Purpose if purpose.value in able),
        webhooks=tuple(url for field in _WEBHOOKS if (url := getattr(record, field))),
    )
