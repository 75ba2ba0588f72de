"""An account is bootstrapped: interrupted once, typed again, and typed again from another clone."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from berthcare.account_names import SECRETS_PROVIDER, AccountNames
from localcloud.engine import Engine
from localcloud.gateway.fixture import ACCOUNT_ID
from tests.stack.embedded import ROOT, EmbeddedCloud, Ran

pytestmark = pytest.mark.engine

NAMES = AccountNames(ACCOUNT_ID)
REPOSITORY = "berthcare-example/communications"
STATE_KEY = ".pulumi/stacks/berthcare-bootstrap/account.json"
SECONDS = 100
COMMAND = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
from berthcare.cli import main
sys.exit(main())
"""
INTERRUPTING = """#!/bin/sh
# A double: a person types Ctrl-C while the state is being written into the bucket.
case " $* " in *" stack import "*) kill -INT "$PPID"; exit 1 ;; esac
exec "{engine}" "$@"
"""


def clone(folder: Path) -> Path:
    """Make what a clone has, with a folder of its own for a run's files."""
    folder.mkdir()
    for entry in ROOT.iterdir():
        if entry.name not in {".git", ".bootstrap", ".localcloud", ".cache", "bootstrap"}:
            (folder / entry.name).symlink_to(entry)
    own = shutil.ignore_patterns("Pulumi.*.yaml", "__pycache__")
    shutil.copytree(ROOT / "bootstrap", folder / "bootstrap", ignore=own)
    return folder


def bootstrap(cloud: EmbeddedCloud, place: Path, *words: str, path: str = "") -> Ran:
    """Type `berthcare bootstrap` in a clone; `path` stands first on PATH."""
    search = os.pathsep.join(filter(None, [path, cloud.environment["PATH"]]))
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, "bootstrap", "--repository", REPOSITORY, *words],
            cwd=place,
            env={**cloud.environment, "PATH": search},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
        output.seek(0)
        return Ran(done.returncode, output.read())


@dataclass(frozen=True)
class Bootstrapped:
    """What was seen on the way."""

    cloud: EmbeddedCloud
    first: Path
    interrupted: Ran
    kept: dict[str, Any]
    """The state that the interrupted run left in the clone."""
    finished: Ran
    moved: dict[str, Any]
    """The state in the bucket, when the same command had ended."""
    elsewhere: Path
    again: Ran


@pytest.fixture(scope="module")
def bootstrapped(
    tmp_path_factory: pytest.TempPathFactory, engine: Engine
) -> Iterator[Bootstrapped]:
    """Bootstrap an empty account: cut off while its state moves, gone on with, and once more."""
    folder = tmp_path_factory.mktemp("bootstrap")
    cloud = EmbeddedCloud(folder / "cloud")
    try:
        started = cloud.command("start", "--bare")
        assert started.status == 0, started.text
        first, elsewhere = clone(folder / "first"), clone(folder / "elsewhere")
        interrupted = bootstrap(cloud, first, "--yes", path=str(interrupting(folder, engine)))
        held = first / ".bootstrap" / "state" / STATE_KEY
        kept = latest(held.read_text()) if held.is_file() else {}
        finished = bootstrap(cloud, first, "--yes")
        moved = latest(state_in_bucket(cloud)) if finished.status == 0 else {}
        again = bootstrap(cloud, elsewhere, "--yes", "--json")
        yield Bootstrapped(cloud, first, interrupted, kept, finished, moved, elsewhere, again)
    finally:
        cloud.command("down")


def interrupting(folder: Path, engine: Engine) -> Path:
    """Return a folder with the double of `pulumi` that interrupts whoever moves the state."""
    place = folder / "bin"
    place.mkdir()
    double = place / "pulumi"
    double.write_text(INTERRUPTING.format(engine=engine.path))
    double.chmod(double.stat().st_mode | stat.S_IXUSR)
    return place


def state_in_bucket(cloud: EmbeddedCloud) -> str:
    """Return the bytes of the state."""
    found = cloud.aws("s3").get_object(Bucket=NAMES.state_bucket, Key=STATE_KEY)
    return str(found["Body"].read().decode())


def latest(text: str) -> dict[str, Any]:
    """Return the deployment that a backend's file tells."""
    found: dict[str, Any] = json.loads(text)["checkpoint"]["latest"]
    return found


def test_an_interrupt_says_what_is_done_and_how_to_go_on(bootstrapped: Bootstrapped) -> None:
    ran = bootstrapped.interrupted
    assert ran.status == 130, ran.text
    assert "interrupted; it may have been done" in ran.text
    assert f"Go on: berthcare bootstrap --repository {REPOSITORY}" in ran.text
    assert bootstrapped.kept["resources"]


def test_the_same_command_ends_with_the_same_state_in_the_bucket(
    bootstrapped: Bootstrapped,
) -> None:
    assert bootstrapped.finished.status == 0, bootstrapped.finished.text
    assert bootstrapped.moved["resources"] == bootstrapped.kept["resources"]


def test_the_state_is_under_the_key_that_the_program_made(bootstrapped: Bootstrapped) -> None:
    provider = bootstrapped.moved["secrets_providers"]
    assert (provider["type"], provider["state"]["url"]) == ("cloud", SECRETS_PROVIDER)
    head = bootstrapped.cloud.aws("s3").head_object(Bucket=NAMES.state_bucket, Key=STATE_KEY)
    assert head["ServerSideEncryption"] == "aws:kms"


def test_no_copy_is_left_in_any_clone(bootstrapped: Bootstrapped) -> None:
    for place in (bootstrapped.first, bootstrapped.elsewhere):
        assert not (place / ".bootstrap").exists()
        assert list((place / "bootstrap").glob("Pulumi.*.yaml")) == []


def test_another_clone_finds_the_state_in_the_bucket_and_changes_nothing(
    bootstrapped: Bootstrapped,
) -> None:
    ran = bootstrapped.again
    assert ran.status == 0, ran.text
    told = json.loads(ran.text[ran.text.index("\n{") :])
    assert (told["state"], told["changed"], told["plan"]) == ("bucket", False, [])
    assert latest(state_in_bucket(bootstrapped.cloud)) == bootstrapped.moved
