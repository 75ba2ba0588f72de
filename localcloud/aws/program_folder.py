"""The folder of the program whose engine is at the other end of a connection.

Relative paths of a program start there. The engine starts its plugins in that folder; to one that
it attaches to, as to this one, it never tells it. So the process that holds the connection's other
end is looked up, and its working directory: through `/proc` on Linux (proc(5), proc_net(5)),
through lsof(8) elsewhere.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from localcloud.aws.errors import StandInError

_PROC = Path("/proc")
_LSOF_SECONDS = 10
_PROJECT_FILE = "Pulumi.yaml"


def program_folder(peer_port: int, own_port: int) -> Path:
    """Return the folder of the project that the process behind a loopback connection works in.

    As Pulumi does, it looks for the project upwards from the working directory, which itself is
    returned where there is no project. Raises StandInError where the process cannot be found.
    """
    on_linux = (_PROC / "self").exists()
    find = _directory_through_proc if on_linux else _directory_through_lsof
    directory = find(peer_port, own_port)
    if directory is None:
        raise StandInError(
            "The folder of the program cannot be told, so a relative path in it means nothing. "
            "Give the archive an absolute path."
        )
    upwards = (directory, *directory.parents)
    return next((one for one in upwards if (one / _PROJECT_FILE).is_file()), directory)


def _directory_through_proc(peer_port: int, own_port: int) -> Path | None:
    sockets = {f"socket:[{inode}]" for inode in _inodes(peer_port, own_port)}
    for descriptor in _PROC.glob("[0-9]*/fd/*"):
        if _link(descriptor) in sockets:
            directory = _link(descriptor.parents[1] / "cwd")
            return Path(directory) if directory else None
    return None


def _link(path: Path) -> str:
    """Read a link; empty for another user's process, or one that has just ended."""
    try:
        return str(path.readlink())
    except OSError:
        return ""


def _inodes(peer_port: int, own_port: int) -> Iterator[str]:
    """Find the sockets from one port to the other; an IPv4 connection may be in either table."""
    for table in ("tcp", "tcp6"):
        file = _PROC / "net" / table
        if not file.exists():
            continue
        for row in file.read_text(encoding="ascii").splitlines()[1:]:
            _, local, remote, *rest = row.split()
            if (_port(local), _port(remote)) == (peer_port, own_port):
                yield rest[6]


def _port(address: str) -> int:
    return int(address.rpartition(":")[2], 16)


def _directory_through_lsof(peer_port: int, own_port: int) -> Path | None:
    process = ""
    for line in _lsof("-nP", f"-iTCP:{peer_port}", "-Fpn"):
        if line.startswith("p"):
            process = line[1:]
        local, _, remote = line[1:].partition("->")
        if local.endswith(f":{peer_port}") and remote.endswith(f":{own_port}"):
            found = _lsof("-a", "-p", process, "-d", "cwd", "-Fn")
            return next((Path(name[1:]) for name in found if name.startswith("n")), None)
    return None


def _lsof(*arguments: str) -> list[str]:
    """Run lsof and return its lines: each is one field, named by its first letter."""
    try:
        answer = subprocess.run(
            ["lsof", "-w", *arguments],
            capture_output=True,
            text=True,
            timeout=_LSOF_SECONDS,
            check=False,
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return []
    return answer.stdout.splitlines()
