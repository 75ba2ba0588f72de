"""An account on a bare embedded cloud, bootstrapped: cut off once, gone on with, and once more."""

import json
import os
import shutil
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from berthcare.account_names import AccountNames
from localcloud.engine import Engine
from localcloud.gateway.fixture import ACCOUNT_ID
from tests.stack.embedded import ROOT, EmbeddedCloud, Ran, run

NAMES = AccountNames(ACCOUNT_ID)
REPOSITORY = "berthcare-example/communications"
STATE_KEY = ".pulumi/stacks/berthcare-bootstrap/account.json"
BOTH = ("--environment", "staging", "--environment", "production")
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
    command = [sys.executable, "-c", COMMAND, "bootstrap", "--repository", REPOSITORY]
    environment = {**cloud.environment, "PATH": search}
    return run([*command, *BOTH, *words], environment, place, seconds=SECONDS)


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


def bootstrapped_account(cloud: EmbeddedCloud, folder: Path, engine: Engine) -> Bootstrapped:
    """Bootstrap an empty account: cut off while its state moves, gone on with, and once more."""
    first, elsewhere = clone(folder / "first"), clone(folder / "elsewhere")
    interrupted = bootstrap(cloud, first, "--yes", path=str(interrupting(folder, engine)))
    held = first / ".bootstrap" / "state" / STATE_KEY
    kept = latest(held.read_text()) if held.is_file() else {}
    finished = bootstrap(cloud, first, "--yes")
    moved = latest(state_in_bucket(cloud)) if finished.status == 0 else {}
    again = bootstrap(cloud, elsewhere, "--yes", "--json")
    return Bootstrapped(cloud, first, interrupted, kept, finished, moved, elsewhere, again)


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
