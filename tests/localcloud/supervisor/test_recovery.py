"""Whose lock is stale, and what the state store says."""

import io
import os
import socket
from pathlib import Path

import pytest

from localcloud.engine import Engine
from localcloud.supervisor.cloud import Cloud, RunningCloud
from localcloud.supervisor.console import Console
from localcloud.supervisor.directory import CloudDirectory
from localcloud.supervisor.errors import CloudError
from localcloud.supervisor.overlay import Overlay
from localcloud.supervisor.recovery import Recovery, holder_may_live
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


def test_a_store_is_a_bootstrap_s_where_that_keeps_its_own_state_in_it() -> None:
    assert StateStore(("demo/staging", "berthcare-bootstrap/account"), (), ()).bootstrapped
    assert not StateStore(("demo/staging", "demo/account"), (), ()).bootstrapped


def recovered(stored: tuple[str, ...], directory: CloudDirectory, console: Console) -> None:
    half_made = ("urn:pulumi:staging::demo::aws:s3/bucket:Bucket::logs",)
    running = RunningCloud(Overlay({}, ()), StateStore(stored, (), half_made), None)
    cloud = Cloud(directory, console)
    Recovery(cloud, Engine(Path("pulumi"), "3.259.0", "a test"), {}).recover(running, "staging")


def test_what_nobody_knows_of_is_begun_anew(
    directory: CloudDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = io.StringIO()
    begun: list[object] = []
    monkeypatch.setattr(Cloud, "start", lambda *_, anew: begun.append(anew))

    recovered(("demo/staging",), directory, Console(said))

    assert begun == ["ministack"]
    assert "created logs" in said.getvalue()


def test_what_a_bootstrap_made_is_not_begun_anew_but_recovered(
    directory: CloudDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Cloud, "start", lambda *_, **__: pytest.fail("begun anew"))

    with pytest.raises(CloudError, match="created logs") as refused:
        recovered(("berthcare-bootstrap/account",), directory, Console(io.StringIO()))

    assert "berthcare recover staging" in str(refused.value)
