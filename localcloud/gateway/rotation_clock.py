"""How many days a test lets pass for the schedules of rotation, told through a control path."""

from collections.abc import Mapping

from berthcare.errors import BerthcareError


class RotationClockError(BerthcareError):
    """Days that cannot pass."""

    def __init__(self, what: str) -> None:
        super().__init__(what, 'Send {"days": 89}, a whole number of days from 1 on.')


def read_days(body: object) -> int:
    """Return the days that a JSON body tells. Raises RotationClockError."""
    if not isinstance(body, Mapping) or body.keys() != {"days"}:
        raise RotationClockError("The rotation clock takes a JSON object of days and nothing else.")
    days = body["days"]
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        raise RotationClockError(f"days must be a whole number from 1 on, not {days!r}.")
    return days
