"""Watches what the machine shows of every process: its arguments to anybody, its environment to
whoever owns it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_SECONDS_BETWEEN = 0.1
_PROCESSES = Path("/proc")


class ProcessList:
    """The command lines seen so far, and the environment of each that may be read."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.environments: set[tuple[str, str]] = set()
        """A command line, and an environment that it was seen with."""

    def look(self) -> None:
        """Read every process's arguments and environment once."""
        for process in _PROCESSES.glob("[0-9]*"):
            # A process may end while it is looked at, or be somebody else's.
            with suppress(OSError):
                arguments = _told(process / "cmdline")
                self.seen.add(arguments)
                self.environments.add((arguments, _told(process / "environ")))


def _told(file: Path) -> str:
    return file.read_bytes().replace(b"\0", b" ").decode(errors="replace")


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
