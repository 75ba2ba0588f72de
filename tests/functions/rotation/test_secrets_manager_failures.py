"""Secrets Manager that is busy, refuses, or whose answers are lost."""

import pytest

from functions.rotation.handler import RotationFailed
from tests.functions.rotation.boundary import Boundary
from tests.functions.rotation.function import Function
from tests.functions.rotation.recovery import is_settled, recover
from tests.functions.rotation.secrets_manager_double import SecretsManagerDouble
from tests.functions.rotation.stored import CURRENT
from tests.functions.rotation.world import World

OPERATIONS = ("DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage")
BUSY = "ThrottlingException"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_throttling_is_waited_out(
    operation: str, world: World, function: Function, double: SecretsManagerDouble
) -> None:
    account, webhooks = world.account.begin(), world.webhooks.begin()
    double.refusals[operation] = [BUSY] * 4

    function.attempt(world.account, account)
    function.attempt(world.webhooks, webhooks)
    function.complete()
    function.complete()
    assert double.refusals[operation] == []
    assert is_settled(world.account)
    assert is_settled(world.webhooks)


@pytest.mark.parametrize("code", [BUSY, "InternalServiceError", "AccessDeniedException"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_refusal_that_does_not_pass_fails_cleanly_and_the_next_attempt_goes_well(
    operation: str,
    code: str,
    world: World,
    function: Function,
    double: SecretsManagerDouble,
) -> None:
    old, version = world.primary, world.account.begin()
    double.refusals[operation] = [code] * 100

    with pytest.raises(RotationFailed, match=f"account createSecret: AWS {code}"):
        function.attempt(world.account, version)
    assert world.accepts(old)
    double.heal()
    recover(function, world.account, world.credentials(old))
    assert world.account.labels().keys() == {version}
    assert not world.has_secondary()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_call_that_was_carried_out_and_not_answered_is_sent_again_without_harm(
    operation: str,
    world: World,
    function: Function,
    boundary: Boundary,
    double: SecretsManagerDouble,
) -> None:
    account, webhooks = world.account.begin(), world.webhooks.begin()
    for act in (
        lambda: function.attempt(world.account, account),
        lambda: function.attempt(world.webhooks, webhooks),
        function.complete,
        function.complete,
    ):
        double.lost_answers[operation] = 1
        act()

    assert world.account.holder(CURRENT) == account
    assert world.webhooks.holder(CURRENT) == webhooks
    assert is_settled(world.account)
    assert is_settled(world.webhooks)


def test_a_label_that_somebody_else_has_moved_is_not_taken_for_ours(
    world: World, function: Function, boundary: Boundary
) -> None:
    version = world.account.begin()
    function.step(world.account, version, "createSecret")
    somebodys: list[str] = []
    boundary.let_in(
        "UpdateSecretVersionStage",
        lambda: somebodys.append(world.account.write(world.credentials(world.primary))),
    )

    with pytest.raises(RotationFailed, match="finishSecret: AWS InvalidParameterException"):
        function.step(world.account, version, "finishSecret")
    assert world.account.holder(CURRENT) == somebodys[0]


def test_without_secrets_manager_a_completion_is_counted_and_nothing_is_claimed(
    world: World, function: Function, double: SecretsManagerDouble
) -> None:
    double.refusals["DescribeSecret"] = ["AccessDeniedException"] * 100

    with pytest.raises(
        RotationFailed,
        match="account: AWS AccessDeniedException; webhooks: AWS AccessDeniedException",
    ):
        function.complete()
    assert function.metrics == {"RotationChecks": 1}
