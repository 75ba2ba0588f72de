"""A project in a folder of its own, and a stand-in engine that prints what the real one did."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SUMMARY = json.dumps(
    {"sequence": 0, "summaryEvent": {"PolicyPacks": {"berthcare": "0.1.0"}, "result": "succeeded"}}
)
Engine = Callable[..., Path]


def make_project(folder: Path, name: str = "p", exceptions: str | None = "[]") -> None:
    """Make a project with a policy pack, and with the file of exceptions unless it is `None`."""
    (folder / "policies").mkdir(parents=True)
    (folder / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\n")
    (folder / "policies" / "PulumiPolicy.yaml").write_text("name: berthcare\n")
    if exceptions is not None:
        (folder / "policies" / "exceptions.yaml").write_text(exceptions)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project's folder, which is the current one."""
    place = tmp_path / "project"
    make_project(place)
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Put an engine alone on PATH, which notes what it was asked in the file that it returns."""

    def install(output: str = SUMMARY, status: int = 0, errors: str = "") -> Path:
        place = tmp_path / "bin"
        place.mkdir()
        note = place / "asked.json"
        program = place / "pulumi"
        program.write_text(
            f"#!{sys.executable}\nimport json, os, pathlib, sys\n"
            "state = pathlib.Path(sys.argv[sys.argv.index('--file') + 1])\n"
            "asked = {'arguments': sys.argv[1:], 'environ': sorted(os.environ),\n"
            "         'file': str(state), 'mode': state.stat().st_mode & 0o777,\n"
            "         'state': state.read_text()}\n"
            f"pathlib.Path({str(note)!r}).write_text(json.dumps(asked))\n"
            f"sys.stdout.write({output!r})\nsys.stderr.write({errors!r})\nsys.exit({status})\n"
        )
        program.chmod(0o700)
        monkeypatch.setenv("PATH", str(place))
        return note

    return install
