"""One question about a deployment."""

from collections.abc import Callable
from dataclasses import dataclass

from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome


@dataclass(frozen=True)
class Check:
    """A question and how it is answered. `run` may raise a `BerthcareError` in place of failing."""

    name: str
    """Short: a row's title."""
    question: str
    """In plain words."""
    run: Callable[[Context], Outcome]
