"""A purchase beyond a limit is refused with the figures, before any money moves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from localcloud.twilio.fixture import RunningEmulator
from providers.api.marker import Identity
from providers.number.accounts import Shared, TwilioAccounts
from providers.number.errors import PriceUnknown, SpendRefused
from providers.number.spend_guard import Figures, Limits, SpendGuard, judge
from providers.phone_number import PhoneNumberProvider

NewProvider = Callable[[], PhoneNumberProvider]
FIGURES = Figures(owned=3, spent=Decimal("990.00"), balance=Decimal("20.00"), price=Decimal("1.50"))


def _limits(**amounts: float) -> Limits:
    return Limits.of(amounts)


@pytest.mark.parametrize(
    ("limits", "purchases"),
    [
        (_limits(max_numbers=5), 2),
        (_limits(max_monthly_spend_usd=993), 2),
        (_limits(min_balance_usd=17), 2),
        (Limits(), 100),
    ],
    ids=str,
)
def test_what_reaches_a_limit_exactly_is_allowed(limits: Limits, purchases: int) -> None:
    guard = SpendGuard(lambda _: FIGURES)
    for n in range(purchases):
        _, counted = guard.reserve(Identity("p", "s", f"n{n}"), limits)
    assert counted == purchases


@pytest.mark.parametrize(
    ("limits", "field", "figures"),
    [
        (_limits(max_numbers=4), "max_numbers", ["5 numbers", "4 is the most", "balance 20.00"]),
        (_limits(max_monthly_spend_usd=992), "max_monthly_spend_usd", ["993.00 USD", "992.00"]),
        (_limits(min_balance_usd=17.01), "min_balance_usd", ["17.00 USD", "17.01"]),
    ],
    ids=str,
)
def test_what_passes_a_limit_is_refused_with_the_figures(
    limits: Limits, field: str, figures: list[str]
) -> None:
    with pytest.raises(SpendRefused) as refused:
        judge(limits, FIGURES, 2)
    assert refused.value.field == field
    assert [told for told in figures if told not in str(refused.value)] == []
    assert "pulumi config" in str(refused.value)


def test_an_account_in_another_currency_is_not_judged_as_dollars() -> None:
    figures = Figures(
        owned=0, spent=Decimal(0), balance=Decimal(500), price=Decimal(1), currency="CAD"
    )
    with pytest.raises(SpendRefused, match="billed in CAD"):
        judge(_limits(min_balance_usd=10), figures, 1)


def test_parallel_purchases_cannot_pass_a_limit_together() -> None:
    guard = SpendGuard(lambda _: FIGURES)

    def allowed(name: str) -> bool:
        try:
            guard.reserve(Identity("p", "s", name), _limits(max_numbers=10))
        except SpendRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(allowed, [f"n{n}" for n in range(40)])) == 7


def test_a_resource_is_counted_once_however_often_it_asks() -> None:
    guard = SpendGuard(lambda _: FIGURES)
    for _ in range(5):
        _, purchases = guard.reserve(Identity("p", "s", "voice"), _limits(max_numbers=4))
    assert purchases == 1


def test_a_preview_refuses_what_the_balance_does_not_allow(
    emulator: RunningEmulator, provider: PhoneNumberProvider, properties: dict[str, Any]
) -> None:
    emulator.spend(emulator.account_sid, "sms-outbound", "95.00")
    (failure,) = provider.check({}, {**properties, "min_balance_usd": 10.0}).failures
    assert failure.property == "min_balance_usd"
    assert "3.50 USD" in failure.reason


def test_a_create_refuses_what_the_month_does_not_allow_and_buys_nothing(
    emulator: RunningEmulator, provider: PhoneNumberProvider, properties: dict[str, Any]
) -> None:
    emulator.spend(emulator.account_sid, "sms-outbound", "49.00")
    with pytest.raises(SpendRefused, match=r"50\.50 USD, above the limit of 50\.00"):
        provider.create({**properties, "max_monthly_spend_usd": 50.0})
    assert emulator.purchases() == []


def test_an_account_that_is_yet_to_be_made_has_spent_nothing(
    emulator: RunningEmulator, provider: PhoneNumberProvider, properties: dict[str, Any]
) -> None:
    emulator.spend(emulator.account_sid, "sms-outbound", "49.00")
    limit = {"max_monthly_spend_usd": 50.0, "subaccount_sid": UNKNOWN}
    assert provider.check({}, {**properties, **limit}).failures == []


def test_numbers_of_other_stacks_in_the_account_do_not_count(
    emulator: RunningEmulator, new_provider: NewProvider, properties: dict[str, Any]
) -> None:
    limit = {"max_numbers": 1.0}
    new_provider().create({**properties, **limit, "stack": "production"})
    new_provider().create({**properties, **limit})
    with pytest.raises(SpendRefused, match="2 numbers"):
        new_provider().create({**properties, **limit, "logical_name": "sms"})
    assert len(emulator.purchases()) == 2


def test_a_number_kept_by_a_delete_counts_as_owned(
    new_provider: NewProvider, properties: dict[str, Any]
) -> None:
    created = new_provider().create(properties)
    new_provider().delete(created.id, created.outs or {})
    with pytest.raises(SpendRefused, match="2 numbers"):
        new_provider().create({**properties, "logical_name": "sms", "max_numbers": 1.0})


def test_a_number_that_is_taken_over_costs_nothing_and_is_not_judged(
    emulator: RunningEmulator, new_provider: NewProvider, properties: dict[str, Any]
) -> None:
    bought = new_provider().create(properties)
    emulator.spend(emulator.account_sid, "sms-outbound", "95.00")
    again = new_provider().create({**properties, "min_balance_usd": 50.0})
    assert again.id == bought.id


def test_the_preview_tells_price_balance_and_count(
    provider: PhoneNumberProvider,
    properties: dict[str, Any],
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert provider.check({}, properties).failures == []
    told = capfd.readouterr().out
    for part in ("1.50 USD a number and month", "balance 100.00", "no address is needed"):
        assert part in told


def test_the_balance_is_the_main_accounts_and_the_month_the_homes(
    emulator: RunningEmulator, client: Any, new_provider: NewProvider, properties: dict[str, Any]
) -> None:
    place = str(client.api.v2010.accounts.create(friendly_name="Staging").sid)
    given = {**properties, "subaccount_sid": place, "max_monthly_spend_usd": 50.0}
    emulator.spend(emulator.account_sid, "sms-outbound", "49.00")
    emulator.add_fault(path=f"{place}/Balance", status=404, times=9)
    new_provider().create(given)
    emulator.spend(place, "sms-outbound", "48.00")
    with pytest.raises(SpendRefused, match=r"51\.00 USD"):
        new_provider().create({**given, "logical_name": "sms"})


def test_the_price_is_that_of_a_local_number() -> None:
    prices = [
        {"number_type": "toll free", "current_price": "2.50"},
        {"number_type": "local", "current_price": "1.15"},
    ]
    assert _accounts_with(prices, "USD")._price() == Decimal("1.15")


@pytest.mark.parametrize(
    ("kind", "unit"), [("mobile", "USD"), ("local", "CAD")], ids=["no local one", "no dollars"]
)
def test_without_a_price_in_dollars_nothing_is_bought(kind: str, unit: str) -> None:
    with pytest.raises(PriceUnknown):
        _accounts_with([{"number_type": kind, "current_price": "1"}], unit)._price()


def _accounts_with(prices: list[dict[str, str]], unit: str) -> TwilioAccounts:
    """Return accounts whose client is a double that knows prices alone."""
    answer = SimpleNamespace(phone_number_prices=prices, price_unit=unit)
    country = SimpleNamespace(fetch=lambda: answer)
    numbers = SimpleNamespace(countries=lambda _: country)
    client = SimpleNamespace(pricing=SimpleNamespace(v1=SimpleNamespace(phone_numbers=numbers)))
    return TwilioAccounts(client, "AC", "AC", Shared(client))
