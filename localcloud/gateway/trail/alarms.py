"""CloudWatch alarms, evaluated in time: MiniStack looks at them only when a metric arrives.

Without this an alarm on silence could never ring, and none would go back to OK. Sources: CloudWatch
User Guide, "Evaluating an alarm", "Configuring how CloudWatch alarms treat missing data". The
windows end now instead of at whole periods, so that an alarm rings within seconds. Alarms on metric
math and on percentiles are left as they are.
"""

import asyncio
import logging
import operator
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from aiohttp import ClientError

from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.services.queue_depths import QueueDepths, watched_queues

_TICK_SECONDS: Final = 5.0
# Between two evaluations, however much arrives.
_PAUSE_SECONDS: Final = 0.5
_LOG: Final = logging.getLogger(__name__)
_BREACHES: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanOrEqualToThreshold": operator.le,
    "LessThanThreshold": operator.lt,
}
_STATISTICS: Final = ("SampleCount", "Sum", "Minimum", "Maximum")

Alarm = Mapping[str, Any]


def state_of(alarm: Alarm, datapoints: Sequence[float | None]) -> str | None:
    """Return an alarm's state by its latest periods' values, None where it stays as it is.

    A period without data is None. Source: the table of "treat missing data", without its rules for
    data that arrives late.
    """
    missing = alarm.get("TreatMissingData", "missing")
    breaches = _BREACHES[alarm["ComparisonOperator"]]
    known = [value for value in datapoints if value is not None]
    if not known and missing == "missing":
        return "INSUFFICIENT_DATA"
    absent = len(datapoints) - len(known)
    breaching = sum(breaches(value, alarm["Threshold"]) for value in known)
    breaching += absent if missing == "breaching" else 0
    needed = alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"]
    if missing == "ignore" and breaching == len(known) < needed:
        return None  # none of the few values that there are says that all is well
    if missing == "missing":
        needed = min(needed, len(known))
    return "ALARM" if breaching >= needed else "OK"


class Alarms:
    """Evaluates the metric alarms of one region."""

    def __init__(self, backend: Backend, region: str) -> None:
        self._backend = backend
        self._region = region
        self._queue_depths = QueueDepths(backend, region)
        self._changed = asyncio.Event()

    def notice(self) -> None:
        """Note that a metric or an alarm has changed; the evaluation follows at once."""
        self._changed.set()

    async def run(self) -> None:
        """Evaluate on every change, and every few seconds without one, until cancelled."""
        while True:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._changed.wait(), _TICK_SECONDS)
            self._changed.clear()
            await self.evaluate()
            await asyncio.sleep(_PAUSE_SECONDS)

    async def evaluate(self) -> None:
        """Bring every alarm to the state that its metric gives it."""
        try:
            alarms = (await self._call("DescribeAlarms")).get("MetricAlarms", [])
            await self._queue_depths.publish(watched_queues(alarms))
            for alarm in alarms:
                if _is_evaluated(alarm):
                    await self._evaluate_one(alarm)
        except (BackendError, ClientError) as error:
            _LOG.warning("Alarms were not evaluated: %s", error)

    async def _evaluate_one(self, alarm: Alarm) -> None:
        # Whole seconds travel, and a window ends before its end: so this second counts too.
        now = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(seconds=1)
        period = timedelta(seconds=alarm["Period"])
        ends = [now - period * number for number in range(alarm["EvaluationPeriods"])]
        values = [await self._value(alarm, end - period, end) for end in ends]
        state = state_of(alarm, values)
        if state is None or state == alarm["StateValue"]:
            return
        reason = (
            f"{alarm['Statistic']} of the last {len(values)} period(s) was {values} against "
            f"{alarm['ComparisonOperator']} {alarm['Threshold']}, missing data "
            f"{alarm.get('TreatMissingData', 'missing')}"
        )
        await self._call(
            "SetAlarmState", AlarmName=alarm["AlarmName"], StateValue=state, StateReason=reason
        )

    async def _value(self, alarm: Alarm, start: datetime, end: datetime) -> float | None:
        """Return the statistic over a window, None where no data fell into it."""
        found = await self._call(
            "GetMetricStatistics",
            Namespace=alarm["Namespace"],
            MetricName=alarm["MetricName"],
            Dimensions=alarm.get("Dimensions", []),
            StartTime=start,
            EndTime=end,
            Period=alarm["Period"],
            Statistics=list(_STATISTICS),
        )
        points = found.get("Datapoints", [])
        return _statistic(alarm["Statistic"], points) if points else None

    async def _call(self, operation: str, **parameters: Any) -> Mapping[str, Any]:
        return await self._backend.call("cloudwatch", operation, self._region, **parameters)


def _is_evaluated(alarm: Alarm) -> bool:
    """Whether this is an alarm on one metric by a plain statistic."""
    return bool(
        alarm.get("MetricName")
        and alarm.get("Namespace")
        and not alarm.get("ExtendedStatistic")
        and alarm.get("ComparisonOperator") in _BREACHES
    )


def _statistic(name: str, points: Sequence[Mapping[str, float]]) -> float:
    """Join the parts of a window that MiniStack cut at whole periods."""
    count = sum(point["SampleCount"] for point in points)
    total = sum(point["Sum"] for point in points)
    joined = {
        "SampleCount": count,
        "Sum": total,
        "Average": total / count,
        "Minimum": min(point["Minimum"] for point in points),
        "Maximum": max(point["Maximum"] for point in points),
    }
    return joined[name]
