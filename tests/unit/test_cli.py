"""The command line as a whole: an output that cannot be written is told cleanly, or not at all."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import BinaryIO

import pytest

from berthcare.__main__ import main as entry_point
from berthcare.cli import main

ROOT = Path(__file__).parents[2]
SUBCOMMANDS = ("verify", "failover", "keep-alive", "evidence", "dashboard", "spend", "rotate")
STATE = (
    '{"version": 3, "deployment": {"resources": ['
    '{"urn": "urn:pulumi:staging::p::pulumi:pulumi:Stack::p-staging", "custom": false,'
    ' "type": "pulumi:pulumi:Stack"}]}}'
)
needs_dev_full = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="this system has no /dev/full"
)


@pytest.fixture
def closed_pipe() -> Iterator[int]:
    """The end to write to of a pipe that nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


@pytest.fixture
def full_disk() -> Iterator[BinaryIO]:
    with Path("/dev/full").open("wb") as device:
        yield device


@pytest.fixture
def evidence(tmp_path: Path) -> list[str]:
    """A subcommand that prints more than a buffer, and asks nobody."""
    state, exceptions = tmp_path / "state.json", tmp_path / "exceptions.yaml"
    state.write_text(STATE)
    exceptions.write_text("[]")
    files = ["--state", str(state), "--exceptions", str(exceptions)]
    return ["evidence", "staging", *files, "--json"]


def berthcare(arguments: list[str], output: int | BinaryIO, folder: Path) -> tuple[int, str]:
    """Return the exit status, and what was said on the standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "berthcare", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


def test_a_closed_pipe_ends_with_2_and_without_a_word(
    closed_pipe: int, evidence: list[str], tmp_path: Path
) -> None:
    assert berthcare(evidence, closed_pipe, tmp_path) == (2, "")


@needs_dev_full
def test_a_full_disk_ends_with_2_and_one_line(
    full_disk: BinaryIO, evidence: list[str], tmp_path: Path
) -> None:
    told = "berthcare: the standard output cannot be written: No space left on device.\n"

    assert berthcare(evidence, full_disk, tmp_path) == (2, told)


@pytest.mark.parametrize("subcommand", SUBCOMMANDS)
def test_every_subcommand_ends_so(subcommand: str, closed_pipe: int, tmp_path: Path) -> None:
    assert berthcare([subcommand, "--help"], closed_pipe, tmp_path) == (2, "")


class Interrupted(MetaPathFinder):
    """Ctrl-C while the command line is loaded."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> None:
        if name == "berthcare.cli":
            raise KeyboardInterrupt


def test_an_interrupt_while_it_is_loaded_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "berthcare.cli")
    monkeypatch.setattr(sys, "meta_path", [Interrupted(), *sys.meta_path])

    assert entry_point() == 130
    assert capsys.readouterr().err == "berthcare: interrupted.\n"


def test_what_a_person_starts_is_what_tells_of_interrupts() -> None:
    assert '\nberthcare = "berthcare.__main__:main"\n' in (ROOT / "pyproject.toml").read_text()


def test_nothing_is_loaded_before_an_interrupt_is_told() -> None:
    program = "import sys, berthcare.__main__; sys.exit('berthcare.cli' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60, check=False)

    assert done.returncode == 0


def test_a_pipe_that_a_subcommand_broke_elsewhere_is_no_lost_output(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> str:
        raise BrokenPipeError

    monkeypatch.setattr("berthcare.evidence.command.find_project", broken)

    with pytest.raises(BrokenPipeError):
        main(["evidence", "staging"])


def test_an_output_that_can_be_written_is_left_as_it_was(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = sys.stdout

    assert main(["--version"]) == 0
    assert sys.stdout is before
    assert capsys.readouterr().out.startswith("berthcare ")
