"""The emulator for anybody's tests: `pytest_plugins = ["localcloud.twilio.pytest_plugin"]`.

Each test has an emulator of its own, on a free loopback port, with made-up credentials.
"""

from collections.abc import Iterator, Mapping

import pytest
from twilio.rest import Client

from localcloud.twilio.exchange import Options
from localcloud.twilio.fixture import RunningEmulator, running_emulator
from localcloud.twilio.sdk_client import EmulatorHttpClient


@pytest.fixture
def twilio_options() -> Options:
    """Return what the emulator is started with; override it to choose otherwise."""
    return Options()


@pytest.fixture
def twilio_webhook_hosts() -> Mapping[str, str]:
    """Return where webhooks go, host name to `http://127.0.0.1:PORT`; override it to receive."""
    return {}


@pytest.fixture
def twilio_emulator(
    twilio_options: Options, twilio_webhook_hosts: Mapping[str, str]
) -> Iterator[RunningEmulator]:
    """Run an emulator for one test."""
    with running_emulator(options=twilio_options, webhook_hosts=twilio_webhook_hosts) as emulator:
        yield emulator


@pytest.fixture
def twilio_client(twilio_emulator: RunningEmulator) -> Iterator[Client]:
    """Connect the SDK to the emulator with the main account's credentials."""
    http_client = EmulatorHttpClient(twilio_emulator.base_url)
    yield Client(twilio_emulator.account_sid, twilio_emulator.auth_token, http_client=http_client)
    http_client.close()
