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
    """The offers of one account to one process; safe between threads.

    A place is searched again only when its numbers are handed out and one of them was bought or
    refused since: until then Twilio could only show the same numbers.
    """

    def __init__(self, look: Callable[[Search], Sequence[OfferedNumber]]) -> None:
        self._look = look
        self._shelves: dict[Search, deque[str]] = {}
        self._stale: set[Search] = set()
        self._offering: set[Search] = set()
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

    def spoken_for(self, criteria: Criteria) -> bool:
        """Tell whether suitable numbers are offered, though other resources come first."""
        with self._lock:
            return any(search in self._offering for search in criteria.chain())

    def bought(self, marker: str) -> None:
        """Note that a resource has its number, so that Twilio has others to show."""
        with self._lock:
            self._stale.add(self._kept[marker].search)

    def refused(self, marker: str) -> None:
        """Forget the number that others took, and what else was on offer beside it then."""
        with self._lock:
            search = self._kept.pop(marker).search
            self._shelves.pop(search, None)

    def _next(self, search: Search) -> Offer | None:
        """Take one number off the shelf, which is filled when that can bring new ones."""
        if not self._shelves.get(search) and (search not in self._shelves or search in self._stale):
            self._fill(search)
        while shelf := self._shelves.get(search):
            offer = Offer(phone_number=shelf.popleft(), search=search, offered=len(shelf) + 1)
            if offer.phone_number not in self._handed_out:
                self._handed_out.add(offer.phone_number)
                return offer
        return None

    def _fill(self, search: Search) -> None:
        suitable = [offer.phone_number for offer in self._look(search) if search.suits(offer)]
        self._shelves[search] = deque(n for n in suitable if n not in self._handed_out)
        self._stale.discard(search)
        self._offering.discard(search)
        if suitable:
            self._offering.add(search)
