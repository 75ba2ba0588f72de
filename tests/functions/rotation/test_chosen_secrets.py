"""A completion at once of some secrets alone: the others are neither touched nor looked at."""

import pytest

from functions.rotation.handler import RotationFailed
from tests.functions.rotation.function import Function
from tests.functions.rotation.recovery import is_settled
from tests.functions.rotation.stored import Stored
from tests.functions.rotation.world import World


def asked_for(*secrets: str) -> dict[str, object]:
    return {"completion": "at once", "secrets": list(secrets)}


@pytest.mark.parametrize(("chosen", "other"), [("account", "webhooks"), ("webhooks", "account")])
def test_the_rotation_of_a_secret_that_nobody_asked_for_is_left_as_it_is(
    chosen: str, other: str, world: World, function: Function
) -> None:
    completed: Stored = getattr(world, chosen)
    left: Stored = getattr(world, other)
    function.rotate(completed)
    function.rotate(left)
    before = left.labels()

    assert list(function(asked_for(chosen))) == [chosen]
    assert is_settled(completed)
    assert left.labels() == before


def test_trouble_with_the_account_fails_no_completion_of_the_webhooks(
    world: World, function: Function
) -> None:
    function.rotate(world.account)
    function.rotate(world.webhooks)
    world.set_status("suspended")

    assert function(asked_for("webhooks")) == {"webhooks": "retired"}
    assert is_settled(world.webhooks)


def test_all_that_are_named_are_completed(world: World, function: Function) -> None:
    for stored in (world.account, world.webhooks):
        function.rotate(stored)

    assert function(asked_for("webhooks", "account")) == {
        "account": "promoted and retired",
        "webhooks": "retired",
    }


def test_only_who_looked_at_the_account_tells_how_it_is_with_its_token(
    world: World, function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    function(asked_for("account"))
    assert function.metrics == {"PromotionOverdue": 0, "TokenRefused": 0, "RotationChecks": 1}
    function(asked_for("webhooks"))
    assert function.metrics == {"RotationChecks": 1}

    monkeypatch.setenv("ACCOUNT_SECRET", "")  # there is no promotion to look at
    function(asked_for("webhooks"))
    assert function.metrics == {"PromotionOverdue": 0, "RotationChecks": 1}


def test_an_account_that_is_not_rotated_here_is_refused(
    world: World, function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCOUNT_SECRET", "")
    function.rotate(world.webhooks)

    with pytest.raises(RotationFailed, match=r"^run: this function does not rotate that secret$"):
        function(asked_for("account", "webhooks"))
    assert not is_settled(world.webhooks)
