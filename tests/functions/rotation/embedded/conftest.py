"""The same world on the embedded cloud, behind the gateway."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions.common.aws_clients import session
from localcloud.gateway.fixture import ACCOUNT_ID, RunningAws, running_aws
from localcloud.twilio.fixture import RunningEmulator
from tests.functions.rotation.stored import PENDING, Stored
from tests.functions.rotation.world import NAMES, World
from tests.localcloud.gateway.functions import arn_of, make_function
from tests.localcloud.gateway.waiting import eventually


@pytest.fixture(scope="session")
def embedded(
    emulator: RunningEmulator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with running_aws(tmp_path_factory.mktemp("rotation")) as aws:
        world = World.make(aws.environment(), emulator, aws.client("secretsmanager"))
        _let_secrets_manager_in(aws)
        for stored in (world.account, world.webhooks):
            _enable_rotation(stored)
        yield world


@pytest.fixture
def everything(embedded: World) -> World:
    return embedded


@pytest.fixture
def events(everything: World) -> Any:
    """The events of botocore that the function's clients have: they copy their session's."""
    return session().events


def _let_secrets_manager_in(aws: RunningAws) -> None:
    """Deploy a function that does nothing: the one that rotates runs in this process."""
    make_function(aws, NAMES.rotation)
    aws.client("lambda").add_permission(
        FunctionName=NAMES.rotation,
        StatementId="rotation",
        Action="lambda:InvokeFunction",
        Principal="secretsmanager.amazonaws.com",
        SourceAccount=ACCOUNT_ID,
    )


def _enable_rotation(stored: Stored) -> None:
    """Set rotation up as the program does, and wait until Secrets Manager has tried it."""
    stored.client.rotate_secret(
        SecretId=stored.arn,
        RotationLambdaARN=arn_of(NAMES.rotation),
        RotationRules={"AutomaticallyAfterDays": 90},
        RotateImmediately=False,
    )
    assert eventually(lambda: not stored.holder(PENDING))
