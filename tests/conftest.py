"""What all layers share: the order (fast tests first) and the search for the engine."""

import os

import pytest

_SLOWER = ("cloud", "engine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run pure tests first, then those with servers, then those with the engine."""
    items.sort(key=_layer)


def _layer(item: pytest.Item) -> int:
    return max(
        (_SLOWER.index(m.name) + 1 for m in item.iter_markers() if m.name in _SLOWER), default=0
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip an engine test only where no engine can be had; fail it where one is required."""
    if item.get_closest_marker("engine") is None:
        return
    from localcloud.engine import EngineNotFound, find_engine  # noqa: PLC0415 - only where needed

    try:
        find_engine()
    except EngineNotFound as missing:
        if os.environ.get("BERTHCARE_ENGINE_REQUIRED"):
            pytest.fail(f"the engine is required here: {missing}", pytrace=False)
        pytest.skip(f"no Pulumi engine can be had: {missing}")
