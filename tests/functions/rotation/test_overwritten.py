"""A version of a rotation behind which the same token, or another one, was written as current."""

import pytest

from functions.rotation.handler import RotationFailed
from functions.rotation.versions import CURRENT, PREVIOUS
from tests.functions.rotation.boundary import AFTER, Boundary, Crashed
from tests.functions.rotation.function import STEPS, Function
from tests.functions.rotation.stored import PENDING, Stored
from tests.functions.rotation.world import OPEN, SECONDARY, STORED_WEBHOOKS, World

LABEL = "UpdateSecretVersionStage"


def test_a_token_written_again_before_its_promotion_is_promoted_at_once(
    world: World, function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = world.primary
    function.rotate(world.account)
    written = world.account.write(dict(world.account.value() or {}))
    assert not world.is_signed_for()

    monkeypatch.setenv("SETTLING_SECONDS", "300")
    function.complete()

    assert world.account.holder(CURRENT) == written
    assert world.is_signed_for()
    assert not world.accepts(old)


def test_a_webhook_token_written_again_rests_as_any_other_change_does(
    world: World, function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    function.rotate(world.webhooks)
    written = world.webhooks.write(world.webhooks.value() or {})

    monkeypatch.setenv("SETTLING_SECONDS", "300")
    assert function.complete()["webhooks"] == "retirement pending"
    assert world.webhooks.labels()[written] == {CURRENT, OPEN}


def test_a_token_written_again_with_something_beside_it_is_the_same_one(
    world: World, function: Function
) -> None:
    function.rotate(world.account)
    written = world.account.write({"note": "new", **(world.account.value() or {})})

    assert function.complete_at_once()["account"] == "promoted and retired"
    assert world.account.labels() == {written: {CURRENT}}
    assert world.accepts(world.primary)
    assert world.is_signed_for()


def test_a_token_written_again_after_its_promotion_was_cut_off_is_not_promoted_twice(
    world: World, function: Function
) -> None:
    function.rotate(world.account)
    world.promote()
    written = world.account.write(dict(world.account.value() or {}))

    assert function.complete()["account"] == "promoted"
    assert function.complete()["account"] == "retired"
    assert world.account.labels() == {written: {CURRENT}}


def test_its_completion_leaves_one_version_with_labels(world: World, function: Function) -> None:
    function.rotate(world.account)
    written = world.account.write(dict(world.account.value() or {}))

    for _ in range(3):
        function.complete()

    assert world.account.labels() == {written: {CURRENT}}


@pytest.mark.parametrize("is_overwritten", [False, True])
@pytest.mark.parametrize("secret", ["account", "webhooks"])
def test_a_version_that_was_cut_off_when_current_is_pending_no_more(
    secret: str, is_overwritten: bool, world: World, function: Function, boundary: Boundary
) -> None:
    stored: Stored = getattr(world, secret)
    version = stored.begin()
    for step in STEPS[:-1]:
        function.step(stored, version, step)
    boundary.let_in(LABEL, lambda: boundary.kill(0, AFTER))
    with pytest.raises(Crashed):
        function.step(stored, version, "finishSecret")
    assert stored.holder(PENDING) == stored.holder(CURRENT) == version

    written = stored.write(stored.value() or {}) if is_overwritten else version
    for _ in range(3):
        function.complete()
    assert stored.labels() == {written: {CURRENT}}


def test_another_rotation_does_not_delete_the_token_in_force(
    world: World, function: Function
) -> None:
    function.rotate(world.account)
    written = world.account.write(dict(world.account.value() or {}))
    in_force = world.account.value()

    function.rotate(world.account)

    assert in_force is not None
    assert world.account.holder(PREVIOUS) == written
    assert world.accepts(in_force["auth_token"])


def test_webhook_addresses_written_meanwhile_do_not_keep_a_rotation_open(
    world: World, function: Function
) -> None:
    function.rotate(world.webhooks)
    token = (world.webhooks.value() or {})["webhook_auth_token"]
    moved = {**STORED_WEBHOOKS, "sms_webhook_url": "https://api-next.berthcare.ca/v1/sms/webhook"}
    written = world.webhooks.write({**moved, "webhook_auth_token": token})

    function.complete()

    assert world.webhooks.labels() == {written: {CURRENT}}


def test_webhook_addresses_written_in_the_middle_of_a_rotation_cost_that_one_alone(
    world: World, function: Function
) -> None:
    version = world.webhooks.begin()
    function.step(world.webhooks, version, "createSecret")
    moved = {**STORED_WEBHOOKS, "sms_webhook_url": "https://api-next.berthcare.ca/v1/sms/webhook"}
    written = world.webhooks.write(moved)

    with pytest.raises(RotationFailed, match="differs in more than its token"):
        function.attempt(world.webhooks, version)
    assert {label for found in world.webhooks.labels().values() for label in found} == {
        CURRENT,
        PREVIOUS,
    }
    assert world.webhooks.holder(CURRENT) == written

    function.rotate(world.webhooks)
    token = (world.webhooks.value() or {})["webhook_auth_token"]
    assert world.webhooks.value() == {**moved, "webhook_auth_token": token}
    assert token != moved["webhook_auth_token"]


@pytest.mark.parametrize("label", [SECONDARY, OPEN])
def test_labels_of_another_token_stay_for_the_next_rotation(
    world: World, function: Function, label: str
) -> None:
    old = world.primary
    rotated = function.rotate(world.account)
    world.account.write(world.credentials(old))

    function.complete()

    assert world.account.holder(label) == rotated
    assert world.accepts(old)
