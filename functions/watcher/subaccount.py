"""A subaccount's standing, and its suspension (docs/iam/api/subaccounts)."""

from dataclasses import dataclass
from enum import Enum

from functions.common.failure import malformed

from .twilio_api import JsonObject, TwilioApi, v2010


class Status(str, Enum):
    """What Twilio says of an account; only an active one calls and texts."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True)
class Subaccount:
    """An account as Twilio tells it. Twilio's answer also holds its token, which is not kept."""

    sid: str
    owner_sid: str
    status: Status


def read_subaccount(main: TwilioApi, account_sid: str) -> Subaccount:
    """Read the account by the main account's credentials. Raises `KnownFailure`."""
    return _subaccount(main.get(v2010(account_sid)))


def suspend(main: TwilioApi, account_sid: str) -> None:
    """Suspend the subaccount: it can neither call nor text until somebody resumes it.

    What is suspended already stays so. Raises `KnownFailure`; then Twilio may have done it or not.
    """
    main.set(v2010(account_sid), {"Status": Status.SUSPENDED.value})


def _subaccount(found: JsonObject) -> Subaccount:
    sid, owner = found.get("sid"), found.get("owner_account_sid")
    if not isinstance(sid, str) or not isinstance(owner, str):
        raise malformed("sid or owner_account_sid")
    try:
        return Subaccount(sid, owner, Status(found.get("status")))
    except ValueError:
        raise malformed("status") from None
