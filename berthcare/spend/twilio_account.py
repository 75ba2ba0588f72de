"""The environment's Twilio account as the account above it sees and governs it."""

from collections.abc import Mapping
from decimal import Decimal

from berthcare.errors import BerthcareError
from berthcare.spend.standing import ACTIVE, MonthSpend, ServingAccount
from berthcare.twilio_client import asked_patiently, twilio_client
from berthcare.twilio_credentials import TwilioCredentials

_CURRENCY = "USD"


class TwilioAccount:
    """One account, asked with the credentials of the main one: its own are refused while suspended.

    Raises `BerthcareError` for every refusal.
    """

    def __init__(self, sid: str, asker: TwilioCredentials, environ: Mapping[str, str]) -> None:
        client = twilio_client(asker.account_sid, asker.auth_token, environ)
        self._account = client.api.v2010.accounts(sid)
        self._told = f"AC…{sid[-4:]}"
        below = f"below the main account AC…{asker.account_sid[-4:]}"
        self._place = "by its own credentials" if asker.account_sid == sid else below

    def fetch(self) -> ServingAccount:
        """Return whose it is and whether it may be used (docs/iam/api/account)."""
        record = asked_patiently(f"for the account {self._told} {self._place}", self._account.fetch)
        return ServingAccount(
            sid=record.sid, owner_sid=record.owner_account_sid, status=str(record.status)
        )

    def month_spend(self) -> MonthSpend:
        """Return this month's `totalprice` (docs/usage/api/usage-record)."""
        records = asked_patiently(
            f"for this month's spend of {self._told}",
            lambda: self._account.usage.records.this_month.list(category="totalprice"),
        )
        if len(records) != 1 or records[0].price is None or records[0].start_date is None:
            raise BerthcareError(
                f"Twilio gave no figure for this month's spend of {self._told}.",
                "See it in the Twilio Console: Monitor, Usage.",
            )
        (record,) = records
        if str(record.price_unit).upper() != _CURRENCY:
            raise BerthcareError(
                f"The account {self._told} is billed in {record.price_unit}, and the limit is in "
                f"{_CURRENCY}.",
                "See the spend in the Twilio Console: Monitor, Usage.",
            )
        return MonthSpend(f"{record.start_date:%Y-%m}", Decimal(str(record.price)))

    def resume(self) -> None:
        """Let a suspended account be used again. It may be asked twice."""
        record = asked_patiently(
            f"to resume {self._told} {self._place}", lambda: self._account.update(status=ACTIVE)
        )
        if record.status != ACTIVE:
            raise BerthcareError(
                f"Twilio answered, and the account {self._told} is still {record.status}.",
                "See its status in the Twilio Console, then type the same command again.",
            )
