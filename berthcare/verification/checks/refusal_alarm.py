"""A refused read wakes on-call: trail, log group, metric filter, alarm, topic, subscriber.

Two things are waited for. The metric counts more than before: the refusal went all the way to it.
And a subscriber hears the alarm: it went all the way from there. An alarm that was up already, or
an older refusal that still counts, could show the second alone.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from berthcare.errors import BerthcareError
from berthcare.verification.alarm_subscriber import alarm_subscriber
from berthcare.verification.aws import Aws, is_refusal
from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome
from berthcare.verification.outsider import outsider

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch.type_defs import MetricAlarmTypeDef
    from mypy_boto3_secretsmanager import SecretsManagerClient

_METRIC_PERIOD_SECONDS = 60
_MARGIN = timedelta(minutes=5)
"""Between this machine's clock and CloudWatch's."""


@dataclass(frozen=True)
class RefusalAlarm:
    """The deployed alarm and its metric."""

    aws: Aws
    name: str
    stack: str
    window: tuple[datetime, datetime]
    """When the metric's counts are looked at: all of this check."""

    def state(self) -> str:
        """Return `OK`, `ALARM` or `INSUFFICIENT_DATA`."""
        return self._described()["StateValue"]

    def reset(self) -> bool:
        """Set an alarm that is up back to OK, or it could not rise; tell whether it was up."""
        if self.state() != "ALARM":
            return False
        self.aws.cloudwatch.set_alarm_state(
            AlarmName=self.name, StateValue="OK", StateReason="berthcare verify raises it again"
        )
        return True

    def count(self) -> float:
        """Return how many refusals the metric has counted in the window."""
        described = self._described()
        found = self.aws.cloudwatch.get_metric_statistics(
            Namespace=described["Namespace"],
            MetricName=described["MetricName"],
            StartTime=self.window[0],
            EndTime=self.window[1],
            Period=_METRIC_PERIOD_SECONDS,
            Statistics=["Sum"],
        )
        return sum(point["Sum"] for point in found["Datapoints"])

    def _described(self) -> "MetricAlarmTypeDef":
        found = self.aws.cloudwatch.describe_alarms(AlarmNames=[self.name])["MetricAlarms"]
        if not found:
            raise BerthcareError(
                f"There is no alarm {self.name}.",
                f"Deploy it: pulumi up --refresh --stack {self.stack}",
            )
        return found[0]


def _run(context: Context) -> Outcome:
    now = datetime.now(timezone.utc)
    alarm = RefusalAlarm(
        context.aws,
        context.outputs.unauthorized_access_alarm,
        context.stack,
        window=(now - _MARGIN, now + _MARGIN + timedelta(seconds=context.alarm_seconds)),
    )
    with (
        alarm_subscriber(context.aws, context.outputs.alert_topic_arn) as subscriber,
        outsider(context) as stranger,
    ):
        was_up = alarm.reset()
        before = alarm.count()
        started = time.monotonic()
        if not _is_refused(stranger, context.outputs.account_secret_arn):
            return Outcome.failed("the stranger was not refused", "Put the check above right.")
        seconds = context.alarm_seconds
        if context.wait_for(lambda: alarm.count() > before or None, seconds) is None:
            return _not_counted(alarm, seconds)
        left = seconds - (time.monotonic() - started)
        if context.wait_for(lambda: subscriber.heard_alarm(alarm.name), left) is None:
            return _not_heard(alarm, seconds)
    again = " (it was up, and reset first)" if was_up else ""
    return Outcome.passed(
        f"{alarm.name} reached a subscriber {time.monotonic() - started:.1f} s after a refusal"
        f"{again}"
    )


def _is_refused(stranger: "SecretsManagerClient", secret_arn: str) -> bool:
    try:
        stranger.get_secret_value(SecretId=secret_arn)
    except ClientError as error:
        if is_refusal(error):
            return True
        raise
    return False


def _not_counted(alarm: RefusalAlarm, seconds: float) -> Outcome:
    return Outcome.failed(
        f"the metric of {alarm.name} did not count a refused read within {seconds:.0f} s",
        "See whether the trail delivers into its log group and the metric filter matches. On AWS a "
        "trail may need 15 minutes: --alarm-timeout 1200",
    )


def _not_heard(alarm: RefusalAlarm, seconds: float) -> Outcome:
    state = alarm.state()
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
        f"Compare its threshold: pulumi preview --refresh --stack {alarm.stack}",
    )


REFUSAL_ALARM = Check(
    name="refusal raises alarm",
    question="Does a refused read raise the alarm, and does that reach an SNS subscriber?",
    run=_run,
)
