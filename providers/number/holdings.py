"""The numbers that the accounts own, listed once an account and shared by parallel creates.

A provider's process lives for one command on one stack, and the engine locks the stack: marks of
this stack are set by this process alone meanwhile. So one listing, kept current with what this
process buys and changes, answers every question about a mark as well as a new one would.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence

from providers.number.owned import OwnedNumber


class Holdings:
    """What every account owns, as far as this process knows; safe between threads."""

    def __init__(self, list_account: Callable[[str], Sequence[OwnedNumber]]) -> None:
        self._list_account = list_account
        self._listed: dict[str, dict[str, OwnedNumber]] = {}
        self._changed: dict[str, OwnedNumber | None] = {}
        self._listing: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._lock = threading.Lock()

    def of(self, account_sid: str) -> list[OwnedNumber]:
        """Return an account's numbers; whoever asks first lists them, the others wait for it."""
        with self._lock:
            listing = self._listing[account_sid]
        with listing:
            if account_sid not in self._listed:
                numbers = self._list_account(account_sid)
                self._listed[account_sid] = {number.sid: number for number in numbers}
        with self._lock:
            known = {**self._listed[account_sid], **self._changed}
        return [n for n in known.values() if n is not None and n.account_sid == account_sid]

    def record(self, number: OwnedNumber) -> None:
        """Note a number that this process bought or changed, wherever it is now."""
        with self._lock:
            self._changed[number.sid] = number

    def forget(self, sid: str) -> None:
        """Note that this process gave a number up."""
        with self._lock:
            self._changed[sid] = None
