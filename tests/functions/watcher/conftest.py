"""The world that the watcher looks at, and how a test lets it look."""

from collections.abc import Iterator

import pytest

from functions.watcher import handler
from functions.watcher.handler import handle
from functions.watcher.patience import Patience
from tests.functions.watcher.ran import Ran, Watch
from tests.functions.watcher.world import World, running_world


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running_world(tmp_path_factory.mktemp("watcher")) as running:
        yield running


@pytest.fixture
def world(everything: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    for name, value in everything.variables().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(handler, "Patience", lambda: Patience(retry_after=0.01, second_look=0.01))
    yield everything
    everything.reset()


@pytest.fixture
def watch(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Watch:
    """Run the handler once, with these variables changed."""

    def run(**variables: str) -> Ran:
        with monkeypatch.context() as changed:
            for name, value in variables.items():
                changed.setenv(name, value)
            capsys.readouterr()
            return Ran(handle({}, None), capsys.readouterr().out)

    return run
