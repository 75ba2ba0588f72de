"""What was before, and what the function is doing when it is killed."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from functions.rotation.handler import RotationFailed
from tests.functions.rotation.function import Function
from tests.functions.rotation.stored import CURRENT, Stored
from tests.functions.rotation.world import OPEN, REQUESTED, SECONDARY, World


@dataclass(frozen=True)
class Scenario:
    """One secret, prepared and acted on."""

    secret: Callable[[World], Stored]
    prepare: Callable[[Function, World, Stored], str]
    """Brings about what was before; returns the version that is pending, if any."""
    act: Callable[[Function, Stored, str], None]
    current_is_accepted: bool = True
    """Whether it is at every moment, and not only the current or the previous one."""
    is_signed_for: bool = True
    """Whether verifiers know the token that Twilio signs by, from the beginning on; else from when
    it is another one than in the beginning."""


def _account(world: World) -> Stored:
    return world.account


def _webhooks(world: World) -> Stored:
    return world.webhooks


def _begun(_function: Function, _world: World, stored: Stored) -> str:
    return stored.begin()


def _rotated(function: Function, _world: World, stored: Stored) -> str:
    return function.rotate(stored)


def _begun_again(function: Function, _world: World, stored: Stored) -> str:
    function.rotate(stored)
    return stored.begin()


def _answer_lost(_function: Function, world: World, stored: Stored) -> str:
    world.make_secondary()
    stored.label(REQUESTED, stored.holder(CURRENT))
    return stored.begin()


def _abandoned(_function: Function, world: World, stored: Stored) -> str:
    stored.write(world.credentials(world.make_secondary()), SECONDARY, OPEN)
    return stored.begin()


def _deleted_while_pending(function: Function, world: World, stored: Stored) -> str:
    version = stored.begin()
    function.step(stored, version, "createSecret")
    world.delete_secondary()
    return version


def _deleted_when_current(function: Function, world: World, stored: Stored) -> str:
    function.rotate(stored)
    world.delete_secondary()
    return ""


def _written_again(function: Function, _world: World, stored: Stored) -> str:
    function.rotate(stored)
    stored.write(stored.value() or {})
    return ""


def _written_back(function: Function, _world: World, stored: Stored) -> str:
    old = stored.value() or {}
    function.rotate(stored)
    stored.write(old)
    return stored.begin()


def _rotation(function: Function, stored: Stored, version: str) -> None:
    function.attempt(stored, version)
    function.complete()
    function.complete()


def _creation(function: Function, stored: Stored, version: str) -> None:
    function.step(stored, version, "createSecret")


def _setting(function: Function, stored: Stored, version: str) -> None:
    with suppress(RotationFailed):
        function.step(stored, version, "setSecret")


def _completion(function: Function, _stored: Stored, _version: str) -> None:
    with suppress(RotationFailed):
        function.complete()


def _completion_at_once(function: Function, _stored: Stored, _version: str) -> None:
    function.complete_at_once()


ROTATION_OF_ACCOUNT = Scenario(_account, _begun, _rotation)
CREATION = Scenario(_account, _begun, _creation)
ROTATION_OF_WEBHOOKS = Scenario(_webhooks, _begun, _rotation)
SCENARIOS = {
    "account": ROTATION_OF_ACCOUNT,
    "account, completed at once": Scenario(_account, _rotated, _completion_at_once),
    "account, after a lost answer": Scenario(_account, _answer_lost, _creation),
    "account, after an abandoned rotation": Scenario(_account, _abandoned, _creation),
    "account, twice": Scenario(_account, _begun_again, _creation),
    "account, secondary token deleted": Scenario(_account, _deleted_while_pending, _setting),
    "account, current token deleted": Scenario(
        _account, _deleted_when_current, _completion, current_is_accepted=False
    ),
    "account, new token written again": Scenario(
        _account, _written_again, _completion, is_signed_for=False
    ),
    "account, old token written back": Scenario(_account, _written_back, _creation),
    "webhooks": ROTATION_OF_WEBHOOKS,
    "webhooks, completed at once": Scenario(_webhooks, _rotated, _completion_at_once),
    "webhooks, twice": Scenario(_webhooks, _begun_again, _creation),
    "webhooks, new token written again": Scenario(_webhooks, _written_again, _completion),
}
