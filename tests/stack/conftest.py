"""Deployed embedded clouds for the whole layer: the real engine, the real commands."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from localcloud.engine import Engine
from tests.stack.bootstrapped import Bootstrapped, bootstrapped_account
from tests.stack.embedded import ROOT, EmbeddedCloud, Ran, variant
from tests.stack.listener import listening
from tests.stack.set_up import SetUp, set_up_by_the_wizard
from tests.stack.watched import NAMES, WatchedCloud


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
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SetUp]:
    """A third embedded cloud, set up by the wizard in a terminal, deployed and verified."""
    folder = tmp_path_factory.mktemp("set-up")
    cloud = EmbeddedCloud(folder / "cloud")
    try:
        started = cloud.command("start")
        assert started.status == 0, started.text
        yield set_up_by_the_wizard(cloud, folder)
    finally:
        cloud.command("down")


@pytest.fixture(scope="session")
def bootstrapped(
    tmp_path_factory: pytest.TempPathFactory, engine: Engine
) -> Iterator[Bootstrapped]:
    """A bare embedded cloud, on which `berthcare bootstrap` was typed three times."""
    folder = tmp_path_factory.mktemp("bootstrapped")
    cloud = EmbeddedCloud(folder / "cloud")
    try:
        started = cloud.command("start", "--bare")
        assert started.status == 0, started.text
        yield bootstrapped_account(cloud, folder, engine)
    finally:
        cloud.command("down")


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


@pytest.fixture(scope="session")
def watched_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WatchedCloud]:
    """Another embedded cloud with staging on it, on which alarms may ring and things break.

    Nothing was verified on it: no alarm has rung, and neither function has run by its schedule.
    """
    cloud = EmbeddedCloud(tmp_path_factory.mktemp("watched") / "cloud")
    try:
        started = cloud.command("start")
        assert started.status == 0, started.text
        deployed = cloud.pulumi("up", "--yes", "--skip-preview", "--stack", "staging")
        assert deployed.status == 0, deployed.text
        # The tests start the functions; a run of their schedules in between would confuse them.
        for rule in (NAMES.watcher, NAMES.rotation):
            cloud.aws("events").disable_rule(Name=rule)
        told = cloud.pulumi("stack", "output", "--json", "--stack", "staging")
        outputs = json.loads(told.text)
        with listening(cloud, outputs["alert_topic_arn"]) as listener:
            yield WatchedCloud(cloud, outputs, listener)
    finally:
        cloud.command("down")
