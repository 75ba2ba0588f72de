"""One listing an account is kept current with what this process does.

That threads share it is tested in test_shared_between_threads.py.
"""

from dataclasses import replace

import pytest

from providers.api.errors import NoAnswer
from providers.number.holdings import Holdings
from providers.number.owned import OwnedNumber
from tests.providers.account_double import AC, SUB, AccountDouble


def _number(mark: str) -> OwnedNumber:
    return AccountDouble().have("+14165550100", mark)


def test_what_this_process_bought_is_known_without_another_listing() -> None:
    holdings = Holdings(lambda _: [])
    assert holdings.of(AC) == []
    holdings.record(_number("mark"))
    assert [number.friendly_name for number in holdings.of(AC)] == ["mark"]


def test_what_this_process_changed_outweighs_a_listing_made_later() -> None:
    stale = _number("mark")
    holdings = Holdings(lambda _: [stale])
    holdings.record(replace(stale, friendly_name="kept"))
    assert [number.friendly_name for number in holdings.of(AC)] == ["kept"]


def test_a_number_that_was_given_up_is_gone() -> None:
    number = _number("mark")
    holdings = Holdings(lambda _: [number])
    holdings.forget(number.sid)
    assert holdings.of(AC) == []


def test_a_number_that_was_moved_is_in_its_new_account_alone() -> None:
    number = _number("mark")
    holdings = Holdings(lambda account_sid: [number] if account_sid == AC else [])
    moved = replace(number, account_sid=SUB)
    holdings.record(moved)
    assert (holdings.of(AC), holdings.of(SUB)) == ([], [moved])


def test_a_listing_that_failed_is_made_again() -> None:
    failures = [NoAnswer("GET", "nothing came")]

    def listing(_: str) -> list[OwnedNumber]:
        if failures:
            raise failures.pop()
        return [_number("mark")]

    holdings = Holdings(listing)
    with pytest.raises(NoAnswer):
        holdings.of(AC)
    assert len(holdings.of(AC)) == 1
