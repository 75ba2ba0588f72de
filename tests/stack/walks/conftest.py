"""A desk for whoever walks the documents, on the cloud that the wizard set up."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.stack.embedded import ROOT, variant
from tests.stack.set_up import TYPED, SetUp
from tests.stack.walks.walk import sense, with_first

_PRELOADED = ("aws", "berthcare")


@dataclass(frozen=True)
class Desk:
    """Where a person works: the project's folder, and a shell that knows the tools."""

    place: Path
    environ: dict[str, str]
    walked: set[frozenset[str]] = field(default_factory=lambda: {sense(one) for one in TYPED})
    """What takes seconds and was typed here already."""


@pytest.fixture(scope="session")
def desk(set_up: SetUp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The project in a folder of its own, so that what the documents write stays there."""
    folder = tmp_path_factory.mktemp("desk")
    place = variant(folder / "project", program=(ROOT / "__main__.py").read_text())
    (place / ".localcloud").symlink_to(set_up.cloud.directory)
    tools = folder / "tools"
    tools.mkdir()
    with serving(tools):
        yield Desk(place, with_first(tools, set_up.cloud.environment))


@contextmanager
def serving(tools: Path) -> Iterator[None]:
    """Put the preloaded programs into a folder."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.stack.walks.preloaded", name, str(tools)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in _PRELOADED
    ]
    try:
        for one in started:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        yield
    finally:
        for one in started:
            one.communicate("")
