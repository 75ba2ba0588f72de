"""Who holds a stack, read from the engine's own backends."""

import json
import os
import socket
from pathlib import Path

import pytest

from berthcare.engine import stack_lock
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


def test_a_folder_whose_name_is_escaped_in_its_url_is_found(tmp_path: Path) -> None:
    spaced = tmp_path / "a state"
    locked(spaced, json.dumps(_HELD))
    assert locks_of(f"file://{tmp_path}/a%20state", Environment.STAGING, {})


def test_a_folder_of_the_home_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    locked(tmp_path, json.dumps(_HELD))
    assert locks_of("file://~", Environment.STAGING, {})


def test_a_folder_that_is_not_there_is_no_stack_without_a_lock(tmp_path: Path) -> None:
    with pytest.raises(BerthcareError, match="cannot be read"):
        locks_of(f"file://{tmp_path}/another", Environment.STAGING, {})


def test_a_lock_that_is_released_meanwhile_is_none(tmp_path: Path) -> None:
    backend = locked(tmp_path, json.dumps(_HELD))
    (tmp_path / _PLACE / "two.json").symlink_to("released")
    assert len(locks_of(backend, Environment.STAGING, {})) == 1


def test_of_another_kind_of_backend_the_locks_are_not_guessed() -> None:
    with pytest.raises(BerthcareError, match="neither s3:// nor file://"):
        locks_of("https://api.pulumi.com/someone", Environment.STAGING, {})


def test_a_pid_of_this_machine_that_is_no_engine_runs_no_deployment() -> None:
    lock = StackLock(os.getpid(), "deployer", socket.gethostname(), "")
    assert lock.is_of_this_machine
    assert not lock.runs_here()


def test_an_engine_under_the_pid_runs_here_only_where_the_lock_is_of_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stack_lock, "_program", lambda _pid: "pulumi-language-python")
    assert StackLock(1, "deployer", socket.gethostname(), "").runs_here()
    assert not StackLock(1, "deployer", "runner-1", "").runs_here()


def test_where_no_process_can_be_looked_up_the_run_may_live(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    assert StackLock(os.getpid(), "deployer", socket.gethostname(), "").runs_here()
