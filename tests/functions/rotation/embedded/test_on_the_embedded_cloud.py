"""The same rotation by the real handler against the gateway, and the double held to it."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.rotation.handler import RotationFailed
from tests.conftest import FIGURES
from tests.functions.rotation.boundary import AFTER, Boundary
from tests.functions.rotation.function import Function
from tests.functions.rotation.killing import Killing
from tests.functions.rotation.scenarios import (
    ROTATION_OF_ACCOUNT,
    ROTATION_OF_WEBHOOKS,
    Scenario,
)
from tests.functions.rotation.stored import CURRENT, PENDING, Stored
from tests.functions.rotation.world import OPEN, REQUESTED, SECONDARY, World

pytestmark = pytest.mark.cloud

Record = Callable[[str, object], None]
READS = ("DescribeSecret", "GetSecretValue", "GET ")
LABEL = "UpdateSecretVersionStage"


def test_two_rotations_end_with_one_version_each_that_is_accepted_alone(
    world: World, function: Function
) -> None:
    old = world.primary
    account, webhooks = function.rotate(world.account), function.rotate(world.webhooks)
    assert function.complete() == {"account": "promoted", "webhooks": "retired"}
    assert function.complete() == {"account": "retired", "webhooks": "nothing to do"}

    assert world.account.labels() == {account: {CURRENT}}
    assert world.webhooks.labels() == {webhooks: {CURRENT}}
    assert world.account.value() == world.credentials(world.primary)
    assert not world.accepts(old)


@pytest.mark.parametrize("scenario", [ROTATION_OF_ACCOUNT, ROTATION_OF_WEBHOOKS])
def test_a_function_that_is_killed_after_any_change_leaves_a_rotation_that_can_be_finished(
    scenario: Scenario,
    world: World,
    function: Function,
    boundary: Boundary,
    record_property: Record,
) -> None:
    killing = Killing(scenario, world, function, boundary)
    calls = killing.calls()
    changes = [place for place, call in enumerate(calls) if not call.startswith(READS)]
    assert len(changes) >= 4
    for place in changes:
        killing.run(place, AFTER)

    name = f"{FIGURES}the rotation's fault matrix on the embedded cloud"
    record_property(name, {"scenarios": 1, "crashes": len(changes)})


def test_a_secondary_token_that_was_deleted_is_rolled_back(
    world: World, function: Function
) -> None:
    old, before = world.primary, world.account.holder(CURRENT)
    function.rotate(world.account)
    world.delete_secondary()

    with pytest.raises(RotationFailed, match="rolled back"):
        function.complete()
    assert world.account.labels() == {before: {CURRENT, REQUESTED}}
    assert world.account.value() == world.credentials(old)


def calls_on(stored: Stored) -> list[Any]:
    """Make calls that Secrets Manager carries out or refuses; return what came of each."""
    first, second = stored.holder(CURRENT), str(uuid.uuid4())
    names = {first: "first", second: "second"}
    outcomes: list[Any] = []

    def call(operation: str, **parameters: object) -> None:
        try:
            answer = getattr(stored.client, operation)(SecretId=stored.arn, **parameters)
        except ClientError as error:
            outcomes.append(error.response["Error"]["Code"])
        else:
            labels = {names[version]: on for version, on in stored.labels().items()}
            outcomes.append((answer.get("SecretString"), labels))

    def put(text: str, *labels: str) -> None:
        call(
            "put_secret_value",
            ClientRequestToken=second,
            SecretString=text,
            VersionStages=[*labels],
        )

    def relabel(label: str, **change: str) -> None:
        call("update_secret_version_stage", VersionStage=label, **change)

    call("put_secret_value", ClientRequestToken=second, VersionStages=[PENDING])
    call("get_secret_value", VersionId=second, VersionStage=PENDING)
    relabel(OPEN, MoveToVersionId=first)
    relabel(OPEN, MoveToVersionId=first)
    put("{}", PENDING, SECONDARY, OPEN)
    put("{}", PENDING, SECONDARY, OPEN)
    put("[]", PENDING)
    call("get_secret_value", VersionId=second, VersionStage=PENDING)
    relabel(SECONDARY, RemoveFromVersionId=first)
    relabel(SECONDARY, MoveToVersionId=first)
    relabel(SECONDARY, MoveToVersionId=first, RemoveFromVersionId=second)
    relabel(SECONDARY, RemoveFromVersionId=first)
    relabel(SECONDARY, RemoveFromVersionId=first)
    relabel(CURRENT, MoveToVersionId=second)
    relabel(CURRENT, MoveToVersionId=second, RemoveFromVersionId=first)
    relabel(CURRENT, MoveToVersionId=second, RemoveFromVersionId=first)
    relabel(CURRENT, MoveToVersionId=first, RemoveFromVersionId=second)
    relabel(OPEN, RemoveFromVersionId=second)
    relabel("AWSPREVIOUS", RemoveFromVersionId=second)
    relabel(PENDING, RemoveFromVersionId=second)
    return outcomes


def test_the_double_does_and_refuses_what_the_embedded_cloud_does(
    world: World, doubled: World
) -> None:
    doubled.reset()
    for stored in (world.webhooks, doubled.webhooks):
        stored.write(json.loads(json.dumps(stored.value())))
        stored.unlabel("AWSPREVIOUS")

    assert calls_on(doubled.webhooks) == calls_on(world.webhooks)
