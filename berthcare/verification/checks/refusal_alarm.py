"""A refused read wakes on-call: trail, log group, metric filter, alarm, topic, subscriber."""

import time

from botocore.exceptions import ClientError

from berthcare.verification.alarm_subscriber import alarm_subscriber
from berthcare.verification.aws import is_refusal
from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome
from berthcare.verification.outsider import outsider


def _run(context: Context) -> Outcome:
    alarm = context.outputs.unauthorized_access_alarm
    with (
        outsider(context) as stranger,
        alarm_subscriber(context.aws, context.outputs.alert_topic_arn) as subscriber,
    ):
        rearmed = _rearm(context, alarm)
        started = time.monotonic()
        try:
            stranger.get_secret_value(SecretId=context.outputs.account_secret_arn)
        except ClientError as error:
            if not is_refusal(error):
                raise
        else:
            return Outcome.failed("the stranger was not refused", "Put the check above right.")
        heard = context.wait_for(lambda: subscriber.heard_alarm(alarm), context.alarm_seconds)
        if heard is None:
            return _silence(context, alarm)
    seconds = time.monotonic() - started
    again = " (it was in ALARM already, so it was reset first)" if rearmed else ""
    return Outcome.passed(f"{alarm} reached a subscriber {seconds:.1f} s after a refusal{again}")


def _rearm(context: Context, alarm: str) -> bool:
    """Set an alarm that is in ALARM back to OK, or it could not go there; tell whether it was."""
    if _state_of(context, alarm) != "ALARM":
        return False
    context.aws.cloudwatch.set_alarm_state(
        AlarmName=alarm, StateValue="OK", StateReason="berthcare verify raises it again"
    )
    return True


def _state_of(context: Context, alarm: str) -> str:
    """Return the alarm's state, empty where there is no such alarm."""
    found = context.aws.cloudwatch.describe_alarms(AlarmNames=[alarm])["MetricAlarms"]
    return found[0]["StateValue"] if found else ""


def _silence(context: Context, alarm: str) -> Outcome:
    """Say where the chain is broken, by the state that the alarm is left in."""
    waited = f"within {context.alarm_seconds:.0f} s"
    state = _state_of(context, alarm)
    if not state:
        return Outcome.failed(
            f"there is no alarm {alarm}", f"Deploy it: pulumi up --refresh --stack {context.stack}"
        )
    if state == "ALARM":
        return Outcome.failed(
            f"{alarm} was raised, but nothing reached a subscriber of the topic {waited}",
            f"See its actions: aws cloudwatch describe-alarms --alarm-names {alarm}   and the "
            "topic's policy, and that the alarm may use the topic's key.",
        )
    return Outcome.failed(
        f"a refused read did not raise {alarm} {waited}; its state is {state}",
        "See whether the trail delivers and the metric filter matches. On AWS a trail may need 15 "
        "minutes: --alarm-timeout 900",
    )


REFUSAL_ALARM = Check(
    name="refusal raises alarm",
    question="Does a refused read raise the alarm, and does that reach an SNS subscriber?",
    run=_run,
)
