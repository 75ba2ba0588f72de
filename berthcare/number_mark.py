"""The mark that the program leaves on a number: its FriendlyName at Twilio.

`bc:{stack}:{resource}:{digest}` while it serves, `bc:orphaned:…` where the resource was removed and
the number kept. The provider writes it (providers/api/marker.py), which this package may not
import; a test compares the two.
"""

from dataclasses import dataclass

_PREFIX = "bc:"
_KEPT_PREFIX = "bc:orphaned:"


@dataclass(frozen=True)
class NumberMark:
    """Which resource of which stack a number belongs, or belonged, to."""

    stack: str
    resource: str
    kept: bool
    """Its resource was removed, and the number was not released."""


def mark_of(friendly_name: str) -> NumberMark | None:
    """Read a FriendlyName; `None` where the program did not write it."""
    if not friendly_name.startswith(_PREFIX):
        return None
    kept = friendly_name.startswith(_KEPT_PREFIX)
    label = friendly_name.removeprefix(_KEPT_PREFIX if kept else _PREFIX)
    stack, _, rest = label.partition(":")
    return NumberMark(stack, rest.rpartition(":")[0], kept)
