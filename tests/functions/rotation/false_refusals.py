"""Twilio refuses a token that it knows, for some probes or for as long as a run lasts."""

from dataclasses import dataclass

from tests.functions.rotation.boundary import Boundary

LOOKS = 3
"""How many refusals in a row the function believes."""


@dataclass
class Probes:
    """Counts probes, and refuses some of them in a row."""

    first: int = -1
    """The first that is refused."""
    times: int = 0
    """How many are."""
    seen: int = 0
    """How many there were."""

    def __call__(self, _token: str) -> bool:
        """Tell whether this probe is refused."""
        self.seen += 1
        return 0 <= self.seen - 1 - self.first < self.times


class EverySecond:
    """Refuses the first look at each token, and lets the second be."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def __call__(self, token: str) -> bool:
        """Tell whether this probe is refused."""
        self._seen[token] = self._seen.get(token, 0) + 1
        return self._seen[token] % 2 == 1


def refuse(boundary: Boundary, *tokens: str) -> None:
    """Have each probe by one of these tokens refused."""
    boundary.refuses = lambda token: token in tokens


def refuse_once(boundary: Boundary, wrong: str, times: int) -> None:
    """Have so many probes by a token refused, the next ones."""
    probes = Probes(0, times)
    boundary.refuses = lambda token: token == wrong and probes(token)


def believe(boundary: Boundary) -> None:
    """Refuse nothing any more that Twilio would not."""
    boundary.refuses = lambda _token: False
