"""CloudWatch: evaluation is the gateway's, an alarm's actions are judged, no dimension is none."""

from collections.abc import Mapping
from typing import Any

from localcloud.gateway.inside.topics import ACTING, Acting


class _Dimensions(dict[str, str]):
    """Dimensions as asked for: MiniStack takes an empty mapping for "any", AWS for "none"."""

    def __bool__(self) -> bool:
        return True


def change(cloudwatch: Any) -> None:
    """Leave evaluation to `trail.alarms`, and let it be known for which alarm SNS is asked."""
    dispatch = cloudwatch._dispatch_alarm_actions  # noqa: SLF001 - no other switch
    dimensions_of = cloudwatch._dims_from_list  # noqa: SLF001 - as above

    def act(alarm: Mapping[str, Any], *change_of_state: str) -> None:
        before = ACTING.set(Acting("cloudwatch.amazonaws.com", str(alarm["AlarmArn"])))
        try:
            dispatch(alarm, *change_of_state)
        finally:
            ACTING.reset(before)

    cloudwatch._evaluate_alarm = _leave_to_the_gateway  # noqa: SLF001 - as above
    cloudwatch._dispatch_alarm_actions = act  # noqa: SLF001 - as above
    cloudwatch._dims_from_list = lambda given: _Dimensions(dimensions_of(given))  # noqa: SLF001


def _leave_to_the_gateway(_alarm: Mapping[str, Any]) -> None:
    """Stand in for MiniStack's evaluation of one alarm."""
