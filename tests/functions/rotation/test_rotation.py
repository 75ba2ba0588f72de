"""A rotation from its first step to the retirement of the old token, when nothing fails."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from functions.rotation import handler
from functions.rotation.handler import RotationFailed
from tests.functions.rotation.boundary import Boundary
from tests.functions.rotation.function import Function
from tests.functions.rotation.stored import CURRENT, PENDING, PREVIOUS
from tests.functions.rotation.world import OPEN, SECONDARY, URLS, WEBHOOK_TOKEN, World

NOTHING = {"account": "nothing to do", "webhooks": "nothing to do"}
Later = Callable[[timedelta], None]


@pytest.fixture
def later(world: World, monkeypatch: pytest.MonkeyPatch) -> Later:
    """Let the function believe that so much time has passed; what is changed rests five minutes."""
    monkeypatch.setenv("SETTLING_SECONDS", "300")

    def pass_time(time: timedelta) -> None:
        monkeypatch.setattr(handler, "_now", lambda: datetime.now(timezone.utc) + time)

    return pass_time


def test_the_label_moves_first_and_the_old_token_still_signs(
    world: World, function: Function
) -> None:
    old = world.primary
    version = function.rotate(world.account)

    stored = world.account.values()
    assert world.account.labels()[version] == {CURRENT, SECONDARY, OPEN}
    assert stored[CURRENT] != stored[PREVIOUS] == world.credentials(old)
    assert world.primary == old
    assert all(world.accepts(one["auth_token"]) for one in stored.values())


def test_what_else_the_accounts_secret_holds_is_kept(world: World, function: Function) -> None:
    world.account.write({**world.credentials(world.primary), "note": "kept"})

    function.rotate(world.account)
    new = (world.account.value() or {})["auth_token"]
    assert world.account.value() == {**world.credentials(new), "note": "kept"}


def test_then_the_new_token_is_promoted_and_verifiers_know_both(
    world: World, function: Function
) -> None:
    old = world.primary
    function.rotate(world.account)

    assert function.complete() == {**NOTHING, "account": "promoted"}
    assert world.account.values()[CURRENT] == world.credentials(world.primary)
    assert world.account.values()[PREVIOUS] == world.credentials(old)
    assert not world.accepts(old)


def test_then_the_version_before_is_retired_and_nothing_is_left(
    world: World, function: Function
) -> None:
    version = function.rotate(world.account)
    function.complete()

    assert function.complete() == {**NOTHING, "account": "retired"}
    assert world.account.labels() == {version: {CURRENT}}
    assert function.complete() == NOTHING


def test_a_webhook_token_changes_alone_and_the_old_one_is_retired(
    world: World, function: Function
) -> None:
    version = function.rotate(world.webhooks)
    stored = world.webhooks.values()
    new = stored[CURRENT]["webhook_auth_token"]

    assert world.webhooks.labels()[version] == {CURRENT, OPEN}
    assert stored[CURRENT] == {**URLS, "webhook_auth_token": new}
    assert stored[PREVIOUS]["webhook_auth_token"] == WEBHOOK_TOKEN != new
    assert len(new) == 32
    assert function.complete() == {**NOTHING, "webhooks": "retired"}
    assert world.webhooks.labels() == {version: {CURRENT}}


def test_what_was_changed_rests_before_each_next_change(
    world: World, function: Function, later: Later
) -> None:
    function.rotate(world.account)
    function.rotate(world.webhooks)

    assert function.complete() == {
        "account": "promotion pending",
        "webhooks": "retirement pending",
    }
    later(timedelta(seconds=301))
    assert function.complete() == {"account": "promoted", "webhooks": "retired"}


def test_at_once_nothing_rests(world: World, function: Function, later: Later) -> None:
    old = world.primary
    function.rotate(world.account)
    function.rotate(world.webhooks)

    done = function.complete_at_once()
    assert done == {"account": "promoted and retired", "webhooks": "retired"}
    assert not world.accepts(old)
    assert not world.account.holder(PREVIOUS)
    assert function.complete_at_once() == NOTHING


def test_a_second_rotation_has_to_wait_until_the_first_is_complete(
    world: World, function: Function, later: Later
) -> None:
    function.rotate(world.account)
    second = world.account.begin()

    with pytest.raises(
        RotationFailed, match="the rotation before is not complete: promotion pending"
    ):
        function.attempt(world.account, second)
    function.complete_at_once()
    function.attempt(world.account, second)
    assert world.account.holder(CURRENT) == second


@pytest.mark.parametrize("secret", ["account", "webhooks"])
def test_a_second_rotation_completes_the_first_where_that_is_due(
    secret: str, world: World, function: Function
) -> None:
    stored = getattr(world, secret)
    first = function.rotate(stored)
    second = function.rotate(stored)

    assert (stored.holder(CURRENT), stored.holder(PREVIOUS)) == (second, first)
    assert world.is_signed_for()


def test_a_token_that_was_just_promoted_is_not_replaced_before_the_one_before_is_retired(
    world: World, function: Function, later: Later
) -> None:
    function.rotate(world.account)
    second = world.account.begin()
    later(timedelta(seconds=301))
    function.complete()

    later(timedelta(0))
    with pytest.raises(RotationFailed, match="not complete: retirement pending"):
        function.attempt(world.account, second)


def test_steps_after_the_first_do_not_go_on_while_the_rotation_before_is_open(
    world: World, function: Function
) -> None:
    function.rotate(world.account)
    content = world.credentials("f" * 32)
    pending = world.account.write(content, PENDING)

    for step in ("setSecret", "finishSecret"):
        with pytest.raises(RotationFailed, match="the rotation before is not complete"):
            function.step(world.account, pending, step)


def test_an_unfinished_rotation_is_none_of_the_completions_business(
    world: World, function: Function
) -> None:
    pending = world.account.begin()
    function.step(world.account, pending, "createSecret")
    before = world.account.labels()

    assert function.complete_at_once() == NOTHING
    assert world.account.labels() == before
    assert before[pending] == {PENDING, SECONDARY, OPEN}


def test_a_completion_with_nothing_to_do_tries_the_token_in_force_and_changes_nothing(
    world: World, function: Function, boundary: Boundary
) -> None:
    function.complete()

    labels, value = "DescribeSecret", "GetSecretValue"
    probe = f"GET /2010-04-01/Accounts/{world.serving_sid}.json"
    assert boundary.crossed == [labels, labels, labels, value, probe]
    assert function.metrics == {"PromotionOverdue": 0, "TokenRefused": 0, "RotationChecks": 1}


def test_without_a_subaccount_the_webhook_token_is_rotated_alone(
    world: World, function: Function, boundary: Boundary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCOUNT_SECRET", "")
    monkeypatch.delenv("TWILIO_SERVING_ACCOUNT_SID")

    with pytest.raises(RotationFailed, match="this function does not rotate that secret"):
        function.attempt(world.account, world.account.begin())
    assert boundary.crossed == []
    function.rotate(world.webhooks)
    assert function.complete() == {"webhooks": "retired"}
    assert function.metrics == {"PromotionOverdue": 0, "RotationChecks": 1}


def test_the_configuration_is_tried_by_the_current_version(
    world: World, function: Function
) -> None:
    """RotateSecret with `RotateImmediately` false asks for one step, of a version of no use."""
    for stored in (world.account, world.webhooks):
        empty = stored.begin()
        function.step(stored, empty, "testSecret")
        stored.unlabel(PENDING)
        copied = stored.write(stored.value() or {}, PENDING)
        function.step(stored, copied, "testSecret")


def test_a_configuration_that_could_not_rotate_is_told(world: World, function: Function) -> None:
    world.account.write(world.credentials("f" * 32))
    world.webhooks.write(URLS)

    with pytest.raises(RotationFailed, match="Twilio refuses the current token"):
        function.step(world.account, world.account.begin(), "testSecret")
    with pytest.raises(RotationFailed, match="malformed: webhook_auth_token"):
        function.step(world.webhooks, world.webhooks.begin(), "testSecret")
