"""What all layers share: the order, the division among workers, and the search for the engine."""

import os
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from localcloud.engine import Engine, EngineNotFoundError, find_engine

_ROOT = Path(__file__).parents[1]
_SLOWER = ("cloud", "engine")
_SHARED = {"first_up": "deployed stack", "watched_cloud": "watched stack"}
"""Fixtures that deploy a whole stack, with the group of the tests that share it."""
FIGURES = "figures of "
"""What the name of a recorded property begins with whose numbers are summed and printed."""
_ENGINE = pytest.StashKey[Engine | EngineNotFoundError]()


@pytest.hookimpl(tryfirst=True)  # before the workers' own division reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run pure tests first, then those with servers, then those with the engine.

    A file's tests stay with one worker, which then starts the file's servers once; the tests on
    the deployed stack share one cloud and so one worker.
    """
    items.sort(key=_layer)
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))


def _group(item: pytest.Item) -> str:
    names = getattr(item, "fixturenames", ())
    shared = [group for fixture, group in _SHARED.items() if fixture in names]
    return shared[0] if shared else str(item.path)


def _layer(item: pytest.Item) -> int:
    names = {mark.name for mark in item.iter_markers()}
    return max((place for place, name in enumerate(_SLOWER, start=1) if name in names), default=0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests recorded, summed over the tests and their workers."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for report in [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]:
        for name, numbers in report.user_properties:
            if report.when == "call" and name.startswith(FIGURES):
                sums[name].update(numbers)
    for name, numbers in sums.items():
        told = ", ".join(f"{number:,} {what}" for what, number in numbers.items())
        terminalreporter.write_line(f"{name.removeprefix(FIGURES)}: {told}")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip an engine test only where no engine can be had; fail it where one is required."""
    if item.get_closest_marker("engine") is None:
        return
    found = _search(item.config)
    if isinstance(found, Engine):
        return
    if os.environ.get("BERTHCARE_ENGINE_REQUIRED"):
        pytest.fail(f"the engine is required here: {found}", pytrace=False)
    pytest.skip(f"no Pulumi engine can be had: {found}")


@pytest.fixture(scope="session")
def engine(pytestconfig: pytest.Config) -> Engine:
    """The Pulumi engine of this machine; for tests marked `engine`."""
    found = _search(pytestconfig)
    if isinstance(found, EngineNotFoundError):
        raise found
    return found


def _search(config: pytest.Config) -> Engine | EngineNotFoundError:
    """Search once a run: the last resort of the search takes its time."""
    if _ENGINE not in config.stash:
        try:
            config.stash[_ENGINE] = find_engine(_ROOT, os.environ)
        except EngineNotFoundError as missing:
            config.stash[_ENGINE] = missing
    return config.stash[_ENGINE]
