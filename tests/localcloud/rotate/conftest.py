"""One set of servers with the deployed rotation; for each test settled secrets, and short waits."""

import os
import time
from collections.abc import Callable, Iterator
from functools import cache
from types import SimpleNamespace

import boto3
import pytest
import requests

from berthcare import aws_client
from berthcare.rotate import command
from localcloud.gateway.fixture import RunningAws, running_aws
from localcloud.twilio.fixture import RunningEmulator, running_emulator
from tests.localcloud.rotate.deployed import NAMES, deploy, let_rotate
from tests.localcloud.rotate.vault import Vault

_PAUSE_SECONDS = 0.05


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """Give an environment with a subaccount, whose rotations are set up and were never made."""
    with running_aws(tmp_path_factory.mktemp("aws")) as aws, running_emulator() as twilio:
        vault = Vault(aws, twilio, make_subaccount(twilio))
        deploy(aws, vault.sid, twilio.base_url)
        vault.settle()
        let_rotate(aws)
        while vault.is_rotating():  # the function is tried on each value
            time.sleep(_PAUSE_SECONDS)
        yield vault


def make_subaccount(twilio: RunningEmulator) -> str:
    answer = requests.post(
        f"{twilio.base_url}/2010-04-01/Accounts.json",
        data={"FriendlyName": NAMES.subaccount},
        auth=(twilio.account_sid, twilio.auth_token),
        timeout=10,
    )
    answer.raise_for_status()
    return str(answer.json()["sid"])


@pytest.fixture(scope="session")
def make_session() -> Callable[..., boto3.Session]:
    """One session for each caller: it reads the services' models once, and that takes longest."""

    @cache
    def made(_key_id: str, region_name: str) -> boto3.Session:
        return boto3.Session(region_name=region_name)

    return lambda region_name: made(os.environ["AWS_ACCESS_KEY_ID"], region_name)


@pytest.fixture
def vault(
    deployed: Vault,
    make_session: Callable[..., boto3.Session],
    monkeypatch: pytest.MonkeyPatch,
) -> Vault:
    """Lead this process to settled secrets."""
    lead_to(deployed.aws, monkeypatch)
    monkeypatch.setattr(aws_client, "boto3", SimpleNamespace(Session=make_session))
    monkeypatch.setenv("TWILIO_BASE_URL", deployed.twilio.base_url)
    monkeypatch.setattr(command, "_wait", lambda _: time.sleep(_PAUSE_SECONDS))
    deployed.settle()
    return deployed


def lead_to(aws: RunningAws, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("AWS_", "TWILIO_"))]:
        monkeypatch.delenv(name)
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
