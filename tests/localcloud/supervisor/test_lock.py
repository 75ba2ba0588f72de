"""One command at a time changes a cloud."""

import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from localcloud.supervisor.console import Console
from localcloud.supervisor.errors import CloudError
from localcloud.supervisor.lock import exclusive

_HOLDER = """
import sys, pathlib, io
from localcloud.supervisor.console import Console
from localcloud.supervisor.lock import exclusive
with exclusive(pathlib.Path(sys.argv[1]), Console(io.StringIO())):
    print("held", flush=True)
    sys.stdin.read()
"""


def _console() -> Console:
    return Console(io.StringIO())


def test_a_second_command_waits_until_the_first_ends_and_says_so(tmp_path: Path) -> None:
    lock, output = tmp_path / "lock", io.StringIO()
    order: list[str] = []

    def second() -> None:
        with exclusive(lock, Console(output)):
            order.append("second")

    with exclusive(lock, _console()):
        thread = threading.Thread(target=second)
        thread.start()
        while not output.getvalue():
            threading.Event().wait(0.01)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert f"pid {os.getpid()}" in output.getvalue()


def test_waiting_ends_with_a_message_that_names_the_holder(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with (
        exclusive(lock, _console()),
        pytest.raises(CloudError, match=f"pid {os.getpid()}"),
        exclusive(lock, _console(), wait_seconds=0.0),
    ):
        pytest.fail("two commands held the lock")


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        holder.kill()
    with exclusive(lock, _console(), wait_seconds=0.0):
        assert lock.read_text() == str(os.getpid())


def test_a_lock_whose_file_was_removed_by_down_does_not_admit_two(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with exclusive(lock, _console()):
        lock.unlink()
    with (
        exclusive(lock, _console()),
        pytest.raises(CloudError),
        exclusive(lock, _console(), wait_seconds=0.0),
    ):
        pytest.fail("two commands held the lock")
