"""A run killed between purchase and answer buys no second number when it is run again."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack.embedded import ROOT, EmbeddedCloud

pytestmark = [pytest.mark.engine, pytest.mark.cloud]

_PURCHASE_SECONDS = 90


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedCloud]:
    """An embedded cloud of its own, with nothing deployed."""
    own = EmbeddedCloud(tmp_path_factory.mktemp("killed") / "cloud")
    started = own.command("start")
    try:
        assert started.status == 0, started.text
        yield own
    finally:
        own.command("down")


def wait_for_purchases(cloud: EmbeddedCloud, count: int) -> None:
    until = time.monotonic() + _PURCHASE_SECONDS
    while len(cloud.owned_numbers()) < count:
        assert time.monotonic() < until, "no purchase reached the emulator"
        time.sleep(0.1)


def kill_session(leader: subprocess.Popen[bytes]) -> None:
    """Kill every process of the session that `leader` leads: engine, program and plugins."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == leader.pid:
                os.kill(int(entry.name), signal.SIGKILL)
    leader.wait(timeout=30)


def test_one_number_of_each_kind_after_a_kill_between_purchase_and_answer(
    cloud: EmbeddedCloud, tmp_path: Path
) -> None:
    cloud.add_fault(method="POST", path=".*IncomingPhoneNumbers.*", times=3, hang_after_commit=True)
    with (tmp_path / "output").open("wb") as output:
        killed = subprocess.Popen(
            ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--stack", "staging"],
            cwd=ROOT,
            env=cloud.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait_for_purchases(cloud, 3)
        finally:
            kill_session(killed)
    bought = sorted(number["sid"] for number in cloud.owned_numbers())
    cloud.clear_faults()

    again = cloud.command("up")

    assert again.status == 0, again.text
    assert sorted(number["sid"] for number in cloud.owned_numbers()) == bought
    assert len(bought) == 3
