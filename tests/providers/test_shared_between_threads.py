"""What four threads share is found out once: each lock here is needed, and its loss is seen.

Whoever is asked first waits a moment for a second question, which only comes where no lock holds
it back.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from pulumi.dynamic import Config, ConfigureRequest

from providers.api.marker import Identity
from providers.number.accounts import Shared
from providers.number.criteria import Criteria, OfferedNumber
from providers.number.holdings import Holdings
from providers.number.offers import Offers
from providers.number.spend_guard import Figures, Limits, SpendGuard
from providers.phone_number import PhoneNumberProvider
from tests.providers.account_double import AC, AccountDouble

_Answer = TypeVar("_Answer")
THREADS = 4


class Questions:
    """Counts what is asked at once, and lets a second question come before the first answer."""

    def __init__(self) -> None:
        self.asked = 0
        self._again = threading.Event()

    def answered(self, answer: _Answer) -> _Answer:
        self.asked += 1
        if self.asked > 1:
            self._again.set()
        self._again.wait(0.2)
        return answer


def at_once(ask: Callable[[int], object]) -> list[object]:
    together = threading.Barrier(THREADS)

    def one(number: int) -> object:
        together.wait(10)
        return ask(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def test_an_account_is_listed_once() -> None:
    questions = Questions()
    number = AccountDouble().have("+14165550100", "mark")
    holdings = Holdings(lambda _: questions.answered([number]))
    assert at_once(lambda _: holdings.of(AC)) == [[number]] * THREADS
    assert questions.asked == 1


def test_the_figures_are_read_once_and_every_purchase_is_counted() -> None:
    questions = Questions()
    figures = Figures(owned=0, spent=Decimal(0), balance=Decimal(9), price=Decimal(1))
    guard = SpendGuard(lambda _: questions.answered(figures))
    counted = at_once(lambda n: guard.reserve(Identity("p", "s", f"n{n}"), Limits())[1])
    assert questions.asked == 1
    assert sorted(map(str, counted)) == ["1", "2", "3", "4"]


def test_a_place_is_searched_once_and_each_gets_a_number_of_its_own() -> None:
    questions = Questions()
    offered = [
        OfferedNumber(phone_number=f"+1416555{n:04d}", capabilities={}, address_requirements="none")
        for n in range(100, 110)
    ]
    offers = Offers(lambda _: questions.answered(offered))
    near = Criteria(country="CA", area_codes=("416",))
    kept = at_once(lambda n: getattr(offers.kept_for(f"mark {n}", near), "phone_number", None))
    assert questions.asked == 1
    assert len(set(kept)) == THREADS


def test_what_is_shared_is_made_once() -> None:
    questions, shared = Questions(), Shared(None)
    made = at_once(lambda _: shared.once("kind", "key", lambda: questions.answered(object())))
    assert questions.asked == 1
    assert len(set(map(id, made))) == 1


def test_the_threads_of_a_provider_share_one_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    questions = Questions()
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "fake" * 8)
    monkeypatch.setattr(
        "providers.phone_number.Shared", lambda client: questions.answered(Shared(client))
    )
    provider = PhoneNumberProvider()
    provider.configure(ConfigureRequest(Config({}, "test")))
    accounts: list[Any] = at_once(lambda _: provider._accounts(None))
    assert questions.asked == 1
    assert len({id(one.shared) for one in accounts}) == 1
