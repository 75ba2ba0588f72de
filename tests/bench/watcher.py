"""How long a run of the watcher takes when Twilio answers each request after 100 ms.

Everything but Twilio answers at once here, so what is measured is the watcher's own work and how
far its requests wait for one another.
"""

import contextlib
import io
import os
import statistics
import tempfile
import time
from pathlib import Path

from functions.watcher.handler import handle
from tests.functions.watcher.world import SPENT, World, running_world

_LATENCY_MS = 100
_ROUNDS = 7
_MANY = 100_000


def measure_watcher() -> None:
    """Print the time of a run, and of one that suspends the subaccount."""
    with tempfile.TemporaryDirectory() as folder, running_world(Path(folder)) as world:
        os.environ |= world.variables()
        _seconds()  # reads the AWS services' models once, as the first run of an instance does
        world.twilio.add_fault(path=".", latency_ms=_LATENCY_MS, times=_MANY)
        _print("watcher's run", [_seconds() for _ in range(_ROUNDS)])
        os.environ["SPEND_LIMIT_USD"] = str(SPENT)
        _print("watcher's run that suspends", [_suspending(world) for _ in range(_ROUNDS)])


def _suspending(world: World) -> float:
    world.ask("POST", "", {"Status": "active"}).raise_for_status()
    return _seconds()


def _seconds() -> float:
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        handle({}, None)
    return time.perf_counter() - start


def _print(what: str, times: list[float]) -> None:
    print(
        f"{f'{what}, Twilio at {_LATENCY_MS} ms (limit 3 s)':<58} "
        f"{statistics.median(times):6.2f} s   ({max(times):.2f} at most, {len(times)} rounds)",
        flush=True,
    )


if __name__ == "__main__":
    measure_watcher()
