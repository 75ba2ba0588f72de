"""What the function prints, answers and raises holds no token, whatever becomes of it."""

import base64
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from functions.rotation.handler import RotationFailed
from tests.functions.rotation.boundary import Boundary
from tests.functions.rotation.function import STEPS, Function
from tests.functions.rotation.secrets_manager_double import SecretsManagerDouble
from tests.functions.rotation.stored import CURRENT, PENDING, PREVIOUS
from tests.functions.rotation.twilio_faults import LATE, heal, strike
from tests.functions.rotation.world import OPEN, SECONDARY, WEBHOOK_TOKEN, World


class Overheard:
    """All that left the function, and the values that must not be in it."""

    def __init__(self, world: World, function: Function) -> None:
        self._world = world
        self._function = function
        self._secrets: set[str] = {WEBHOOK_TOKEN, world.primary}
        self._said = ""

    def act(self, act: Callable[[], object]) -> None:
        """Let something happen, keep what is said of it, and learn the tokens that it made."""
        self.hear(act)
        self.look()

    def hear(self, act: Callable[[], object]) -> None:
        """Let something happen, and keep what is said of it."""
        try:
            self._said += repr(act())
        except RotationFailed as failed:
            self._said += "".join(traceback.format_exception(failed)) + _everything_in(failed)

    def leaks(self) -> list[str]:
        """Return the values that were told."""
        told = self._said + self._function.output
        sid = self._world.serving_sid
        return [
            secret
            for secret in self._secrets
            for shape in (secret, base64.b64encode(f"{sid}:{secret}".encode()).decode())
            if shape in told
        ]

    def look(self) -> None:
        """Learn the tokens that there are now."""
        self._secrets.add(self._world.primary)
        for stored, key in (
            (self._world.account, "auth_token"),
            (self._world.webhooks, "webhook_auth_token"),
        ):
            found = [stored.value(label) or {} for label in (CURRENT, PREVIOUS, PENDING)]
            self._secrets |= {one[key] for one in found if one.get(key)}

    @property
    def secrets(self) -> int:
        """How many values were looked for."""
        return len(self._secrets)


def _everything_in(error: BaseException | None) -> str:
    """Return an exception's text and arguments, and those of all that led to it."""
    if error is None:
        return ""
    own = f"{error!r} {error.args!r} {vars(error)!r}"
    return own + _everything_in(error.__cause__) + _everything_in(error.__context__)


@pytest.fixture
def overheard(world: World, function: Function) -> Overheard:
    return Overheard(world, function)


def test_a_rotation_that_goes_well_tells_no_token(
    world: World, function: Function, overheard: Overheard
) -> None:
    for stored in (world.account, world.webhooks):
        version = stored.begin()
        for step in STEPS:
            overheard.act(partial(function.step, stored, version, step))
    for _ in range(3):
        overheard.act(function.complete)
    overheard.act(function.complete_at_once)

    assert overheard.secrets == 4
    assert "step taken" in function.output
    assert overheard.leaks() == []


FAULTS: list[dict[str, Any]] = [
    {"status": 400},
    {"status": 401},
    {"status": 403},
    {"status": 503, "after_commit": True},
    {"page_status": 502},
    {"malformed": True},
    {"drop_after_commit": True},
    LATE,
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_rotation_that_fails_at_twilio_tells_no_token(
    fault: dict[str, Any],
    world: World,
    function: Function,
    boundary: Boundary,
    overheard: Overheard,
) -> None:
    version = world.account.begin()
    for path in ("/Secondary$", r"AC\w{32}\.json$", "/Promote$"):
        strike(world, boundary, fault, path)
        for step in STEPS:
            overheard.act(partial(function.step, world.account, version, step))
        overheard.act(function.complete)
        heal(world, boundary)
        overheard.act(partial(function.attempt, world.account, version))

    assert overheard.secrets >= 3
    assert '"ERROR"' in function.output
    assert overheard.leaks() == []


def test_a_rotation_that_is_refused_for_its_versions_tells_no_token(
    world: World, function: Function, overheard: Overheard
) -> None:
    alive, dead = world.credentials(world.primary), world.credentials("e" * 32)
    other = {**alive, "account_sid": "AC" + "0" * 32}
    for pending in (alive, other, world.credentials("f" * 32)):
        for current in (alive, dead):
            world.account.write(current)
            world.account.unlabel(PREVIOUS)
            version = world.account.write(pending, PENDING, SECONDARY, OPEN)
            for step in STEPS:
                overheard.act(partial(function.step, world.account, version, step))
            world.account.label(SECONDARY, world.account.holder(CURRENT))
            overheard.act(function.complete)

    reasons = [
        "Twilio accepts neither token",
        "the secondary token was deleted",
        "the pending token is the current one",
        "another account's than the one that serves",
    ]
    assert [reason for reason in reasons if reason not in function.output] == []
    assert overheard.leaks() == []


@pytest.mark.parametrize("operation", ["PutSecretValue", "UpdateSecretVersionStage"])
def test_a_rotation_that_fails_at_aws_tells_no_token(
    operation: str,
    world: World,
    function: Function,
    overheard: Overheard,
    double: SecretsManagerDouble,
) -> None:
    for stored in (world.account, world.webhooks):
        version = stored.begin()
        double.refusals[operation] = ["InternalServiceError"]
        overheard.act(partial(function.attempt, stored, version))
        overheard.act(partial(function.attempt, stored, version))

    assert '"ERROR"' in function.output
    assert overheard.leaks() == []


def test_values_that_cannot_be_read_are_not_told(
    world: World, function: Function, overheard: Overheard
) -> None:
    for text in (
        f"{{{world.primary}",
        f'["{world.primary}"]',
        f'{{"auth_token": "{world.primary}"}}',
    ):
        version = world.account.write(text, PENDING, SECONDARY, OPEN)
        for step in STEPS:
            overheard.hear(partial(function.step, world.account, version, step))

    assert "malformed: no JSON object" in function.output
    assert "malformed: account_sid" in function.output
    assert overheard.leaks() == []
