"""The mark by which a number is known again: its FriendlyName at Twilio.

`bc:{stack}:{logical name}:{digest}`. A create that lost its answer finds the number by this mark
instead of buying a second one. The digest covers project, stack and logical name in full, so the
readable part may be cut to Twilio's 64 characters (API page IncomingPhoneNumbers, FriendlyName).
"""

import hashlib
from dataclasses import dataclass

LONGEST = 64
LONGEST_BRIEF = 32
_PREFIX = "bc:"
_ORPHANED = "bc:orphaned:"


@dataclass(frozen=True)
class Identity:
    """Which resource of which stack a number belongs to."""

    project: str
    stack: str
    logical_name: str

    @property
    def marker(self) -> str:
        """The FriendlyName of the number that serves this resource."""
        return self._marked(_PREFIX)

    @property
    def orphan_marker(self) -> str:
        """The FriendlyName of a number that this resource kept when it was deleted."""
        return self._marked(_ORPHANED)

    @property
    def brief_marker(self) -> str:
        """The mark for an address: an emergency address takes 32 characters (API page Address)."""
        return self._marked(_PREFIX, LONGEST_BRIEF)

    def may_adopt(self, friendly_name: str) -> bool:
        """Tell whether a number so named is free to be adopted: no other resource's mark."""
        if friendly_name in (self.marker, self.orphan_marker):
            return True
        return not friendly_name.startswith(_PREFIX) or friendly_name.startswith(_ORPHANED)

    def is_of_stack(self, friendly_name: str) -> bool:
        """Tell whether a number so named serves, or served, some resource of this stack."""
        return friendly_name.startswith((f"{_PREFIX}{self.stack}:", f"{_ORPHANED}{self.stack}:"))

    def _marked(self, prefix: str, longest: int = LONGEST) -> str:
        whole = "\0".join((self.project, self.stack, self.logical_name))
        digest = hashlib.sha256(whole.encode()).hexdigest()[:8]
        label = f"{self.stack}:{self.logical_name}"[: longest - len(prefix) - len(digest) - 1]
        return f"{prefix}{label}:{digest}"
