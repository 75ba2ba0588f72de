"""Asks Twilio whether credentials are good, and what the account is (docs/iam/api/account)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import requests
from twilio.base.exceptions import TwilioException

from berthcare.errors import BerthcareError
from berthcare.twilio_client import twilio_client
from berthcare.twilio_credentials import TwilioCredentials

_REFUSED = (401, 403, 404)
_ACTIVE = "active"
_TRIAL = "trial"
_CANADA = "CA"
_DOLLARS = "USD"


class CredentialsRefused(BerthcareError):
    """Twilio answered, and the credentials are not those of a usable main account."""


class TwilioSilent(BerthcareError):
    """Twilio gave no answer that tells whether the credentials are good."""


@dataclass(frozen=True)
class Money:
    """An amount, and its currency as `USD`."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:.2f} {self.currency}"


@dataclass(frozen=True)
class CredentialsAccount:
    """What Twilio tells of the account that credentials belong to."""

    name: str
    kind: str
    """`Full` or `Trial`."""
    balance: Money | None
    """`None` where it could not be read."""
    number_price_usd: Decimal | None
    """What a local Canadian number costs a month; `None` where it could not be read."""

    @property
    def is_trial(self) -> bool:
        """Whether it is a trial account, which texts and calls verified numbers alone."""
        return self.kind.lower() == _TRIAL

    def told(self) -> str:
        """Describe it in one line."""
        balance = self.balance or "not readable"
        return f"{self.name}, type {self.kind}, status {_ACTIVE}, balance {balance}"


def ask_account(
    credentials: TwilioCredentials, environ: Mapping[str, str], *, main_account_needed: bool
) -> CredentialsAccount:
    """Fetch the account by its own credentials; each request has the client's time limit.

    Raises `CredentialsRefused` or `TwilioSilent`, which show no value.
    """
    sid = credentials.account_sid
    client = twilio_client(sid, credentials.auth_token, environ)
    account = _fetched(lambda: client.api.v2010.accounts(sid).fetch())
    if account.status != _ACTIVE:
        raise CredentialsRefused(
            f"The Twilio account AC…{sid[-4:]} is {account.status}, not active.",
            "See why in the Twilio Console (Account, General settings), or give another account's "
            "credentials.",
        )
    if main_account_needed and account.owner_account_sid not in (None, sid):
        raise CredentialsRefused(
            f"AC…{sid[-4:]} is a subaccount, and a subaccount cannot have one of its own.",
            "Give the main account's credentials, or use this account itself: pulumi config set "
            "useSubaccount false",
        )
    return CredentialsAccount(
        name=str(account.friendly_name),
        kind=str(account.type),
        balance=_unless_refused(lambda: _balance(client, sid)),
        number_price_usd=_unless_refused(lambda: _price(client)),
    )


def _fetched(ask: Any) -> Any:
    try:
        return ask()
    except TwilioException as error:
        status = getattr(error, "status", None)
        if status in _REFUSED:
            raise CredentialsRefused(
                f"Twilio does not take these credentials ({status}): the SID and the auth token "
                "are not a pair, or the token was rotated.",
                "Copy both from the Twilio Console's account page (Account Info) again.",
            ) from None
        raise _silence(f"it answered {status or 'what cannot be read'}") from None
    except requests.RequestException as error:
        raise _silence(type(error).__name__) from None


def _silence(reason: str) -> TwilioSilent:
    return TwilioSilent(
        f"Twilio could not be asked whether the credentials are good ({reason}).",
        "See https://status.twilio.com and whether this machine reaches it: "
        "curl --head https://api.twilio.com",
    )


def _unless_refused(ask: Any) -> Any:
    """Return the answer, or `None`: what is only shown must not stop the set-up."""
    try:
        return ask()
    except (TwilioException, requests.RequestException):
        return None
    except (InvalidOperation, KeyError, TypeError, ValueError):
        # A field is missing, null or no number.
        return None


def _balance(client: Any, sid: str) -> Money:
    answer = client.api.v2010.accounts(sid).balance.fetch()
    return Money(Decimal(answer.balance), str(answer.currency).upper())


def _price(client: Any) -> Decimal | None:
    """Read the price (docs/phone-numbers/pricing)."""
    country = client.pricing.v1.phone_numbers.countries(_CANADA).fetch()
    if str(country.price_unit).upper() != _DOLLARS:
        return None
    for price in country.phone_number_prices:
        if price["number_type"] == "local":
            return Decimal(str(price["current_price"]))
    return None
