"""Standings that differ from a settled one in what a test is about."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone

import pytest

from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.rotate.made_version import new_version_id
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.standing import Rotation, SecretStanding, Standing

NAMES = Names(Environment.STAGING)
NOW = datetime(2026, 11, 20, 3, 10, tzinfo=timezone.utc)
Stages = Mapping[str, Sequence[str]]

SETTLED: Stages = {"c": ["AWSCURRENT"]}
HALF_DONE: Stages = {"c": ["AWSCURRENT"], "p": ["AWSPENDING", "TWILIO_SECONDARY", "ROTATION_OPEN"]}
PROMOTION: Stages = {
    "c": ["AWSCURRENT", "AWSPENDING", "TWILIO_SECONDARY", "ROTATION_OPEN"],
    "b": ["AWSPREVIOUS"],
}
PREVIOUS: Stages = {"c": ["AWSCURRENT", "ROTATION_OPEN"], "b": ["AWSPREVIOUS"]}

SecretMaker = Callable[..., SecretStanding]
StandingMaker = Callable[..., Standing]


def made(minutes_ago: int, *, at_once: bool) -> str:
    """Return the id of a version that this command made."""
    at = NOW - timedelta(minutes=minutes_ago)
    return new_version_id(at_once=at_once, now=at, random="0123abcd")


def renamed(stages: Stages, old: str, new: str) -> Stages:
    """Return the stages with another id for one version."""
    return {new if version == old else version: found for version, found in stages.items()}


def secret_standing(
    stages: Stages = SETTLED,
    *,
    which: Rotatable = Rotatable.ACCOUNT,
    rotation: Rotation = Rotation.ON,
    minutes_since_change: int | None = 1,
) -> SecretStanding:
    is_on = rotation is Rotation.ON
    changed = None
    if minutes_since_change is not None:
        changed = NOW - timedelta(minutes=minutes_since_change)
    return SecretStanding(
        which=which,
        name=which.secret_of(NAMES),
        rotation=rotation,
        interval_days=None if rotation is Rotation.NONE else 90,
        last_rotated=NOW - timedelta(days=30) if is_on else None,
        next_rotation=NOW + timedelta(days=60) if is_on else None,
        last_changed=changed,
        stages=stages,
    )


@pytest.fixture
def make_secret() -> SecretMaker:
    return secret_standing


@pytest.fixture
def make_standing() -> StandingMaker:
    def make(
        account: Stages = SETTLED,
        webhooks: Stages = SETTLED,
        *,
        account_rotation: Rotation = Rotation.ON,
        webhooks_rotation: Rotation = Rotation.ON,
        token_accepted: bool | None = True,
        minutes_since_change: int = 1,
        problems: tuple[BerthcareError, ...] = (),
    ) -> Standing:
        first = secret_standing(
            account, rotation=account_rotation, minutes_since_change=minutes_since_change
        )
        second = secret_standing(
            webhooks,
            which=Rotatable.WEBHOOKS,
            rotation=webhooks_rotation,
            minutes_since_change=minutes_since_change,
        )
        return Standing(
            secrets={Rotatable.ACCOUNT: first, Rotatable.WEBHOOKS: second},
            account="AC…1111",
            token_accepted=token_accepted,
            problems=problems,
        )

    return make
