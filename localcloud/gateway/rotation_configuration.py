"""What RotateSecret sets for a secret, and when its schedule has the next rotation begin.

Sources: Secrets Manager API Reference, "RotateSecret", "RotationRulesType" (a value that is written
by hand counts as a rotation), "DescribeSecret" (NextRotationDate); User Guide, "Rotation schedules"
(not oftener than every four hours).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.aws_error import AwsError, not_judged
from policies.schedules import UnreadableSchedule, longest_interval

_NO_FUNCTION: Final = "No Lambda rotation function ARN is associated with this secret."
_FUNCTION_ARN: Final = re.compile(r"arn:aws:lambda:[a-z0-9-]+:[0-9]{12}:function:[^:]+(:[^:]+)?")
_MOST_DAYS: Final = 1000
_SHORTEST: Final = timedelta(hours=4)


@dataclass(frozen=True)
class Configuration:
    """The rotation of a secret. All times are in UTC."""

    function_arn: str
    counts_from: datetime
    """The last rotation or value by hand; before there was one, when rotation was first set."""
    rules: Mapping[str, Any] = field(default_factory=dict)
    is_enabled: bool = True
    last_rotated: datetime | None = None
    begun_for: datetime | None = None
    """The date for which the schedule last began a rotation: it begins once for a date."""

    @property
    def next_rotation(self) -> datetime | None:
        """The date of the schedule, None where there is none. After a failure it may be past."""
        interval = interval_of(self.rules)
        if interval is None or not self.is_enabled:
            return None
        return self.counts_from + interval

    def is_due(self, time: datetime) -> bool:
        """Whether the schedule has a rotation begin now that it has not begun yet."""
        date = self.next_rotation
        return date is not None and date <= time and date != self.begun_for

    def begun(self) -> "Configuration":
        """Return this once the schedule's rotation has begun."""
        return replace(self, begun_for=self.next_rotation)

    def rotated(self, time: datetime) -> "Configuration":
        """Return this after a rotation that ended well."""
        return replace(self, last_rotated=time, counts_from=time)

    def written(self, time: datetime) -> "Configuration":
        """Return this after a value that was written by hand."""
        return replace(self, counts_from=time)

    def aged(self, days: int) -> "Configuration":
        """Return this as if so many days more had passed for the schedule, and for it alone."""
        return replace(self, counts_from=self.counts_from - timedelta(days=days))

    def described(self) -> dict[str, Any]:
        """Return what DescribeSecret and ListSecrets say of it; times as the JSON protocol does."""
        said: dict[str, Any] = {
            "RotationEnabled": self.is_enabled,
            "RotationLambdaARN": self.function_arn,
        }
        if self.rules:
            said["RotationRules"] = self.rules
        if self.is_enabled and self.last_rotated is not None:
            said["LastRotatedDate"] = self.last_rotated.timestamp()
        if self.next_rotation is not None:
            said["NextRotationDate"] = self.next_rotation.timestamp()
        return said


def read_configuration(
    call: ApiCall, before: Configuration | None, time: datetime
) -> Configuration:
    """Return what a call of RotateSecret sets, with what it leaves as it was. Raises AwsError."""
    function_arn = call.text("RotationLambdaARN") or (before.function_arn if before else "")
    if not function_arn:
        raise AwsError("InvalidRequestException", _NO_FUNCTION)
    if not _FUNCTION_ARN.fullmatch(function_arn):
        raise AwsError("InvalidParameterException", "RotationLambdaARN is no ARN of a function.")
    rules = call.parameters.get("RotationRules") or {}
    interval_of(rules)
    kept = before or Configuration(function_arn, time)
    return replace(kept, function_arn=function_arn, rules=rules or kept.rules, is_enabled=True)


def interval_of(rules: Mapping[str, Any]) -> timedelta | None:
    """Return the time between two rotations, None where the rules name none.

    Raises AwsError where AWS would refuse them, and where they are a cron expression.
    """
    days, expression = rules.get("AutomaticallyAfterDays"), rules.get("ScheduleExpression")
    if days is not None and expression is not None:
        raise _invalid("You can set AutomaticallyAfterDays or ScheduleExpression, but not both.")
    if days is not None:
        if not 1 <= days <= _MOST_DAYS:
            raise _invalid(f"AutomaticallyAfterDays must be between 1 and {_MOST_DAYS}.")
        return timedelta(days=days)
    if expression is None:
        return None
    if expression.lstrip().startswith("cron"):
        raise not_judged("a rotation schedule by cron(): only rate() and days begin rotations")
    return _interval_of_rate(expression)


def _interval_of_rate(expression: str) -> timedelta:
    try:
        interval = timedelta(days=longest_interval(expression))
    except UnreadableSchedule as error:
        raise _invalid(f"ScheduleExpression {error.what}.") from None
    if interval < _SHORTEST:
        raise _invalid("ScheduleExpression: a secret is rotated every four hours at the oftenest.")
    return interval


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterException", message)
