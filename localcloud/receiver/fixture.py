"""A running receiver for tests: its own process, on a free loopback port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from berthcare.environments import Environment
from localcloud.receiver.rate_limit import BURST

_HOST = "127.0.0.1"
_START_SECONDS = 60.0


@contextmanager
def running_receiver(
    environment: Environment,
    variables: Mapping[str, str],
    log_file: Path,
    port: int | None = None,
    *,
    keep_seconds: float = 30,
    burst: int = BURST,
) -> Iterator[str]:
    """Run a receiver until the context ends, and give its base URL.

    `variables` lead it to AWS as a deployer. A caller that must know the address beforehand gives
    the port; one that rotates the tokens may have them kept for less, and one that lets days pass
    in seconds has more unsigned requests answered at once. Raises RuntimeError with the log where
    the receiver does not come up.
    """
    port = port or free_port()
    url = f"http://{_HOST}:{port}"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with (
        log_file.open("wb") as log,
        subprocess.Popen(
            [
                *(sys.executable, "-m", "localcloud.receiver"),
                *("--port", str(port), "--environment", str(environment)),
                *("--keep-seconds", str(keep_seconds)),
                *("--burst", str(burst)),
            ],
            env={**inherited, **variables},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=Path(__file__).parents[2],
        ) as process,
    ):
        try:
            _wait_for(f"{url}/_receiver/health", process, log_file)
            yield url
        finally:
            process.terminate()


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5):  # noqa: S310 - our own loopback address
            return True
    except OSError:
        return False


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log_file: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(url):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{url} did not answer. Its log:\n{log_file.read_text(errors='replace')}")
