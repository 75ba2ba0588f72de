"""Whose lock is stale, and what the state store says."""

import os
import socket

from localcloud.supervisor.recovery import holder_may_live
from localcloud.supervisor.state_store import StackLock, StateStore


def _lock(hostname: str, pid: int) -> StackLock:
    return StackLock("demo", "staging", pid, "someone", hostname, "2026-01-01T00:00:00Z")


def test_a_lock_of_this_host_is_stale_when_its_pid_runs_no_engine() -> None:
    # This test's own process lives, and is no engine: the pid was recycled.
    assert not holder_may_live(_lock(socket.gethostname(), os.getpid()))


def test_a_lock_of_another_host_is_never_called_stale() -> None:
    assert holder_may_live(_lock("another.invalid", 1))


def test_the_store_is_read_as_it_is_printed() -> None:
    text = (
        '{"stacks": ["demo/staging"], "locks": [{"project": "demo", "stack": "staging", "pid": 7, '
        '"username": "someone", "hostname": "h", "timestamp": "t"}], "half_made": ["urn"]}'
    )
    assert StateStore.parse(text) == StateStore(
        ("demo/staging",), (StackLock("demo", "staging", 7, "someone", "h", "t"),), ("urn",)
    )
