"""Ports on loopback: which are free, and which each process of the cloud gets."""

import socket
from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack

from localcloud.supervisor.errors import PortTakenError

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Tell whether a server could listen on the port now."""
    with socket.socket() as probe:
        # As servers do it: a connection that lingers after its server (TIME_WAIT) is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def choose(
    names: Iterable[str],
    *,
    pinned: Mapping[str, int],
    former: Mapping[str, int],
    ours: Collection[str],
) -> dict[str, int]:
    """Return a port for each name: the pinned one, else the former one, else a free one.

    `ours` are the names whose process runs and holds its former port itself.
    Raises PortTakenError where a pinned port is held by another program.
    """
    kept: dict[str, int] = {}
    for name in names:
        port = pinned.get(name, former.get(name))
        if port is None:
            continue
        if (name in ours and former.get(name) == port) or is_free(port):
            kept[name] = port
        elif name in pinned:
            raise PortTakenError(name, port)
    missing = [name for name in names if name not in kept]
    return kept | dict(zip(missing, _free_ports(len(missing)), strict=True))


def _free_ports(count: int) -> list[int]:
    """Ask the system for free ports; all are held until the last is known, so all differ."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [probe.getsockname()[1] for probe in probes]
