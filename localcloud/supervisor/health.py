"""Whether a process answers."""

import http.client
import socket

from localcloud.supervisor.ports import HOST
from localcloud.supervisor.service import Service

_PROBE_SECONDS = 2.0


def answers(service: Service) -> bool:
    """Probe the process once, for two seconds at most.

    `http.client` knows no proxy settings, so a probe never leaves loopback.
    """
    if service.health_path is None:
        return _accepts(service.port)
    connection = http.client.HTTPConnection(HOST, service.port, timeout=_PROBE_SECONDS)
    try:
        connection.request("GET", service.health_path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _accepts(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=_PROBE_SECONDS):
            return True
    except OSError:
        return False
