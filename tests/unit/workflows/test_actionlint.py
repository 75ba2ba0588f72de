"""The workflows pass actionlint, and a machine that cannot have it is told what to install."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.unit.workflows.workflow_steps import ROOT

CAN_BE_HAD = shutil.which("actionlint") or shutil.which("go")
REQUIRED = os.environ.get("BERTHCARE_ACTIONLINT_REQUIRED") == "1"
NONE_BUILT = "ACTIONLINT=.cache/actionlint/none/actionlint"
OTHER = "#!/bin/sh\necho 0.0.1\n"


def make(*words: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(shutil.which("make")), "--silent", *words],
        cwd=ROOT,
        env={**os.environ, "PATH": path or os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """Give a folder with what the command itself needs, and neither Go nor actionlint."""
    for tool in ("sh", "make", "sed", "head"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    return tmp_path


@pytest.mark.skipif(
    not CAN_BE_HAD and not REQUIRED, reason="this machine has neither actionlint nor Go"
)
def test_actionlint_finds_nothing() -> None:
    done = make("actionlint")

    if "could not be built" in done.stderr and not REQUIRED:
        pytest.skip("this machine's Go cannot reach its module proxy")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_machine_without_actionlint_and_go_is_told_what_to_install(tools: Path) -> None:
    done = make("actionlint", NONE_BUILT, path=str(tools))

    assert done.returncode == 2
    assert done.stderr.startswith("Neither actionlint ")
    assert "nor Go is on PATH. Install one of them" in done.stderr


def test_another_version_on_path_is_not_taken(tools: Path) -> None:
    other = tools / "actionlint"
    other.write_text(OTHER)
    other.chmod(0o700)

    done = make("actionlint", NONE_BUILT, path=str(tools))

    assert "nor Go is on PATH" in done.stderr
