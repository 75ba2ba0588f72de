"""What follows a failed or killed run: further attempts of Secrets Manager, and the schedule."""

from contextlib import suppress

from functions.rotation.handler import RotationFailed
from tests.functions.rotation.function import Function
from tests.functions.rotation.stored import CURRENT, PENDING, Content, Stored
from tests.functions.rotation.world import REQUESTED, World

_MOST_ATTEMPTS = 6
"""More than anything here needs."""


def is_settled(stored: Stored) -> bool:
    """Tell whether one version alone has a label, and that one alone."""
    return list(stored.labels().values()) == [{CURRENT}]


def recover(function: Function, stored: Stored, old: Content | None) -> None:
    """Go on until a secret that held `old` is rotated, or it is clear that it never will be.

    What is pending is attempted again, all four steps; where nothing is, a new rotation begins: by
    a person after what failed, and every 90 days. It settles what was given up, too.
    After each attempt the schedule comes once.
    """
    for _ in range(_MOST_ATTEMPTS):
        pending = stored.holder(PENDING)
        if pending == stored.holder(CURRENT):
            pending = ""
        if not pending and (stored.value() == old or stored.holder(REQUESTED)):
            pending = stored.begin()
        with suppress(RotationFailed):
            if pending:
                function.attempt(stored, pending)
        with suppress(RotationFailed):
            function.complete()
        if stored.value() != old and is_settled(stored):
            return


def recovered(world: World, function: Function, old: str) -> None:
    """Let attempts and the schedule go on; assert that the rotation ends as it should."""
    world.twilio.clear_faults()
    recover(function, world.account, world.credentials(old))
    assert is_settled(world.account)
    assert world.account.value() == world.credentials(world.primary)
    assert world.primary != old
    assert not world.accepts(old)
    assert not world.has_secondary()
