"""A refused read wakes on-call: trail, log group, metric filter, alarm, topic, subscriber.

The check follows its own refusal, since others are refused at the same time (the check before it,
and whoever tries): by its session's name in the log group, by the deployed filter's pattern to the
metric, which must count no less than the pattern finds there. And a subscriber hears the alarm on
that metric go up after it was reset; whose refusal made it go first, CloudWatch does not tell.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from berthcare.errors import BerthcareError
from berthcare.verification.alarm import Alarm
from berthcare.verification.alarm_subscriber import AlarmSubscriber, alarm_subscriber
from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome
from berthcare.verification.outsider import Outsider, outsider
from berthcare.verification.trail_log import TrailLog

if TYPE_CHECKING:
    from mypy_boto3_logs.type_defs import FilteredLogEventTypeDef

_MINUTE_SECONDS = 60
_MARGIN = timedelta(minutes=5)
"""Between this machine's clock and AWS's."""


@dataclass(frozen=True)
class Coverage:
    """What the metric counts since a minute, and what its filter finds in the log group."""

    counted: float
    found: int
    since: datetime

    @property
    def complete(self) -> bool:
        """Whether nothing that the filter finds is left out; count first, find afterwards."""
        return self.counted >= self.found

    def __str__(self) -> str:
        return (
            f"counts {self.counted:.0f} since {self.since:%H:%M} UTC, and its filter finds "
            f"{self.found}"
        )


@dataclass(frozen=True)
class Chain:
    """What lies between a refusal and the alarm on it."""

    alarm: Alarm
    log: TrailLog
    patterns: Sequence[str]
    """Of the metric filters that feed the alarm's metric."""

    @classmethod
    def deployed(cls, context: Context) -> "Chain":
        """Look at what is deployed. Raises `BerthcareError` where a link is missing."""
        name = context.outputs.unauthorized_access_alarm
        alarm = Alarm.deployed(context.aws, name, context.stack)
        log = TrailLog(context.aws, context.outputs.trail_log_group)
        patterns = log.patterns_of(alarm.description["Namespace"], alarm.description["MetricName"])
        if not patterns:
            raise BerthcareError(
                f"No metric filter of {log.group} feeds the metric of {name}.",
                f"Deploy it: pulumi up --refresh --stack {context.stack}",
            )
        return cls(alarm, log, patterns)

    def coverage(self, record: "FilteredLogEventTypeDef", longest: timedelta) -> Coverage:
        """Compare metric and log group since the record's minute, for `longest` at most."""
        moment = datetime.fromtimestamp(record["timestamp"] / 1000, timezone.utc)
        since = moment.replace(second=0, microsecond=0)
        points = self.alarm.aws.cloudwatch.get_metric_statistics(
            Namespace=self.alarm.description["Namespace"],
            MetricName=self.alarm.description["MetricName"],
            StartTime=since,
            EndTime=since + longest,
            Period=_MINUTE_SECONDS,
            Statistics=["Sum"],
        )["Datapoints"]
        found = self.log.matching(self.patterns, _milliseconds(since))
        return Coverage(sum(point["Sum"] for point in points), len(found), since)

    def finds(self, record: "FilteredLogEventTypeDef") -> bool:
        """Tell whether the deployed filter lets a record of the log group through."""
        found = self.log.matching(self.patterns, record["timestamp"])
        return any(one["eventId"] == record["eventId"] for one in found)


def _run(context: Context) -> Outcome:
    with (
        alarm_subscriber(context.aws, context.outputs.alert_topic_arn) as subscriber,
        outsider(context) as stranger,
    ):
        chain = Chain.deployed(context)
        if chain.alarm.was_up:
            chain.alarm.set_state("OK")  # or it could not rise
        return _follow(context, chain, stranger, subscriber)


def _follow(
    context: Context, chain: Chain, stranger: Outsider, subscriber: AlarmSubscriber
) -> Outcome:
    """Be refused, and follow that to the subscriber within the time that the alarm is given."""
    seconds = context.alarm_seconds
    before = _milliseconds(datetime.now(timezone.utc) - _MARGIN)
    started = time.monotonic()

    def left() -> float:
        return seconds - (time.monotonic() - started)

    if not stranger.is_refused(context.outputs.account_secret_arn):
        return Outcome.failed("the stranger was not refused", "Put the check above right.")
    record = context.wait_for(lambda: chain.log.refused_read_by(stranger.session, before), seconds)
    if record is None:
        return _not_recorded(chain, context.names.trail, seconds)
    if not chain.finds(record):
        return _not_matched(chain, context.stack)
    longest = timedelta(seconds=seconds) + _MARGIN

    def covered() -> Coverage | None:
        coverage = chain.coverage(record, longest)
        return coverage if coverage.complete else None

    coverage = context.wait_for(covered, left())
    if coverage is None:
        return _not_counted(chain, chain.coverage(record, longest), seconds)
    if context.wait_for(lambda: subscriber.heard_alarm(chain.alarm.name), left()) is None:
        return _not_heard(chain.alarm, context.stack, seconds)
    again = "; it was up, and reset first" if chain.alarm.was_up else ""
    return Outcome.passed(
        f"{chain.alarm.name} reached a subscriber {time.monotonic() - started:.1f} s after the "
        f"refusal of {stranger.session}, which is in the trail's log group and in the metric (it "
        f"{coverage}){again}"
    )


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _not_recorded(chain: Chain, trail: str, seconds: float) -> Outcome:
    return Outcome.failed(
        f"the record of a refused read did not reach {chain.log.group} within {seconds:.0f} s",
        f"See what the trail says: aws cloudtrail get-trail-status --name {trail}   On AWS it may "
        "need 15 minutes: --alarm-timeout 1200",
    )


def _not_matched(chain: Chain, stack: str) -> Outcome:
    return Outcome.failed(
        f"a refused read is in {chain.log.group}, but the metric filter of {chain.alarm.name} does "
        "not match it",
        f"Compare its pattern: pulumi preview --refresh --stack {stack}",
    )


def _not_counted(chain: Chain, coverage: Coverage, seconds: float) -> Outcome:
    return Outcome.failed(
        f"the metric of {chain.alarm.name} did not count a refused read within {seconds:.0f} s: it "
        f"{coverage}",
        f"See the filter: aws logs describe-metric-filters --log-group-name {chain.log.group}",
    )


def _not_heard(alarm: Alarm, stack: str, seconds: float) -> Outcome:
    state = alarm.state_now()
    if state == "ALARM":
        return Outcome.failed(
            f"{alarm.name} rose, but a subscriber of its topic heard nothing within "
            f"{seconds:.0f} s",
            f"See its actions: aws cloudwatch describe-alarms --alarm-names {alarm.name}   and the "
            "topic's policy, and that the alarm may use the topic's key.",
        )
    return Outcome.failed(
        f"a refused read was counted, but {alarm.name} did not rise within {seconds:.0f} s; its "
        f"state is {state}",
        f"Compare its threshold: pulumi preview --refresh --stack {stack}",
    )


REFUSAL_ALARM = Check(
    name="refusal raises alarm",
    question="Does a refused read raise the alarm, and does that reach an SNS subscriber?",
    run=_run,
)
