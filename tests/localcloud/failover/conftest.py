"""AWS and the receiver for all tests; an empty Twilio account for each."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

import pytest

from berthcare.environments import Environment
from berthcare.verification.receiver import Receiver
from localcloud.gateway.fixture import RunningAws, running_aws
from localcloud.receiver.fixture import free_port, running_receiver
from localcloud.twilio.fixture import running_emulator
from tests.localcloud.failover.town import Town, make_secrets, settle_in
from tests.localcloud.verification.small_stack import HOST


class Ground(NamedTuple):
    """What lasts for all tests."""

    aws: RunningAws
    receiver: Receiver


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    directory = tmp_path_factory.mktemp("ground")
    with ExitStack() as opened:
        aws = opened.enter_context(running_aws(directory))
        url = opened.enter_context(
            running_receiver(
                Environment.STAGING, aws.environment(), directory / "receiver.log", free_port()
            )
        )
        make_secrets(aws)
        yield Ground(aws, Receiver(url))


@pytest.fixture
def town(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Give an environment as it was deployed, and lead this process to it."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "TWILIO_"))]:
        monkeypatch.delenv(name)
    for name, value in ground.aws.environment().items():
        monkeypatch.setenv(name, value)
    with running_emulator(webhook_hosts={HOST: ground.receiver.base_url}) as twilio:
        monkeypatch.setenv("TWILIO_BASE_URL", twilio.base_url)
        yield settle_in(ground.aws, twilio, ground.receiver)
