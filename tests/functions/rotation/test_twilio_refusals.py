"""Every way in which Twilio may fail, in each step and in the completion."""

from typing import Any

import pytest

from functions.rotation.handler import RotationFailed
from tests.functions.rotation.boundary import Boundary
from tests.functions.rotation.function import STEPS, Function
from tests.functions.rotation.recovery import is_settled, recover
from tests.functions.rotation.stored import CURRENT
from tests.functions.rotation.twilio_faults import LATE, heal, strike
from tests.functions.rotation.world import REQUESTED, World

FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "suspended": ({"status": 403}, "HTTP 403.*: the account is suspended or closed"),
    "too many requests": ({"status": 429}, "HTTP 429"),
    "server error": ({"status": 503}, "HTTP 503"),
    "a page": ({"page_status": 502}, "HTTP 502"),
    "connection lost": ({"reset": True}, "no answer"),
    "no answer in time": (LATE, "no answer"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_without_twilio_fails_changes_nothing_and_goes_well_later(
    step: str, fault: str, world: World, function: Function, boundary: Boundary
) -> None:
    old, version = world.primary, world.account.begin()
    for before in STEPS[: STEPS.index(step)]:
        function.step(world.account, version, before)
    labels = world.account.labels()
    rule, reason = FAULTS[fault]
    strike(world, boundary, rule, "/")

    with pytest.raises(RotationFailed, match=f"account {step}: {reason}"):
        function.step(world.account, version, step)
    heal(world, boundary)
    assert world.account.labels() == labels
    assert world.accepts(old)
    function.attempt(world.account, version)
    assert world.account.holder(CURRENT) == version


@pytest.mark.parametrize("fault", FAULTS)
def test_a_completion_without_twilio_fails_and_goes_well_later(
    fault: str, world: World, function: Function, boundary: Boundary
) -> None:
    old = world.primary
    version = function.rotate(world.account)
    function.rotate(world.webhooks)
    labels = world.account.labels()
    rule, reason = FAULTS[fault]
    strike(world, boundary, rule, "/")

    with pytest.raises(RotationFailed, match=f"^account: {reason}"):
        function.complete()
    assert is_settled(world.webhooks)  # it needs no Twilio
    assert function.metrics == {"PromotionOverdue": 0, "RotationChecks": 1}
    heal(world, boundary)
    assert world.account.labels() == labels
    recover(function, world.account, world.credentials(old))
    assert world.account.labels().keys() == {version}


REFUSED = pytest.mark.parametrize(
    ("status", "reason"), [(401, "the token is refused"), (403, "is suspended or closed")]
)


@REFUSED
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_credentials_that_are_good_for_a_probe_alone_make_no_token(
    method: str, status: int, reason: str, world: World, function: Function
) -> None:
    version = world.account.begin()
    world.account.label(REQUESTED, world.account.holder(CURRENT))
    world.twilio.add_fault(method=method, path="/Secondary$", status=status)

    with pytest.raises(RotationFailed, match=f"createSecret: HTTP {status}.*{reason}"):
        function.attempt(world.account, version)


@REFUSED
def test_credentials_that_are_good_for_a_probe_alone_promote_no_token(
    status: int, reason: str, world: World, function: Function
) -> None:
    function.rotate(world.account)
    world.twilio.add_fault(method="POST", path="/Promote$", status=status)

    with pytest.raises(RotationFailed, match=f"account: HTTP {status}.*{reason}"):
        function.complete()


def test_a_suspended_account_is_not_rotated(world: World, function: Function) -> None:
    version = world.account.begin()
    world.set_status("suspended")

    with pytest.raises(RotationFailed, match="the account is suspended or closed"):
        function.attempt(world.account, version)
    world.set_status("active")
    function.attempt(world.account, version)


def test_a_probe_and_a_deletion_are_sent_again_after_a_passing_failure(
    world: World, function: Function
) -> None:
    version = world.account.begin()
    world.account.label(REQUESTED, world.account.holder(CURRENT))
    for rule in ({"status": 503}, {"reset": True}, {"status": 429}):
        world.twilio.add_fault(method="GET", path=r"\.json$", **rule)
        world.twilio.add_fault(method="DELETE", path="/Secondary$", **rule)

    function.attempt(world.account, version)
    assert world.account.holder(CURRENT) == version
