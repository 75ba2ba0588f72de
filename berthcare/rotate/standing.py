"""Where the rotation of a secret stands, told by its staging labels alone. Touches nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from berthcare.errors import BerthcareError
from berthcare.rotate import labels
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotation_schedule import COMPLETION_PERIOD_SECONDS, SETTLING_SECONDS

FOLLOWS_WITHIN = timedelta(seconds=SETTLING_SECONDS + COMPLETION_PERIOD_SECONDS)
"""How long after a change the next step of a rotation is taken at the latest, if all is well."""
_LATE = FOLLOWS_WITHIN + timedelta(seconds=COMPLETION_PERIOD_SECONDS)
"""With one failed run: Lambda tries again, and the next one comes."""


class Rotation(str, Enum):
    """Whether Secrets Manager rotates a secret by itself."""

    ON = "on"
    SWITCHED_OFF = "switched-off"
    """It has a function, and somebody cancelled the rotation."""
    NONE = "none"
    """It has no function: people rotate it by hand."""

    def __str__(self) -> str:
        return self.value


class Phase(str, Enum):
    """How far a rotation is."""

    SETTLED = "settled"
    """One token is accepted, that of the current version."""
    HALF_DONE = "half-done"
    """A version is pending that is not current."""
    PROMOTION_PENDING = "promotion-pending"
    """The new version is current, Twilio accepts both tokens and signs by the previous one."""
    PREVIOUS_ACCEPTED = "previous-accepted"
    """The new token is the only one to sign by; verifiers still accept the previous one."""

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, kw_only=True)
class SecretStanding:
    """One secret, as DescribeSecret tells of it."""

    which: Rotatable
    name: str
    rotation: Rotation
    interval_days: int | None
    last_rotated: datetime | None
    """`None` where it never was, or where rotation is not on."""
    next_rotation: datetime | None
    """On or before this date; `None` where AWS names none."""
    last_changed: datetime | None
    stages: Mapping[str, Sequence[str]]
    """Version id to staging labels; versions without a label are not told."""

    @property
    def current(self) -> str:
        """The version in force. Raises `BerthcareError` where the secret has no value yet."""
        found = self.version_with(labels.CURRENT)
        if found is None:
            raise BerthcareError(
                f"The secret {self.name} has no value yet.",
                f"Deploy it: pulumi up --stack {self.name.partition('/')[0]}",
            )
        return found

    @property
    def pending(self) -> str | None:
        """The version that a rotation has begun and not finished."""
        found = self.version_with(labels.PENDING)
        return None if found == self.version_with(labels.CURRENT) else found

    @property
    def phase(self) -> Phase:
        """How far its rotation is."""
        if self.pending is not None:
            return Phase.HALF_DONE
        return self.open_phase or Phase.SETTLED

    @property
    def open_phase(self) -> Phase | None:
        """What the current version still waits for; `None` where its rotation is complete."""
        on_current = self.stages[self.current]
        if labels.SECONDARY in on_current:
            return Phase.PROMOTION_PENDING
        return Phase.PREVIOUS_ACCEPTED if labels.OPEN in on_current else None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is under way, and nobody has switched its rotation off."""
        return self.phase is Phase.SETTLED and self.rotation is not Rotation.SWITCHED_OFF

    @property
    def has_leftover(self) -> bool:
        """Whether Twilio may have a secondary token that no rotation goes on with."""
        if labels.REQUESTED in self.stages[self.current] and self.pending is None:
            return True
        on = self.version_with(labels.SECONDARY)
        return on is not None and on not in (self.current, self.pending)

    def is_late(self, now: datetime) -> bool:
        """Tell whether what follows by itself should have come by now."""
        if self.open_phase is None or self.last_changed is None:
            return False
        return now - self.last_changed > _LATE

    def version_with(self, label: str) -> str | None:
        """Return the version that a staging label is on."""
        return next((one for one, found in self.stages.items() if label in found), None)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An environment's secrets, and whether Twilio accepts the stored auth token."""

    secrets: Mapping[Rotatable, SecretStanding]
    account: str | None
    """The serving account as it is shown to people; `None` where it could not be read."""
    token_accepted: bool | None
    """`None` where it could not be told."""
    problems: tuple[BerthcareError, ...] = ()
    """Why something could not be told."""
