"""Completion where something is not as it should be, and what it tells of that."""

from datetime import datetime, timedelta, timezone

import pytest

from functions.rotation import handler
from functions.rotation.handler import RotationFailed
from tests.functions.rotation.boundary import Boundary
from tests.functions.rotation.function import Function
from tests.functions.rotation.recovery import is_settled, recover
from tests.functions.rotation.secrets_manager_double import SecretsManagerDouble
from tests.functions.rotation.stored import CURRENT, PREVIOUS
from tests.functions.rotation.world import OPEN, REQUESTED, SECONDARY, World

MANY = 10_000
PROMOTE = "POST /v1/AuthTokens/Promote"


def test_a_token_that_was_deleted_after_it_became_current_gives_way_to_the_one_before(
    world: World, function: Function
) -> None:
    old, before = world.primary, world.account.holder(CURRENT)
    function.rotate(world.account)
    world.delete_secondary()

    with pytest.raises(RotationFailed, match=r"^account: rolled back: the secondary token was del"):
        function.complete()
    assert world.account.labels() == {before: {CURRENT, REQUESTED}}
    assert world.account.value() == world.credentials(old)
    assert function.metrics["PromotionOverdue"] == 0
    recover(function, world.account, world.credentials(old))
    assert is_settled(world.account)


def test_with_both_tokens_dead_no_label_is_moved(
    world: World, function: Function, boundary: Boundary
) -> None:
    world.account.write(world.credentials("e" * 32))
    dead = world.account.write(world.credentials("f" * 32), CURRENT, SECONDARY, OPEN)

    with pytest.raises(RotationFailed, match=r"^account: Twilio accepts neither token$"):
        function.complete()
    assert world.account.labels()[dead] == {CURRENT, SECONDARY, OPEN}
    assert PROMOTE not in boundary.crossed


def test_a_token_that_a_person_has_promoted_is_only_told_apart(
    world: World, function: Function, boundary: Boundary
) -> None:
    function.rotate(world.account)
    world.promote()

    assert function.complete()["account"] == "promoted"
    assert PROMOTE not in boundary.crossed


@pytest.mark.parametrize("is_promoted", [False, True])
def test_without_a_version_before_a_promotion_needs_only_the_current_one(
    is_promoted: bool, world: World, function: Function
) -> None:
    function.rotate(world.account)
    world.account.unlabel(PREVIOUS)
    if is_promoted:
        world.promote()

    assert function.complete()["account"] == "promoted"
    assert world.account.value() == world.credentials(world.primary)
    assert function.complete()["account"] == "retired"


def test_without_a_version_before_a_dead_token_is_told(world: World, function: Function) -> None:
    function.rotate(world.account)
    world.account.unlabel(PREVIOUS)
    world.delete_secondary()

    with pytest.raises(RotationFailed, match=r"^account: Twilio refuses the current token$"):
        function.complete()


def test_a_promotion_that_twilio_denies_though_it_accepts_both_tokens_is_told(
    world: World, function: Function
) -> None:
    function.rotate(world.account)
    world.twilio.add_fault(method="POST", path="/Promote$", status=404)

    with pytest.raises(RotationFailed, match="accepts both tokens, and knows no secondary one"):
        function.complete()
    assert function.complete()["account"] == "promoted"


@pytest.mark.parametrize("status", [405, 408, 410])
def test_an_answer_that_says_nothing_of_secondary_tokens_is_not_taken_for_a_promotion(
    status: int, world: World, function: Function
) -> None:
    version = function.rotate(world.account)
    world.account.unlabel(PREVIOUS)
    world.twilio.add_fault(method="POST", path="/Promote$", status=status)

    with pytest.raises(RotationFailed, match=f"^account: HTTP {status}"):
        function.complete()
    assert world.account.holder(SECONDARY) == version
    assert function.complete()["account"] == "promoted"
    assert world.account.value() == world.credentials(world.primary)


def test_a_label_of_the_accounts_on_a_webhooks_version_is_told(
    world: World, function: Function
) -> None:
    world.webhooks.label(SECONDARY, world.webhooks.holder(CURRENT))

    with pytest.raises(RotationFailed, match=r"^webhooks: a webhook token is never promoted$"):
        function.complete()


@pytest.mark.parametrize(("minutes", "overdue"), [(14, 0), (16, 1)])
def test_a_promotion_that_waits_for_ten_minutes_more_than_it_should_is_overdue(
    minutes: int,
    overdue: int,
    world: World,
    function: Function,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SETTLING_SECONDS", "300")
    function.rotate(world.account)
    then = datetime.now(timezone.utc) + timedelta(minutes=minutes)
    monkeypatch.setattr(handler, "_now", lambda: then)
    world.twilio.add_fault(method="POST", path="/Promote$", status=503, times=MANY)

    with pytest.raises(RotationFailed, match=r"^account: HTTP 503"):
        function.complete()
    assert function.metrics["PromotionOverdue"] == overdue
    world.twilio.clear_faults()
    function.complete()
    assert function.metrics["PromotionOverdue"] == 0


def test_webhooks_that_fail_too_do_not_make_a_promotion_less_overdue(
    world: World,
    function: Function,
    double: SecretsManagerDouble,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    function.rotate(world.account)
    function.rotate(world.webhooks)
    then = datetime.now(timezone.utc) + timedelta(minutes=11)
    monkeypatch.setattr(handler, "_now", lambda: then)
    world.set_status("suspended")
    double.refusals["UpdateSecretVersionStage"] = ["AccessDeniedException"]

    with pytest.raises(RotationFailed, match=r"^account: .*; webhooks: AWS AccessDenied"):
        function.complete()
    assert function.metrics["PromotionOverdue"] == 1


def test_an_account_that_cannot_be_completed_does_not_keep_the_webhooks_from_it(
    world: World, function: Function
) -> None:
    function.rotate(world.account)
    function.rotate(world.webhooks)
    world.set_status("suspended")

    with pytest.raises(RotationFailed, match=r"^account: HTTP 403[^;]*$"):
        function.complete()
    assert is_settled(world.webhooks)


def test_webhooks_that_cannot_be_completed_do_not_make_a_promotion_overdue(
    world: World, function: Function, double: SecretsManagerDouble
) -> None:
    function.rotate(world.account)
    function.rotate(world.webhooks)
    double.refusals["UpdateSecretVersionStage"] = ["", *["AccessDeniedException"] * 9]

    with pytest.raises(RotationFailed, match=r"^webhooks: AWS AccessDeniedException$"):
        function.complete()
    assert world.account.value() == world.credentials(world.primary)
    assert function.metrics["PromotionOverdue"] == 0
