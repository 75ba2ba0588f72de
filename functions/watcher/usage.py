"""What an account has left, has spent and was used (docs/usage/api/usage-record, …/balance)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from functions.common.failure import KnownFailure, malformed

from .figures import amount, require_dollars
from .twilio_api import JsonObject, TwilioApi, v2010

_FEWEST_USES = 20
"""Below this many uses a day the rate is taken of this many: one error of two calls at dawn is
no failure of half the service."""


@dataclass(frozen=True)
class MonthSpend:
    """What an account has spent in a month, `YYYY-MM` in UTC, in US dollars."""

    month: str
    usd: Decimal


def balance(main: TwilioApi) -> Decimal:
    """Return the main account's balance in US dollars; subaccounts have none of their own."""
    found = main.get(v2010(main.credentials.account_sid, "/Balance"))
    require_dollars(found, "currency")
    return amount(found, "balance")


def month_spend(main: TwilioApi, account_sid: str) -> MonthSpend:
    """Return what an account has spent in the month (GMT) that Twilio calls this one.

    Its record says which that is: in the first moments of a month it may still be the last.
    """
    record = _record(main, account_sid, "ThisMonth", "totalprice")
    require_dollars(record, "price_unit")
    try:
        start = date.fromisoformat(str(record.get("start_date")))
    except ValueError:
        raise malformed("start_date") from None
    return MonthSpend(f"{start:%Y-%m}", amount(record, "price"))


def require_month(spend: MonthSpend, month: str) -> MonthSpend:
    """Return the spend where it is this month's (`YYYY-MM`). Raises `KnownFailure`."""
    if spend.month != month:
        raise KnownFailure("the usage record is of another month than the clock's")
    return spend


def uses_today(main: TwilioApi, account_sid: str) -> int:
    """Return how many calls and texts, in and out, an account has had today (GMT)."""
    return sum(
        int(amount(_record(main, account_sid, "Today", category), "count"))
        for category in ("calls", "sms")
    )


def error_rate(errors: int, uses: int) -> float:
    """Return the errors in per cent of the uses."""
    return 100 * errors / max(uses, _FEWEST_USES)


def _record(main: TwilioApi, account_sid: str, period: str, category: str) -> JsonObject:
    """Read the one record of a category: figures only, no list of calls or texts."""
    url = v2010(account_sid, f"/Usage/Records/{period}", Category=category)
    records, _ = main.listed(url, "usage_records", most_pages=1)
    if len(records) != 1 or records[0].get("category") != category:
        raise malformed(f"usage_records of {category}")
    return records[0]
