"""The numbers for sale, searched once and shared by parallel creates.

Each create is handed a number that no other create of this process is handed, so they do not race
one another for the first number of the list, and one search serves many.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from providers.number.criteria import Criteria, OfferedNumber, Search


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A number that is kept for one resource."""

    phone_number: str
    search: Search
    offered: int
    """How many were on offer when this one was taken, itself included."""


class Offers:
    """The offers of one account to one process; safe between threads."""

    def __init__(self, look: Callable[[Search], Sequence[OfferedNumber]]) -> None:
        self._look = look
        self._shelves: dict[Search, deque[str]] = {}
        self._sold_out: set[Search] = set()
        self._handed_out: set[str] = set()
        self._kept: dict[str, Offer] = {}
        self._lock = threading.Lock()

    def kept_for(self, marker: str, criteria: Criteria) -> Offer | None:
        """Return the number for the resource with this mark: the same one until it is `refused`.

        `None` where the whole chain of searches has none left.
        """
        with self._lock:
            if marker not in self._kept:
                offer = next(filter(None, map(self._next, criteria.chain())), None)
                if offer is None:
                    return None
                self._kept[marker] = offer
            return self._kept[marker]

    def refused(self, marker: str) -> None:
        """Forget the number that others took, and what else was on offer beside it then."""
        with self._lock:
            offer = self._kept.pop(marker)
            self._shelves.pop(offer.search, None)

    def _next(self, search: Search) -> Offer | None:
        """Take one number off the shelf, which is filled again until it stays empty."""
        if search in self._sold_out:
            return None
        shelf = self._on_shelf(search)
        if not shelf:
            suitable = [offer.phone_number for offer in self._look(search) if search.suits(offer)]
            self._shelves[search] = deque(suitable)
            shelf = self._on_shelf(search)
        if not shelf:
            self._sold_out.add(search)
            return None
        offer = Offer(phone_number=shelf[0], search=search, offered=len(shelf))
        self._handed_out.add(shelf.popleft())
        return offer

    def _on_shelf(self, search: Search) -> deque[str]:
        shelf = self._shelves.get(search, deque())
        shelf = deque(number for number in shelf if number not in self._handed_out)
        self._shelves[search] = shelf
        return shelf
