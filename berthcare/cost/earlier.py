"""The estimate as an earlier commit makes it: its own code and files, in a folder of its own.

The commit is exported by `git archive`, so neither the working tree nor the index is touched. Its
code is run by this interpreter with the packages installed beside it.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from berthcare.environments import Environment
from berthcare.errors import BerthcareError

_GIT_SECONDS = 60
_ESTIMATE_SECONDS = 120
_COMMAND = Path("berthcare/cost/command.py")
_SHORT = 12


@dataclass(frozen=True)
class Earlier:
    """What a commit estimated."""

    commit: str
    """The commit's abbreviated name."""
    document: dict[str, Any]


def estimate_at(ref: str, environment: Environment, folder: Path = Path()) -> Earlier:
    """Let a commit of the folder's repository estimate. Raises `BerthcareError`."""
    commit = _commit(ref, folder)
    archive = _archive(commit, folder)
    with tempfile.TemporaryDirectory(prefix="berthcare-cost-") as place:
        exported = Path(place)
        # Not as a tar file: Python before 3.11.4 extracts one without looking at its paths.
        with zipfile.ZipFile(io.BytesIO(archive)) as files:
            files.extractall(exported)
        if not (exported / _COMMAND).is_file():
            raise BerthcareError(
                f"--against: {ref!r} ({commit}) is too old: it has no `berthcare cost`.",
                f"Name a later commit: git log --oneline -- {_COMMAND}",
            )
        return Earlier(commit, _run(exported, environment, ref))


def _commit(ref: str, folder: Path) -> str:
    """Return a commit's abbreviated name."""
    spelled = f"{ref}^{{commit}}"
    words = ("rev-parse", "--verify", "--quiet", f"--short={_SHORT}", "--end-of-options", spelled)
    found = _git(folder, *words)
    if found is None:
        raise BerthcareError(
            f"--against: {ref!r} is no commit of this folder's repository.",
            "See what there is: git log --oneline -5",
        )
    return found.decode().split()[-1]


def _archive(commit: str, folder: Path) -> bytes:
    archive = _git(folder, "archive", "--format=zip", commit)
    if archive is None:
        raise BerthcareError(
            f"--against: `git archive {commit}` failed.",
            f"Look why: git archive --format=zip {commit} > files.zip",
        )
    return archive


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return what git prints; `None` where it fails."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, timeout=_GIT_SECONDS, check=False
        )
    except FileNotFoundError:
        raise BerthcareError(
            "--against: there is no `git` on PATH.", "Install git, then run the command again."
        ) from None
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None


def _run(exported: Path, environment: Environment, ref: str) -> dict[str, Any]:
    """Run the commit's own command. Neither settings nor credentials of the caller reach it."""
    path = os.environ.get("PATH", os.defpath)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "berthcare", "cost", environment.value, "--json"],
            cwd=exported,
            env={"PATH": path, "PYTHONPATH": str(exported), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=True,
            timeout=_ESTIMATE_SECONDS,
        )
        document = json.loads(done.stdout)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, ValueError) as error:
        said = str(getattr(error, "stderr", None) or "").strip().splitlines()
        reason = f" It says: {said[-1]}" if said else ""
        raise BerthcareError(
            f"--against: the estimate of {ref!r} failed.{reason}",
            "Name another commit: git log --oneline -- berthcare/cost",
        ) from None
    if not isinstance(document, dict):
        raise BerthcareError(
            f"--against: the estimate of {ref!r} has another form.",
            "Name a later commit: git log --oneline -- berthcare/cost",
        )
    return document
