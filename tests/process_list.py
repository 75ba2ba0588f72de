"""Watches what the process list shows of every process, as any user of the machine may."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_SECONDS_BETWEEN = 0.1
_PROCESSES = Path("/proc")


class ProcessList:
    """The command lines seen so far."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def look(self) -> None:
        """Read every process's arguments once."""
        for arguments in _PROCESSES.glob("[0-9]*/cmdline"):
            # A process may end while it is looked at.
            with suppress(OSError):
                self.seen.add(arguments.read_bytes().replace(b"\0", b" ").decode(errors="replace"))


@contextmanager
def watched() -> Iterator[ProcessList]:
    """Look again and again until the block ends."""
    processes, ended = ProcessList(), threading.Event()

    def keep_looking() -> None:
        while not ended.wait(_SECONDS_BETWEEN):
            processes.look()

    watcher = threading.Thread(target=keep_looking)
    watcher.start()
    try:
        yield processes
    finally:
        ended.set()
        watcher.join()
