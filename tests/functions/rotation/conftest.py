"""The world in which something is rotated, with a double of Secrets Manager, and the function.

`embedded/` has the same world on the embedded cloud.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from botocore import UNSIGNED
from botocore.config import Config

from functions.common import aws_clients
from functions.rotation import handler, run
from functions.rotation.patience import Patience
from localcloud.twilio.fixture import RunningEmulator, running_emulator
from tests.functions.rotation.boundary import Boundary, watched_boundary
from tests.functions.rotation.function import Function
from tests.functions.rotation.secrets_manager_double import SecretsManagerDouble
from tests.functions.rotation.world import World

NOWHERE = {
    "AWS_ACCESS_KEY_ID": "fake" * 5,
    "AWS_SECRET_ACCESS_KEY": "fake" * 10,
    "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
    "AWS_EC2_METADATA_DISABLED": "true",
}
"""Where requests to AWS end that the double does not answer."""
_CURT = Config(signature_version=UNSIGNED, user_agent="double")


@pytest.fixture(scope="session")
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator() as running:
        yield running


@pytest.fixture(scope="session")
def double() -> SecretsManagerDouble:
    return SecretsManagerDouble()


@pytest.fixture(scope="session")
def client(double: SecretsManagerDouble) -> Any:
    """The function's client, for all tests that the double is enough for."""
    return client_of(double)


@pytest.fixture(scope="session")
def doubled(emulator: RunningEmulator, double: SecretsManagerDouble) -> World:
    return World.make(NOWHERE, emulator, client_of(double))


def client_of(double: SecretsManagerDouble) -> Any:
    """Return a client as the function has it, whose requests the double answers.

    It signs nothing and says nothing of itself, which takes half the time of a call.
    """
    aws_clients.session.cache_clear()
    session: Any = aws_clients.session()
    session._session.set_default_client_config(_CURT)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in NOWHERE.items():
            patch.setenv(name, value)
        made: Any = aws_clients.aws_client(
            "secretsmanager", Patience(), attempts=Patience().aws_attempts
        )
    aws_clients.session.cache_clear()  # nobody else's session is like this
    made.meta.events.register("before-send.secretsmanager", double.answer)
    return made


@pytest.fixture
def everything(
    doubled: World, double: SecretsManagerDouble, client: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    # botocore waits before it sends something again.
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))
    monkeypatch.setattr(run, "aws_client", lambda *_, **__: client)
    yield doubled
    double.heal()


@pytest.fixture
def events(client: Any) -> Any:
    """The events of botocore that the function's clients have."""
    return client.meta.events


@pytest.fixture
def world(everything: World, monkeypatch: pytest.MonkeyPatch) -> World:
    for name, value in everything.variables().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(handler, "Patience", lambda: Patience(retry_after=0.001))
    everything.reset()
    return everything


@pytest.fixture
def function(world: World, capsys: pytest.CaptureFixture[str]) -> Function:
    """The function; the world is where it acts."""
    return Function(capsys)


@pytest.fixture
def boundary(world: World, events: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Boundary]:
    with watched_boundary(events, monkeypatch) as watched:
        yield watched
