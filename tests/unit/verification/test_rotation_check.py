"""The check of the rotations: what it makes of how two secrets stand."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from berthcare.environments import Environment
from berthcare.names import Names
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.standing import Rotation, SecretStanding
from berthcare.verification.checks.rotation import judged
from berthcare.verification.outcome import Outcome, Verdict

NAMES = Names(Environment.STAGING)
NOW = datetime(2026, 11, 27, 12, 0, tzinfo=timezone.utc)
FUNCTION = f"arn:aws:lambda:ca-central-1:000000000000:function:{NAMES.rotation}"


def standing(which: Rotatable = Rotatable.ACCOUNT, **changed: Any) -> SecretStanding:
    settled = SecretStanding(
        which=which,
        name=which.secret_of(NAMES),
        rotation=Rotation.ON,
        interval_days=90,
        last_rotated=NOW - timedelta(days=30),
        next_rotation=NOW + timedelta(days=60),
        last_changed=NOW - timedelta(days=30),
        stages={"c": ["AWSCURRENT"]},
    )
    return replace(settled, **changed)


def outcome(
    account: SecretStanding, function: str | None = FUNCTION, *, has_parent: bool = True
) -> Outcome:
    webhooks = standing(Rotatable.WEBHOOKS)
    functions = {account.name: function, webhooks.name: FUNCTION}
    return judged([account, webhooks], functions, NAMES, NOW, has_parent=has_parent)


def test_two_rotations_that_are_on_are_well() -> None:
    assert outcome(standing()) == Outcome.passed(
        "berthcare-rotation-staging rotates staging/twilio/account every 90 days; "
        "staging/twilio/webhooks every 90 days"
    )


def test_a_rotation_under_way_is_well() -> None:
    stages = {"c": ["AWSCURRENT"], "p": ["AWSPENDING"]}
    pending = standing(stages=stages, last_changed=NOW - timedelta(minutes=2))
    assert outcome(pending).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"rotation": Rotation.SWITCHED_OFF}, "had its rotation cancelled"),
        ({"rotation": Rotation.NONE}, "has no rotation"),
        ({"interval_days": 91}, "is rotated every 91 days, not at least every 90 days"),
        ({"interval_days": None}, "is rotated at times not told, not at least every 90 days"),
        ({"next_rotation": NOW - timedelta(days=1)}, "should have been rotated by 2026-11-26"),
        (
            {"stages": {"c": ["AWSCURRENT"], "p": ["AWSPENDING"]}},
            "has a rotation that began and did not end: it failed",
        ),
        (
            {"stages": {"c": ["AWSCURRENT", "ROTATION_OPEN"], "b": ["AWSPREVIOUS"]}},
            "waits too long for the end of its rotation (previous-accepted)",
        ),
    ],
)
def test_what_is_wrong_is_told_with_the_secret_and_the_way_on(
    changed: dict[str, Any], told: str
) -> None:
    found = outcome(standing(**changed))
    assert found == Outcome.failed(
        f"staging/twilio/account {told}",
        "See where it stands: berthcare rotate staging --status   and: "
        "docs/runbooks/token-rotation.md",
    )


@pytest.mark.parametrize("function", [None, FUNCTION.replace("berthcare", "foreign")])
def test_another_function_is_told(function: str | None) -> None:
    found = outcome(standing(), function)
    assert found.verdict is Verdict.FAILED
    assert "not by berthcare-rotation-staging" in found.detail


def test_the_main_account_s_token_is_replaced_by_people() -> None:
    found = outcome(standing(rotation=Rotation.NONE), None, has_parent=False)
    assert found.verdict is Verdict.PASSED
    assert "staging/twilio/account by hand (the main account serves)" in found.detail
