"""Which process a number means: a pid alone may by now be somebody else's.

A process is known by its pid and the moment it started. On Linux that moment is field 22 of
`/proc/PID/stat` (ticks since boot, proc(5)) with the boot's own id; elsewhere `ps` says it.
"""

import os
import subprocess
from pathlib import Path

_PROC = Path("/proc")
_PS_SECONDS = 10


def start_mark(pid: int) -> str | None:
    """Return a text that no other process with this pid ever has; None when none runs.

    A zombie (ended, not yet collected by its parent) counts as ended.
    """
    if (_PROC / "self" / "stat").exists():
        return _mark_from_proc(pid)
    return _mark_from_ps(pid)


def is_running(pid: int, mark: str) -> bool:
    """Tell whether the process that had this mark still runs."""
    return start_mark(pid) == mark


def program_name(pid: int) -> str:
    """Return the base name of the program that runs under this pid; empty when none does."""
    if start_mark(pid) is None:
        return ""
    if (_PROC / "self" / "stat").exists():
        try:
            return (_PROC / str(pid) / "comm").read_text(encoding="utf-8").strip()
        except OSError:
            return ""
    return os.path.basename(_ps(pid, "comm=")).strip()  # noqa: PTH119 - a text, no path of ours


def _mark_from_proc(pid: int) -> str | None:
    try:
        stat = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The name, field 2, stands in brackets and may hold anything; field 3 is the state.
    fields = stat.rpartition(")")[2].split()
    if fields[0] in {"Z", "X"}:
        return None
    boot = (_PROC / "sys" / "kernel" / "random" / "boot_id").read_text(encoding="ascii").strip()
    return f"{boot}:{fields[19]}"


def _mark_from_ps(pid: int) -> str | None:
    state, _, started = _ps(pid, "stat=,lstart=").strip().partition(" ")
    return None if not state or state.startswith("Z") else started.strip()


def _ps(pid: int, columns: str) -> str:
    answer = subprocess.run(
        ["/bin/ps", "-o", columns, "-p", str(pid)],
        capture_output=True,
        text=True,
        timeout=_PS_SECONDS,
        check=False,
    )
    return answer.stdout
