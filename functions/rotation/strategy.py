"""What differs between the tokens: how a new one is made, and how it is tried."""

from dataclasses import dataclass, field
from typing import Protocol

from .secret_store import Secret
from .versions import Versions


@dataclass(frozen=True)
class Attempt:
    """An attempt at one step of the rotation of a secret to a pending version."""

    secret: Secret
    versions: Versions
    pending: str
    """The version that is to become the current one."""
    current_value: str = field(repr=False)
    """What is in force."""


class Strategy(Protocol):
    """The rotation of one kind of token. Each method raises `KnownFailure`.

    `value` is what the pending version holds.
    """

    def make(self, attempt: Attempt) -> None:
        """Give the pending version its value, and the labels of a version to come."""

    def take_as_made(self, attempt: Attempt, value: str) -> None:
        """Go on with the value that an attempt before this one has made."""

    def check(self, attempt: Attempt, value: str) -> None:
        """Refuse where the pending version could not take the current one's place now."""

    def check_current(self, attempt: Attempt) -> None:
        """Refuse where no rotation could begin now."""

    def is_same(self, value: str, other: str) -> bool:
        """Tell whether two values hold the same token, whatever else they hold."""

    def discard(self, secret: Secret, versions: Versions, version: str, value: str) -> bool:
        """Take all labels from a version of a rotation whose token is dead; tell whether it is."""

    def accepts(self, value: str) -> bool | None:
        """Tell whether a token is accepted by whoever made it; `None` where nobody else did."""

    def refuse_to_retire(self, secret: Secret, versions: Versions) -> None:
        """Refuse where the version before is still needed."""

    def promote(self, secret: Secret, versions: Versions) -> None:
        """Have the current version's token be the one that signs, and take its label off."""
