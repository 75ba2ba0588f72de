"""What is said of an update, a preview, and one that a person interrupts."""

import io
import signal
from pathlib import Path

import pytest

from localcloud.supervisor.cloud import RunningCloud
from localcloud.supervisor.console import Console
from localcloud.supervisor.deployment import Deployment, summary
from localcloud.supervisor.errors import CloudError
from localcloud.supervisor.overlay import Overlay
from localcloud.supervisor.state_store import StateStore


def test_an_update_that_changed_nothing_is_called_unchanged() -> None:
    assert summary({"same": 61}) == "unchanged (61 resources)"


def test_an_update_is_told_by_its_operations() -> None:
    assert summary({"same": 58, "create": 3}) == "create 3, same 58"


def _deployment(
    tmp_path: Path, said: io.StringIO, engine: str, replaced: frozenset[str] = frozenset()
) -> Deployment:
    """Make a deployment with a stand-in for the engine: a script."""
    shim = tmp_path / "pulumi"
    shim.write_text(f"#!/bin/sh\n{engine}\n")
    shim.chmod(0o755)
    running = RunningCloud(Overlay({}, ()), StateStore((), (), ()), None, replaced)
    return Deployment(running, shim, tmp_path, Console(said))


@pytest.mark.parametrize(
    ("replaced", "refreshes"), [((), False), (("twilio",), False), (("gateway",), True)]
)
def test_an_update_reads_everything_anew_where_the_gateway_was_replaced(
    tmp_path: Path, replaced: tuple[str, ...], refreshes: bool
) -> None:
    script = """case "$1" in stack) echo '[{"resourceChanges": {}}]';; *) echo "$@" >words;; esac"""
    _deployment(tmp_path, io.StringIO(), script, frozenset(replaced)).up("staging")
    assert ("--refresh" in (tmp_path / "words").read_text()) is refreshes


def test_a_preview_that_the_engine_refuses_fails_with_what_to_do(tmp_path: Path) -> None:
    said = io.StringIO()
    with pytest.raises(CloudError, match=r"failed \(status 255\).*Put it right"):
        _deployment(tmp_path, said, "exit 255").preview("staging")
    assert "fail  pulumi preview --stack staging" in said.getvalue()
    assert "ok  " not in said.getvalue()


def test_a_preview_that_succeeds_says_so(tmp_path: Path) -> None:
    said = io.StringIO()
    _deployment(tmp_path, said, "exit 0").preview("staging")
    assert "ok    pulumi preview --stack staging" in said.getvalue()


def test_an_engine_that_a_person_interrupts_has_not_failed(tmp_path: Path) -> None:
    said = io.StringIO()
    # As Ctrl-C does, the stand-in's signal reaches this process, which by then waits for the
    # engine; the engine then ends by itself.
    script = "sleep 1; kill -INT $PPID; echo > ended; exit 255"
    deployment = _deployment(tmp_path, said, script)
    # A run started in the background ignores the signal, and so would this process.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            deployment.up("staging")
    finally:
        signal.signal(signal.SIGINT, before)
    assert (tmp_path / "ended").exists()
    assert "stop  pulumi up --stack staging" in said.getvalue()
    assert "fail" not in said.getvalue()
