"""What all layers share: the order, the division among workers, the engine, the AWS models."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from botocore.loaders import JSONFileLoader

from localcloud.engine import Engine, EngineNotFoundError, find_engine

_ROOT = Path(__file__).parents[1]
_SLOWER = ("cloud", "engine")
_SLOWER_ALONE = " or ".join(_SLOWER)
_SHARED = {
    "first_up": "deployed stack",
    "watched_cloud": "watched stack",
    "set_up": "set-up stack",
    "bootstrapped": "bootstrapped stack",
}
"""Fixtures that deploy a whole stack, with the group of the tests that share it."""
_LONG = ("test_nothing_is_lost.py", "test_mutations.py", "test_rehearsal.py")
"""Files whose few tests take as long as many of others."""
FIGURES = "figures of "
"""What the name of a recorded property begins with whose numbers are summed and printed."""
_ENGINE = pytest.StashKey[Engine | EngineNotFoundError]()


def pytest_configure(config: pytest.Config) -> None:
    """Let the workers take the groups in the order below, not by the number of their tests."""
    config.option.loadscopereorder = False


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out files without a slower test where only those run: each worker reads every file."""
    if config.option.markexpr != _SLOWER_ALONE or collection_path.suffix != ".py":
        return None
    text = collection_path.read_text(encoding="utf-8")
    return None if any(f"mark.{name}" in text for name in _SLOWER) else True


@pytest.hookimpl(tryfirst=True)  # before the workers' own division reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run pure tests first, then those with servers, then those with the engine.

    Among workers a group's tests stay with one of them, which then starts the group's servers once.
    There the groups that take longest come first, so that no worker is left with a long one when
    the others have done.
    """
    items.sort(key=_layer)
    groups: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        name = _group(item)
        item.add_marker(pytest.mark.xdist_group(name))
        groups[name].append(item)
    if hasattr(config, "workerinput"):
        turns = sorted(groups, key=lambda name: _turn(name, groups[name]))
        items[:] = [item for name in turns for item in groups[name]]


def _group(item: pytest.Item) -> str:
    """Return the group: a deployed stack, a folder where servers are shared, or else the file."""
    own = item.get_closest_marker("xdist_group")
    if own is not None:
        return str(own.args[0])
    names = getattr(item, "fixturenames", ())
    shared = [group for fixture, group in _SHARED.items() if fixture in names]
    if shared:
        return shared[0]
    marks = {mark.name for mark in item.iter_markers()}
    return str(item.path.parent if "cloud" in marks and "engine" not in marks else item.path)


def _turn(name: str, items: list[pytest.Item]) -> tuple[int, bool, bool, int]:
    """Return what sorts a group the earlier the longer it is expected to take."""
    is_long = items[0].path.name in _LONG
    return -max(map(_layer, items)), name not in _SHARED.values(), not is_long, -len(items)


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


@pytest.fixture(scope="session", autouse=True)
def aws_models_are_read_once() -> Iterator[None]:
    """Let boto3's sessions share what they read: each reads megabytes, and commands make many."""
    read = cache(JSONFileLoader().load_file)

    def load_file(_: JSONFileLoader, path: str) -> object:
        return read(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JSONFileLoader, "load_file", load_file)
        yield


def _search(config: pytest.Config) -> Engine | EngineNotFoundError:
    """Search once a run: the last resort of the search takes its time."""
    if _ENGINE not in config.stash:
        try:
            config.stash[_ENGINE] = find_engine(_ROOT, os.environ)
        except EngineNotFoundError as missing:
            config.stash[_ENGINE] = missing
    return config.stash[_ENGINE]
