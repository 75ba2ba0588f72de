"""One deployed embedded cloud for the whole layer: the real engine, the real commands."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stack.embedded import ROOT, EmbeddedCloud, Ran, variant


@pytest.fixture(scope="session")
def first_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EmbeddedCloud, Ran]]:
    """The embedded cloud, and what its first `up` printed."""
    cloud = EmbeddedCloud(tmp_path_factory.mktemp("stack") / "cloud")
    try:
        yield cloud, cloud.command("up")
    finally:
        cloud.command("down")


@pytest.fixture(scope="session")
def cloud(first_up: tuple[EmbeddedCloud, Ran]) -> EmbeddedCloud:
    """An embedded cloud with staging deployed on it."""
    running, ran = first_up
    assert ran.status == 0, ran.text
    return running


@pytest.fixture(scope="session")
def program() -> str:
    """The program's own text."""
    return (ROOT / "__main__.py").read_text()


@pytest.fixture
def project(tmp_path: Path, program: str) -> Callable[..., Path]:
    """Make a variant of this project: `project(program=…, configuration=…)`."""

    def make(**changed: object) -> Path:
        return variant(tmp_path / "project", **{"program": program, **changed})  # type: ignore[arg-type]  # test shorthand

    return make
