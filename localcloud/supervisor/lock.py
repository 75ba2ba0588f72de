"""One command at a time may change a cloud."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from localcloud.supervisor.console import Console
from localcloud.supervisor.errors import CloudError

_WAIT_SECONDS = 600.0
_POLL_SECONDS = 0.1


@contextmanager
def exclusive(path: Path, console: Console, wait_seconds: float = _WAIT_SECONDS) -> Iterator[None]:
    """Hold the lock of a cloud; the system releases it when the holder ends, however it ends.

    Raises CloudError where another command holds it all the time.
    """
    deadline = time.monotonic() + wait_seconds
    told = False
    while (held := _try(path)) is None:
        if not told:
            console.note(f"{_holder(path)} is at work on this cloud: waiting for it to end.")
            told = True
        if time.monotonic() > deadline:
            raise CloudError(
                f"{_holder(path)} has been at work on this cloud for {wait_seconds:.0f} s.",
                "Wait for it or end it, then type the same command again.",
            )
        time.sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        os.close(held)


def _try(path: Path) -> int | None:
    """Return the lock's file descriptor, or None where it is held."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # `down` removes the file: a lock on a removed file guards nothing.
        if os.fstat(descriptor).st_ino == path.stat().st_ino:
            os.ftruncate(descriptor, 0)
            os.write(descriptor, str(os.getpid()).encode())
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(descriptor)
    return None


def _holder(path: Path) -> str:
    try:
        pid = path.read_text(encoding="ascii")
    except FileNotFoundError:
        pid = ""
    return f"Another command (pid {pid})" if pid else "Another command"
