"""Starting is convergence; stopping touches our own processes only."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from localcloud.supervisor import ports, records
from localcloud.supervisor.directory import CloudDirectory
from localcloud.supervisor.errors import CloudError, PortTakenError
from localcloud.supervisor.identity import start_mark
from localcloud.supervisor.supervisor import Supervisor

pytestmark = pytest.mark.cloud

Supervise = Callable[..., Supervisor]


def _pids(supervisor: Supervisor) -> dict[str, int]:
    return {line.name: line.record.pid for line in supervisor.status() if line.record}


def _health(supervisor: Supervisor) -> dict[str, str]:
    return {line.name: line.health for line in supervisor.status()}


def _port_that_no_client_is_given() -> int:
    """Return a free port below those that Linux gives to connections (from 32768 on).

    One of these may be taken by another test's connection while the process is dead.
    """
    for port in range(20_000 + os.getpid() % 10_000, 32_768):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


def _wait_until_ended(pid: int) -> None:
    deadline = time.monotonic() + 10
    while start_mark(pid) is not None:
        assert time.monotonic() < deadline, f"{pid} still runs"
        time.sleep(0.01)


@contextmanager
def _stranger() -> "Iterator[subprocess.Popen[bytes]]":
    """Run a process of somebody else, in a session of its own."""
    with subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True
    ) as process:
        yield process
        process.kill()


@pytest.fixture
def foreign_listener() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_first_start_starts_every_process_and_waits_until_all_answer(
    supervise: Supervise,
) -> None:
    supervisor = supervise()
    changes = supervisor.start()
    assert [str(change) for change in changes] == ["leader started", "follower started"]
    assert _health(supervisor) == {"leader": "answers", "follower": "answers"}


def test_a_second_start_reuses_every_process(supervise: Supervise) -> None:
    supervisor = supervise()
    supervisor.start()
    before = _pids(supervisor)
    assert supervisor.start() == ()
    assert _pids(supervisor) == before


def test_a_process_is_in_another_session_than_the_terminal_of_its_starter(
    supervise: Supervise,
) -> None:
    supervisor = supervise()
    supervisor.start()
    for pid in _pids(supervisor).values():
        assert os.getsid(pid) != os.getsid(0)


def test_a_process_that_died_is_replaced_on_its_port_which_is_said_with_what_was_lost(
    supervise: Supervise,
) -> None:
    supervisor = supervise()
    supervisor.start({"leader": _port_that_no_client_is_given()})
    pid, former_ports = _pids(supervisor)["leader"], supervisor.ports()
    os.kill(pid, signal.SIGKILL)
    _wait_until_ended(pid)
    assert _health(supervisor)["leader"] == "died"
    changes = supervisor.start()
    assert str(changes[0]) == (
        f"leader (pid {pid}) had died: replaced. Gone with it: everything it knew."
    )
    assert supervisor.ports() == former_ports
    assert _health(supervisor) == {"leader": "answers", "follower": "answers"}


def test_what_remembers_a_replaced_process_is_replaced_with_it(supervise: Supervise) -> None:
    supervisor = supervise()
    supervisor.start()
    before = _pids(supervisor)
    os.kill(before["leader"], signal.SIGKILL)
    _wait_until_ended(before["leader"])
    supervisor.start()
    assert _pids(supervisor)["follower"] != before["follower"]


def test_a_replaced_follower_leaves_the_process_that_it_follows_alone(
    supervise: Supervise,
) -> None:
    supervisor = supervise()
    supervisor.start()
    before = _pids(supervisor)
    os.kill(before["follower"], signal.SIGKILL)
    _wait_until_ended(before["follower"])
    assert [change.name for change in supervisor.start()] == ["follower"]
    assert _pids(supervisor)["leader"] == before["leader"]


def test_a_process_is_begun_anew_where_that_is_asked(supervise: Supervise) -> None:
    supervisor = supervise()
    supervisor.start()
    before = _pids(supervisor)
    changes = supervisor.start(anew="leader")
    assert str(changes[0]) == "leader is begun anew: replaced."
    assert not set(before.values()) & set(_pids(supervisor).values())


def test_a_process_with_other_settings_than_wanted_is_replaced(supervise: Supervise) -> None:
    supervise().start()
    changed = supervise(setting="second")
    before = _pids(changed)
    changes = changed.start()
    assert "runs an older program or other settings" in str(changes[0])
    assert not set(before.values()) & set(_pids(changed).values())


def test_stopping_ends_the_processes_and_what_they_started(
    supervise: Supervise, directory: CloudDirectory
) -> None:
    supervisor = supervise(modes={"leader": "worker"})
    supervisor.start()
    pids = list(_pids(supervisor).values())
    said = (directory.logs / "leader.log").read_text().split()
    worker = int(said[said.index("worker") + 1])
    assert supervisor.stop() == ("leader", "follower")
    for pid in [*pids, worker]:
        _wait_until_ended(pid)


def test_stopping_twice_finds_nothing_to_stop(supervise: Supervise) -> None:
    supervisor = supervise()
    supervisor.start()
    supervisor.stop()
    assert supervisor.stop() == ()


def test_a_recycled_pid_is_never_killed(supervise: Supervise, directory: CloudDirectory) -> None:
    supervisor = supervise()
    supervisor.start()
    known = records.read(directory.state_file)
    with _stranger() as stranger:
        recycled = replace(known.by_name["leader"], pid=stranger.pid, group=stranger.pid)
        records.write(directory.state_file, known.having([recycled]))
        try:
            assert supervisor.stop() == ("follower",)
            assert stranger.poll() is None
        finally:
            records.write(directory.state_file, known)


def test_an_explicit_port_that_is_taken_is_named_with_the_remedy(
    supervise: Supervise, foreign_listener: int
) -> None:
    with pytest.raises(PortTakenError) as refusal:
        supervise().start({"leader": foreign_listener})
    assert f"Port {foreign_listener} on 127.0.0.1" in str(refusal.value)
    assert f"leave out `--port leader={foreign_listener}`" in str(refusal.value)


def test_an_explicit_port_for_no_process_is_refused(supervise: Supervise) -> None:
    with pytest.raises(CloudError, match="`leadre` is no process"):
        supervise().start({"leadre": 5000})


def test_a_port_that_is_taken_between_choice_and_start_is_chosen_again(
    supervise: Supervise, foreign_listener: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose, asked = ports.choose, []

    def too_late(*arguments: object, **options: object) -> dict[str, int]:
        chosen = choose(*arguments, **options)  # type: ignore[arg-type]  # passed on as they come
        asked.append(chosen)
        return chosen if len(asked) > 1 else chosen | {"follower": foreign_listener}

    monkeypatch.setattr(ports, "choose", too_late)
    supervisor = supervise()
    supervisor.start()
    assert supervisor.ports()["follower"] != foreign_listener
    assert _health(supervisor) == {"leader": "answers", "follower": "answers"}


def test_a_process_that_ends_early_is_explained_with_the_end_of_its_log(
    supervise: Supervise,
) -> None:
    with pytest.raises(CloudError) as failure:
        supervise(modes={"follower": "crash"}).start()
    assert "`follower` ended before it answered" in str(failure.value)
    assert "the disk of this fake server is full" in str(failure.value)


def test_a_process_that_never_answers_is_given_up_after_its_time(supervise: Supervise) -> None:
    supervise().start()
    silenced = supervise(modes={"follower": "silent"}, health_seconds=0.2)
    with pytest.raises(CloudError, match="`follower` does not answer"):
        silenced.start()


def test_a_start_after_a_failed_one_keeps_what_runs(supervise: Supervise) -> None:
    broken = supervise(modes={"follower": "crash"})
    with pytest.raises(CloudError):
        broken.start()
    leader = _pids(broken)["leader"]
    mended = supervise()
    mended.start()
    assert _pids(mended)["leader"] == leader
    assert _health(mended)["follower"] == "answers"


def test_what_was_started_is_written_down_before_it_is_waited_for(supervise: Supervise) -> None:
    supervise().start()
    silenced = supervise(modes={"follower": "silent"}, health_seconds=0.2)
    with pytest.raises(CloudError):
        silenced.start()
    assert silenced.stop() == ("leader", "follower")
