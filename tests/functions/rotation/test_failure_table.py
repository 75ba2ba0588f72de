"""Each failure of a rotation that was thought of beforehand, and what it must come to.

The rows are those of the failure table that the rotation was designed by.
"""

from functools import partial
from typing import Any

import pytest

from functions.rotation import handler
from functions.rotation.handler import RotationFailed
from functions.rotation.patience import Patience
from tests.functions.rotation.boundary import Boundary
from tests.functions.rotation.function import Function
from tests.functions.rotation.recovery import recovered
from tests.functions.rotation.secrets_manager_double import SecretsManagerDouble
from tests.functions.rotation.stored import CURRENT, PENDING, PREVIOUS
from tests.functions.rotation.twilio_faults import LATE, MANY, heal, strike
from tests.functions.rotation.world import OPEN, REQUESTED, SECONDARY, World

POST_SECONDARY = "POST /v1/AuthTokens/Secondary"
DELETE_SECONDARY = "DELETE /v1/AuthTokens/Secondary"
PROMOTE = "POST /v1/AuthTokens/Promote"
UNCLEAR: dict[str, dict[str, Any]] = {
    "503, made": {"status": 503, "after_commit": True},
    "503, not made": {"status": 503},
    "408, made": {"status": 408, "after_commit": True},
    "connection lost, made": {"drop_after_commit": True},
    "connection lost, not made": {"reset": True},
    "no answer in time, made": LATE,
    "cut short, made": {"malformed": True},
}
"""How Twilio may leave open whether it has done what it was asked for."""


@pytest.mark.parametrize("fault", UNCLEAR)
def test_a_secondary_token_that_may_have_been_made_and_is_lost_is_deleted_and_made_anew(
    fault: str, world: World, function: Function, boundary: Boundary
) -> None:
    old, version = world.primary, world.account.begin()
    strike(world, boundary, UNCLEAR[fault], "/AuthTokens/Secondary$", times=1)

    with pytest.raises(RotationFailed):
        function.attempt(world.account, version)
    assert boundary.crossed.count(POST_SECONDARY) == 1
    assert world.account.holder(REQUESTED) == world.account.holder(CURRENT)
    assert world.accepts(old)

    heal(world, boundary)
    function.attempt(world.account, version)
    assert boundary.crossed.count(DELETE_SECONDARY) == 1
    recovered(world, function, old)


def test_a_token_that_could_not_be_stored_is_deleted_and_made_anew(
    world: World, function: Function, double: SecretsManagerDouble
) -> None:
    old, version = world.primary, world.account.begin()
    double.refusals["PutSecretValue"] = ["AccessDeniedException"]

    with pytest.raises(RotationFailed, match="account createSecret: AWS AccessDeniedException"):
        function.attempt(world.account, version)

    assert world.account.holder(REQUESTED) == world.account.holder(CURRENT)
    function.attempt(world.account, version)
    recovered(world, function, old)


@pytest.mark.parametrize("secret", ["account", "webhooks"])
def test_a_value_that_another_attempt_has_stored_is_not_replaced(
    secret: str, world: World, function: Function, boundary: Boundary
) -> None:
    stored = getattr(world, secret)
    version, content = stored.begin(), {**stored.value(), "other": "attempt"}
    boundary.let_in("PutSecretValue", partial(stored.write, content, PENDING, version_id=version))

    with pytest.raises(RotationFailed, match="another attempt has stored its own value"):
        function.step(stored, version, "createSecret")
    assert stored.value(PENDING) == content


@pytest.mark.parametrize("status", [400, 409])
def test_a_secondary_token_of_a_person_is_left_alone_and_told(
    status: int, world: World, function: Function, boundary: Boundary
) -> None:
    old, persons, version = world.primary, world.make_secondary(), world.account.begin()
    world.twilio.add_fault(method="POST", path="/Secondary$", status=status, code=20001)

    for _ in range(2):
        with pytest.raises(RotationFailed, match="that this rotation did not make") as refused:
            function.attempt(world.account, version)
    assert "(HTTP 400, Twilio code 20001)" in str(refused.value)
    assert DELETE_SECONDARY not in boundary.crossed
    assert world.accepts(persons)
    assert not world.account.holder(REQUESTED)

    world.delete_secondary()  # as the runbook tells the person
    recovered(world, function, old)


def test_what_an_abandoned_rotation_left_is_deleted_once_and_never_a_persons_token_after_it(
    world: World, function: Function, boundary: Boundary
) -> None:
    world.account.write(world.credentials(world.make_secondary()), SECONDARY, OPEN)
    version = world.account.begin()
    persons: list[str] = []
    boundary.let_in(POST_SECONDARY, lambda: persons.append(world.make_secondary()))

    for _ in range(2):
        with pytest.raises(RotationFailed, match="that this rotation did not make"):
            function.attempt(world.account, version)
        assert not world.account.holder(SECONDARY)
    assert boundary.crossed.count(DELETE_SECONDARY) == 1
    assert all(map(world.accepts, persons))


def test_with_both_tokens_dead_nothing_is_changed_and_it_is_told(
    world: World, function: Function, boundary: Boundary
) -> None:
    dead = world.account.write(world.credentials("e" * 32))
    world.account.unlabel(PREVIOUS)
    pending = world.account.write(world.credentials("f" * 32), PENDING, SECONDARY, OPEN)

    for step in ("setSecret", "testSecret", "finishSecret"):
        with pytest.raises(RotationFailed, match=f"account {step}: Twilio accepts neither token"):
            function.step(world.account, pending, step)
    assert "UpdateSecretVersionStage" not in boundary.crossed
    assert world.account.holder(CURRENT) == dead


def test_a_token_that_was_promoted_before_its_time_is_made_the_current_one(
    world: World, function: Function
) -> None:
    old, version = world.primary, world.account.begin()
    function.step(world.account, version, "createSecret")
    world.promote()

    function.attempt(world.account, version)
    assert world.account.holder(CURRENT) == version
    recovered(world, function, old)


@pytest.mark.parametrize("step", ["setSecret", "testSecret", "finishSecret"])
def test_a_secondary_token_that_was_deleted_is_given_up_and_the_next_rotation_begins_anew(
    step: str, world: World, function: Function
) -> None:
    old, current = world.primary, world.account.holder(CURRENT)
    version = world.account.begin()
    function.step(world.account, version, "createSecret")
    world.delete_secondary()

    with pytest.raises(RotationFailed, match=f"{step}: the secondary token was deleted at Twilio"):
        function.step(world.account, version, step)
    assert world.account.labels() == {current: {CURRENT, REQUESTED}}
    with pytest.raises(RotationFailed, match="no such version"):
        function.step(world.account, version, step)
    function.rotate(world.account)
    recovered(world, function, old)


def test_with_both_tokens_accepted_a_rotation_goes_on(world: World, function: Function) -> None:
    version = world.account.begin()
    function.step(world.account, version, "createSecret")

    assert function.step(world.account, version, "setSecret") == {"account": "done"}
    assert function.step(world.account, version, "testSecret") == {"account": "done"}


@pytest.mark.parametrize("fault", UNCLEAR)
def test_a_promotion_that_fails_leaves_both_tokens_to_verifiers_and_is_looked_at_again(
    fault: str, world: World, function: Function, boundary: Boundary
) -> None:
    old = world.primary
    function.rotate(world.account)
    strike(world, boundary, UNCLEAR[fault], "/AuthTokens/Promote$", times=1)

    with pytest.raises(RotationFailed, match=r"^account: "):
        function.complete()
    assert world.account.holder(PREVIOUS)
    assert boundary.crossed.count(PROMOTE) == 1
    assert world.is_signed_for()

    heal(world, boundary)
    assert function.complete()["account"] == "promoted"
    assert boundary.crossed.count(PROMOTE) <= 2
    recovered(world, function, old)


def test_too_many_requests_are_waited_out(world: World, function: Function) -> None:
    old = world.primary
    for path in (r"\.json$", "/Secondary$", "/Promote$"):
        world.twilio.add_fault(path=path, status=429, times=3)

    function.rotate(world.account)
    assert function.complete()["account"] == "promoted"
    recovered(world, function, old)


def test_too_many_requests_for_too_long_fail_and_leave_nothing(
    world: World, function: Function, boundary: Boundary
) -> None:
    old, version = world.primary, world.account.begin()
    world.twilio.add_fault(method="POST", path="/Secondary$", status=429, times=MANY)

    with pytest.raises(RotationFailed, match="HTTP 429, Twilio code 20429"):
        function.attempt(world.account, version)
    assert boundary.crossed.count(POST_SECONDARY) == 6
    assert not world.account.holder(REQUESTED)
    recovered(world, function, old)


def test_a_current_token_that_twilio_refuses_is_not_replaced(
    world: World, function: Function, boundary: Boundary
) -> None:
    world.account.write(world.credentials("f" * 32))

    with pytest.raises(RotationFailed, match="createSecret: Twilio refuses the current token"):
        function.attempt(world.account, world.account.begin())
    assert not [one for one in boundary.crossed if "AuthTokens" in one]


def test_a_function_that_ran_out_of_time_goes_by_what_twilio_says(
    world: World, function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, version = world.primary, world.account.begin()
    function.step(world.account, version, "createSecret")
    with monkeypatch.context() as hasty:
        hasty.setattr(handler, "Patience", lambda: Patience(twilio=0))
        with pytest.raises(RotationFailed, match="setSecret: out of time"):
            function.attempt(world.account, version)

    function.attempt(world.account, version)
    recovered(world, function, old)


@pytest.mark.parametrize("label", [CURRENT, PENDING])
@pytest.mark.parametrize("step", ["createSecret", "setSecret", "testSecret", "finishSecret"])
def test_a_version_of_another_account_is_refused(
    step: str, label: str, world: World, function: Function, boundary: Boundary
) -> None:
    version = world.account.begin()
    stranger = {**world.credentials(world.make_secondary()), "account_sid": "AC" + "0" * 31 + "1"}
    if label == PENDING:
        world.account.unlabel(PENDING)
        version = world.account.write(stranger, PENDING, SECONDARY, OPEN)
    else:
        if step != "createSecret":
            world.account.write(world.credentials(world.primary), PENDING, version_id=version)
        world.account.write(stranger)

    with pytest.raises(RotationFailed, match="another account's than the one that serves"):
        function.step(world.account, version, step)
    assert set(boundary.crossed) == {"DescribeSecret", "GetSecretValue"}
