"""Ways in which Twilio may fail: the emulator's own, and an answer that comes too late.

The last is made at the boundary, so that no test waits for it.
"""

from typing import Any

from tests.functions.rotation.boundary import Boundary
from tests.functions.rotation.world import World

MANY = 10_000
LATE: dict[str, Any] = {"late": True}


def strike(
    world: World, boundary: Boundary, rule: dict[str, Any], path: str, *, times: int = MANY
) -> None:
    """Let requests to a path, a regular expression, fail by a rule; late ones fail until healed."""
    if rule == LATE:
        boundary.late = path
    else:
        world.twilio.add_fault(path=path, times=times, **rule)


def heal(world: World, boundary: Boundary) -> None:
    """Let Twilio fail no more."""
    boundary.late = ""
    world.twilio.clear_faults()
