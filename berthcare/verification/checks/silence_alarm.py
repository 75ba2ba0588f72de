"""A silent trail wakes on-call: without it, no refusal could raise the other alarm.

A trail is not silenced to prove it. The alarm is judged by its definition, and its way to people is
tried by setting it to ALARM for a moment.
"""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from berthcare.verification.alarm import Alarm
from berthcare.verification.alarm_subscriber import alarm_subscriber
from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch.type_defs import MetricAlarmTypeDef

_HEARD_SECONDS = 60.0
"""Nothing but CloudWatch, SNS and SQS is waited for, not a trail."""


def _run(context: Context) -> Outcome:
    outputs = context.outputs
    alarm = Alarm.deployed(context.aws, context.names.trail_silent_alarm, context.stack)
    found = list(faults(alarm.description, outputs.alert_topic_arn, outputs.trail_log_group))
    if found:
        return Outcome.failed(
            f"{alarm.name} {'; '.join(found)}",
            f"Put it right: pulumi up --refresh --stack {context.stack}",
        )
    seconds = min(_HEARD_SECONDS, context.alarm_seconds)
    started = time.monotonic()
    if not _is_heard(context, alarm, seconds):
        return Outcome.failed(
            f"{alarm.name} was set to ALARM, but a subscriber of its topic heard nothing within "
            f"{seconds:.0f} s",
            f"See what became of it: aws cloudwatch describe-alarm-history --alarm-name "
            f"{alarm.name}   and the topic's policy and key.",
        )
    up = "; it was up already: see whether the trail delivers" if alarm.was_up else ""
    return Outcome.passed(
        f"{alarm.name} watches {outputs.trail_log_group}, takes silence for a breach, and reached "
        f"a subscriber {time.monotonic() - started:.1f} s after it was set{up}"
    )


def faults(alarm: "MetricAlarmTypeDef", topic_arn: str, log_group: str) -> Iterator[str]:
    """Yield why the alarm would not tell of a silent trail, in words.

    A silent log group has no datapoints rather than zeros (CloudWatch Logs User Guide, "Monitoring
    with CloudWatch metrics"), so missing data must breach.
    """
    dimensions = {one["Name"]: one["Value"] for one in alarm.get("Dimensions", [])}
    watched = (alarm.get("Namespace"), alarm.get("MetricName"), dimensions)
    if watched != ("AWS/Logs", "IncomingLogEvents", {"LogGroupName": log_group}):
        yield f"does not watch the incoming log events of {log_group}"
    if alarm.get("ComparisonOperator") != "LessThanThreshold":
        yield f"rises by {alarm.get('ComparisonOperator')}, not LessThanThreshold"
    if alarm.get("TreatMissingData") != "breaching":
        yield f"treats missing data as {alarm.get('TreatMissingData', 'missing')}, not breaching"
    if not alarm.get("ActionsEnabled"):
        yield "has its actions switched off"
    if topic_arn not in alarm.get("AlarmActions", []):
        yield f"does not tell {topic_arn}"


def _is_heard(context: Context, alarm: Alarm, seconds: float) -> bool:
    """Set the alarm off and listen; its state is put back, which CloudWatch soon does as well."""
    with alarm_subscriber(context.aws, context.outputs.alert_topic_arn) as subscriber:
        try:
            if alarm.was_up:
                alarm.set_state("OK")  # or it could not rise
            alarm.set_state("ALARM")
            return bool(context.wait_for(lambda: subscriber.heard_alarm(alarm.name), seconds))
        finally:
            alarm.set_state(alarm.description["StateValue"])


SILENCE_ALARM = Check(
    name="silence raises alarm",
    question="Would a silent trail raise its alarm, and does that reach an SNS subscriber?",
    run=_run,
)
