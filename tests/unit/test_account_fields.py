"""What the live check makes of an account's fields, without an emulated Twilio."""

from types import SimpleNamespace
from typing import Any

import pytest

from berthcare import credentials_account
from berthcare.credentials_account import CredentialsRefused, ask_account
from berthcare.twilio_credentials import TwilioCredentials

SID = "AC" + "0a" * 16
GOOD = {"status": "active", "owner_account_sid": SID, "friendly_name": "Main", "type": "Full"}
BALANCE = {"balance": "100.00", "currency": "USD"}
PRICES = [{"number_type": "local", "current_price": "1.15"}]


class TwilioDouble:
    """The SDK's client of one account; every fetch answers what a test says."""

    def __init__(self, account: dict[str, Any], balance: dict[str, Any], prices: Any) -> None:
        self._account, self._balance, self._prices = account, balance, prices
        self.api = SimpleNamespace(v2010=SimpleNamespace(accounts=self._of))
        numbers = SimpleNamespace(countries=self._country)
        self.pricing = SimpleNamespace(v1=SimpleNamespace(phone_numbers=numbers))

    def _of(self, sid: str) -> SimpleNamespace:
        assert sid == SID
        balance = SimpleNamespace(fetch=lambda: SimpleNamespace(**self._balance))
        return SimpleNamespace(fetch=lambda: SimpleNamespace(**self._account), balance=balance)

    def _country(self, country: str) -> SimpleNamespace:
        assert country == "CA"
        told = SimpleNamespace(price_unit="USD", phone_number_prices=self._prices)
        return SimpleNamespace(fetch=lambda: told)


def asked(
    monkeypatch: pytest.MonkeyPatch,
    account: dict[str, Any] | None = None,
    balance: dict[str, Any] | None = None,
    prices: Any = PRICES,
) -> credentials_account.CredentialsAccount:
    double = TwilioDouble({**GOOD, **(account or {})}, {**BALANCE, **(balance or {})}, prices)
    monkeypatch.setattr(credentials_account, "twilio_client", lambda *_: double)
    return ask_account(TwilioCredentials(SID, "0A" * 16), {}, main_account_needed=True)


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_an_account_that_is_not_active_is_refused_by_its_status(
    monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    with pytest.raises(CredentialsRefused, match=f"is {status}, not active"):
        asked(monkeypatch, {"status": status})


@pytest.mark.parametrize("amount", [None, "", "none"])
def test_a_balance_that_is_no_amount_is_told_as_not_readable(
    monkeypatch: pytest.MonkeyPatch, amount: str | None
) -> None:
    assert asked(monkeypatch, balance={"balance": amount}).told().endswith("balance not readable")


@pytest.mark.parametrize(
    "prices",
    [None, [], [{"number_type": "local"}], [{"number_type": "local", "current_price": None}]],
)
def test_a_price_that_is_no_amount_is_not_known(
    monkeypatch: pytest.MonkeyPatch, prices: object
) -> None:
    assert asked(monkeypatch, prices=prices).number_price_usd is None
