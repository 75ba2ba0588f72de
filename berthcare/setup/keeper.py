"""Keeps answers: writes each to the stack's configuration the moment that it is judged good."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from berthcare.names import PROJECT
from berthcare.setup.stack_memory import StackMemory
from berthcare.setup.write import Write


class Store(Protocol):
    """What writes a stack's configuration: `berthcare.engine.Engine`."""

    def set(self, key: str, value: str, *, secret: bool = False) -> None:
        """Store a text, given to the engine by its standard input."""

    def set_list(self, key: str, values: Sequence[str]) -> None:
        """Store a list of texts."""

    def remove(self, key: str) -> None:
        """Remove a key."""


class Keeper:
    """The one place of the wizard that writes; `memory` is what is stored by now."""

    def __init__(self, store: Store, memory: StackMemory) -> None:
        self._store = store
        self.memory = memory

    def keep(self, writes: Iterable[Write]) -> None:
        """Make the writes in their order. Raises `BerthcareError` at the first that fails."""
        for write in writes:
            key = f"{PROJECT}:{write.key}"
            if write.value is None:
                self._store.remove(key)
            elif isinstance(write.value, tuple):
                self._store.set_list(key, write.value)
            else:
                self._store.set(key, write.value, secret=write.secret)
            self.memory = self.memory.after([write])
