"""Who holds a stack, read from the engine's own backends."""

import json
import os
import socket
from pathlib import Path

import pytest

from berthcare.engine.stack_lock import StackLock, locks_of
from berthcare.environments import Environment
from berthcare.errors import BerthcareError

_HELD = {
    "pid": 4711,
    "username": "deployer",
    "hostname": "runner-1",
    "timestamp": "2026-01-31T04:05:06.789Z",
}
_PLACE = ".pulumi/locks/organization/berthcare-communications/staging"


def locked(folder: Path, text: str) -> str:
    """Lock staging in a backend in this folder, and return its URL."""
    place = folder / _PLACE
    place.mkdir(parents=True)
    (place / "one.json").write_text(text)
    return f"file://{folder}"


def test_a_lock_in_a_folder_names_its_holder(tmp_path: Path) -> None:
    [lock] = locks_of(locked(tmp_path, json.dumps(_HELD)), Environment.STAGING, {})
    assert lock.holder == "deployer@runner-1 (pid 4711), since 2026-01-31 04:05:06 UTC"
    assert not lock.is_of_this_machine


def test_another_environment_is_not_locked_by_it(tmp_path: Path) -> None:
    backend = locked(tmp_path, json.dumps(_HELD))
    assert locks_of(backend, Environment.PRODUCTION, {}) == ()


def test_a_lock_that_cannot_be_read_is_a_lock(tmp_path: Path) -> None:
    [lock] = locks_of(locked(tmp_path, "{"), Environment.STAGING, {})
    assert not lock.is_of_this_machine
    assert not lock.runs_here()


def test_of_another_kind_of_backend_the_locks_are_not_guessed() -> None:
    with pytest.raises(BerthcareError, match="neither s3:// nor file://"):
        locks_of("https://api.pulumi.com/someone", Environment.STAGING, {})


def test_a_pid_of_this_machine_that_is_no_engine_runs_no_deployment() -> None:
    lock = StackLock(os.getpid(), "deployer", socket.gethostname(), "")
    assert lock.is_of_this_machine
    assert not lock.runs_here()
