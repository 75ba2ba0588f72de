"""The id of a version that this command begins: it tells by which run, and survives a crash.

RotateSecret takes the new version's id from its caller (API reference, `ClientRequestToken`: 32 to
64 characters). So DescribeSecret shows whose doing a version is, and a run that was interrupted is
gone on with instead of rotating once more.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

_AT = "%Y%m%dT%H%M%SZ"
_FORM = re.compile(r"berthcare-rotate(-now)?-([0-9]{8}T[0-9]{6}Z)-[0-9a-f]{8}")
_GOES_ON_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class MadeVersion:
    """What a version's id tells of the run that began it."""

    at_once: bool
    """Whether it was a run of `--now`."""
    at: datetime

    @classmethod
    def parse(cls, version_id: str) -> "MadeVersion | None":
        """Read a version's id; `None` where this command did not begin it."""
        found = _FORM.fullmatch(version_id)
        if found is None:
            return None
        try:
            at = datetime.strptime(found[2], _AT).replace(tzinfo=timezone.utc)
        except ValueError:
            return None
        return cls(found[1] is not None, at)

    def may_go_on(self, *, at_once: bool, now: datetime) -> bool:
        """Tell whether a run may go on with the version: of the same kind, not an hour old."""
        return self.at_once == at_once and now - self.at < _GOES_ON_FOR


def new_version_id(*, at_once: bool, now: datetime, random: str) -> str:
    """Return the id of a new version; `random` is 8 hexadecimal characters."""
    kind = "-now" if at_once else ""
    return f"berthcare-rotate{kind}-{now.astimezone(timezone.utc):{_AT}}-{random}"
