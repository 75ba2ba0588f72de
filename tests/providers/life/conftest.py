"""Twilio in this process, once for each module."""

from collections.abc import Iterator

import pytest

from tests.providers.life.provider_process import virtual_network
from tests.providers.life.virtual_twilio import VirtualTwilio


@pytest.fixture(scope="module")
def twilio() -> Iterator[VirtualTwilio]:
    with virtual_network():
        running = VirtualTwilio()
        yield running
        running.close()
