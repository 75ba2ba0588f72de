"""Starting a process that outlives its starter, and stopping one that is surely ours."""

import os
import signal
import subprocess
import time
from datetime import datetime, timezone
from pathlib import Path

from localcloud.supervisor.errors import CloudError
from localcloud.supervisor.identity import start_mark
from localcloud.supervisor.records import Record
from localcloud.supervisor.service import Service

_STOP_SECONDS = 10.0
_POLL_SECONDS = 0.02
_LOG_LINES = 15
# The shell ends at once, so the process belongs to init: no terminal, and no end of ours, reaches
# it. It says the group (its own pid, as leader of a new session) and the process's pid.
_DETACH = 'log=$1; shift; exec 3>&1; "$@" </dev/null >>"$log" 2>&1 3>&- & echo "$$ $!" >&3'


def launch(service: Service, log: Path, directory: Path) -> Record:
    """Start the process in a session of its own, writing to `log`; return without waiting.

    Raises CloudError where the process ended before it could be identified.
    """
    # An old run's last words must not explain a new run's failure.
    log.write_text("", encoding="utf-8")
    shell = subprocess.run(
        ["/bin/sh", "-c", _DETACH, "sh", str(log), *service.command],
        env=dict(service.environment),
        cwd=directory,
        stdout=subprocess.PIPE,
        start_new_session=True,
        text=True,
        check=True,
    )
    group, pid = (int(word) for word in shell.stdout.split())
    return Record(
        name=service.name,
        pid=pid,
        group=group,
        # A process that ended already has no mark; the empty one never matches another.
        mark=start_mark(pid) or "",
        port=service.port,
        fingerprint=service.fingerprint(),
        since=datetime.now(timezone.utc).isoformat(timespec="microseconds"),
    )


def stop(record: Record) -> bool:
    """End the process and what it started; return False where it had ended already.

    It is asked first (SIGTERM) and killed after ten seconds. Raises CloudError where it survives.
    """
    if not record.runs:
        return False
    _signal_group(record.group, signal.SIGTERM)
    if not _ended(record):
        _signal_group(record.group, signal.SIGKILL)
        if not _ended(record):
            raise CloudError(
                f"`{record.name}` (pid {record.pid}) does not end, not even when killed.",
                f"See `ps -p {record.pid}`, then type the same command again.",
            )
    # Its workers: the group's number cannot be another's while one of them lives.
    _signal_group(record.group, signal.SIGKILL)
    return True


def last_lines(log: Path) -> str:
    """Return the end of a log, for an error text."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-_LOG_LINES:]) or "    (its log is empty)"


def _ended(record: Record) -> bool:
    deadline = time.monotonic() + _STOP_SECONDS
    while record.runs:
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _signal_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return
