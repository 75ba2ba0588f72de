"""A secret's versions and their staging labels (pure): all that a rotation knows of its state.

Sources: Secrets Manager API Reference, "DescribeSecret"; User Guide, "Secret versions".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.common.failure import KnownFailure

CURRENT = "AWSCURRENT"
PENDING = "AWSPENDING"
PREVIOUS = "AWSPREVIOUS"

REQUESTED = "TWILIO_REQUESTED"
"""On the current version: Twilio was asked for a secondary token, whose value may be lost."""
SECONDARY = "TWILIO_SECONDARY"
"""On the version of a rotation: its token is Twilio's secondary one, which signs nothing yet."""
OPEN = "ROTATION_OPEN"
"""On the version of a rotation: the version before it is still accepted."""


@dataclass(frozen=True)
class Versions:
    """A secret as DescribeSecret tells of it."""

    labels: Mapping[str, frozenset[str]]
    """Of each version that has any."""
    is_rotated: bool
    changed: datetime
    """When the secret was changed or rotated last."""

    @classmethod
    def of(cls, described: Mapping[str, Any]) -> "Versions":
        """Read DescribeSecret's answer, in which a date may be missing."""
        # The making of a version and the moving of a label are changes of the secret.
        dates = [described.get(key) for key in ("LastChangedDate", "LastRotatedDate")]
        labels = described.get("VersionIdsToStages", {})
        return cls(
            labels={version: frozenset(found) for version, found in labels.items()},
            is_rotated=bool(described.get("RotationEnabled")),
            changed=max(date for date in [described["CreatedDate"], *dates] if date is not None),
        )

    def holder(self, label: str) -> str | None:
        """Return the version that a label is on."""
        return next((version for version, on in self.labels.items() if label in on), None)

    def has(self, version_id: str | None, label: str) -> bool:
        """Tell whether a version has a label."""
        return label in self.labels.get(version_id or "", ())

    def awaits_finish(self, version_id: str) -> bool:
        """Tell whether a version is to become the current one."""
        return self.has(version_id, PENDING) and not self.has(version_id, CURRENT)

    @property
    def current(self) -> str:
        """The current version. Raises `KnownFailure` where there is none."""
        holder = self.holder(CURRENT)
        if holder is None:
            raise KnownFailure("no version is current")
        return holder

    @property
    def previous(self) -> str | None:
        """The version that was current before."""
        return self.holder(PREVIOUS)

    @property
    def awaits_promotion(self) -> bool:
        """Whether the current version's token is Twilio's secondary one."""
        return self.has(self.holder(CURRENT), SECONDARY)

    @property
    def overwritten(self) -> str | None:
        """The version of a rotation behind which another one was made current, by whomever."""
        for label in (SECONDARY, OPEN):
            version = self.holder(label)
            is_to_come = self.has(version, PENDING) and not self.has(version, PREVIOUS)
            if version is not None and not self.has(version, CURRENT) and not is_to_come:
                return version
        return None

    @property
    def is_open(self) -> bool:
        """Whether the rotation to the current version is not complete."""
        return self.awaits_promotion or self.has(self.holder(CURRENT), OPEN)
