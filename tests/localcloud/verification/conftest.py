"""One deployment on the embedded cloud for all tests of this folder."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import boto3
import pytest

from berthcare.environments import Environment
from berthcare.verification.aws import Aws
from berthcare.verification.backend_reading import read_as_backend
from berthcare.verification.context import Context
from berthcare.verification.receiver import Receiver
from berthcare.verification.stack_outputs import StackOutputs
from localcloud.gateway.fixture import running_aws
from localcloud.receiver.fixture import free_port, running_receiver
from localcloud.twilio.fixture import running_emulator
from tests.localcloud.verification.small_stack import HOST, DeployedStack, deploy


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployedStack]:
    """One deployment for all tests of this folder; each puts back what it changes."""
    directory = tmp_path_factory.mktemp("stack")
    port = free_port()
    with ExitStack() as opened:
        aws = opened.enter_context(running_aws(directory))
        twilio = opened.enter_context(
            running_emulator(webhook_hosts={HOST: f"http://127.0.0.1:{port}"})
        )
        receiver_url = opened.enter_context(
            running_receiver(
                Environment.STAGING, aws.environment(), directory / "receiver.log", port
            )
        )
        yield DeployedStack(aws, twilio, receiver_url, deploy(aws, twilio, receiver_url))


@pytest.fixture(autouse=True)
def led_to_the_stack(stack: DeployedStack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead this process, as `.localcloud/env` leads a shell."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "TWILIO_"))]:
        monkeypatch.delenv(name)
    for name, value in stack.environment().items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def state_file(stack: DeployedStack, tmp_path: Path) -> Path:
    """Return an exported state, for `--state`."""
    topic = {"arn": stack.outputs["alert_topic_arn"], "region": "ca-central-1"}
    resources = [
        {"urn": "u::staging", "type": "pulumi:pulumi:Stack", "outputs": dict(stack.outputs)},
        {"urn": "u::alerts", "type": "aws:sns/topic:Topic", "outputs": topic},
    ]
    path = tmp_path / "state.json"
    path.write_text(json.dumps({"version": 3, "deployment": {"resources": resources}}))
    return path


@pytest.fixture
def context(stack: DeployedStack) -> Context:
    """Return what a check is given; a test replaces what it is about."""
    aws = Aws(boto3.Session(region_name="ca-central-1"))
    outputs = StackOutputs.parse(stack.outputs, "staging")
    return Context(
        stack="staging",
        outputs=outputs,
        aws=aws,
        read_bundle=lambda: read_as_backend(aws, outputs),
        state=None,
        receiver=Receiver(stack.receiver_url),
        environ=stack.environment(),
        alarm_seconds=20,
        delivery_seconds=20,
    )
