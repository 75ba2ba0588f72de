"""What the live check of the Twilio credentials finds, on an emulated Twilio."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from berthcare.credentials_account import (
    CredentialsAccount,
    CredentialsRefused,
    TwilioSilent,
    ask_account,
)
from berthcare.twilio_client import twilio_client
from berthcare.twilio_credentials import TwilioCredentials
from localcloud.twilio.fixture import RunningEmulator, running_emulator

pytestmark = pytest.mark.cloud

_WRONG = "1B" * 16


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    """One emulated Twilio for the file."""
    with running_emulator() as running:
        yield running


@pytest.fixture(autouse=True)
def without_faults(emulator: RunningEmulator) -> None:
    """Let each test begin with a Twilio that behaves."""
    emulator.clear_faults()


def _ask(
    emulator: RunningEmulator, sid: str, token: str, *, main: bool = True
) -> CredentialsAccount:
    environ = {"TWILIO_BASE_URL": emulator.base_url}
    return ask_account(TwilioCredentials(sid, token), environ, main_account_needed=main)


def test_a_good_pair_tells_the_account_and_the_price_of_a_number(
    emulator: RunningEmulator,
) -> None:
    account = _ask(emulator, emulator.account_sid, emulator.auth_token)
    assert account.told() == "Main account, type Full, status active, balance 100.00 USD"
    assert account.number_price_usd == Decimal("1.50")


def test_a_wrong_token_is_refused_without_being_shown(emulator: RunningEmulator) -> None:
    with pytest.raises(CredentialsRefused, match="not a pair, or the token was rotated") as refused:
        _ask(emulator, emulator.account_sid, _WRONG)
    assert _WRONG not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_twilio_that_is_down_is_no_wrong_token(emulator: RunningEmulator) -> None:
    emulator.add_fault(method="GET", path="Accounts", status=503, times=9)
    with pytest.raises(TwilioSilent, match=r"it answered 503.*https://status\.twilio\.com"):
        _ask(emulator, emulator.account_sid, emulator.auth_token)


def test_a_twilio_that_nobody_reaches_is_no_wrong_token(emulator: RunningEmulator) -> None:
    emulator.add_fault(method="GET", path="Accounts", reset=True, times=9)
    with pytest.raises(TwilioSilent, match="ConnectionError"):
        _ask(emulator, emulator.account_sid, emulator.auth_token)


def test_a_balance_that_cannot_be_read_stops_nothing(emulator: RunningEmulator) -> None:
    emulator.add_fault(method="GET", path="Balance", status=503, times=9)
    account = _ask(emulator, emulator.account_sid, emulator.auth_token)
    assert account.told().endswith("balance not readable")


def test_a_subaccount_is_refused_where_a_main_account_is_needed(
    emulator: RunningEmulator,
) -> None:
    sid = _subaccount(emulator)
    token = emulator.token_of(sid)
    with pytest.raises(CredentialsRefused, match=r"is a subaccount.*useSubaccount false"):
        _ask(emulator, sid, token)
    assert _ask(emulator, sid, token, main=False).name == "A subaccount"


def test_a_suspended_account_is_refused_with_where_to_look(emulator: RunningEmulator) -> None:
    sid = _subaccount(emulator)
    _main(emulator).api.v2010.accounts(sid).update(status="suspended")
    with pytest.raises(CredentialsRefused):
        _ask(emulator, sid, emulator.token_of(sid), main=False)


def _subaccount(emulator: RunningEmulator) -> str:
    return str(_main(emulator).api.v2010.accounts.create(friendly_name="A subaccount").sid)


def _main(emulator: RunningEmulator) -> Any:
    """Return the SDK's client of the main account; the SDK ships no types."""
    environ = {"TWILIO_BASE_URL": emulator.base_url}
    return twilio_client(emulator.account_sid, emulator.auth_token, environ)
