"""What is done to a town of the tests: what rings one alarm, and its innocent twin."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Town = TypeVar("Town")


@dataclass(frozen=True)
class Deeds(Generic[Town]):
    """What rings one alarm, and what does not although it looks much the same."""

    innocent: Callable[[Town], object]
    ringing: Callable[[Town], object]
