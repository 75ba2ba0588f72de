"""Signals on the audit trail, the alarms, the watcher and the account, seen in the trail itself."""

from berthcare.residency import REGION
from berthcare.signals.clauses import (
    SUCCEEDED,
    both,
    by_others_than,
    either,
    event,
    parameter,
    pattern,
    service,
)
from berthcare.signals.samples import Samples
from berthcare.signals.signal import ONCE, AlarmRule, Severity, Signal, TrailPattern
from berthcare.signals.watched import Watched

_TAMPERING = "audit-tampering"
_SIGN_IN = "account-sign-in"
FAILED_SIGN_INS = 3
"""In five minutes: two mistakes are a person's, three are somebody's who guesses."""


def audit_signals(watched: Watched) -> tuple[Signal, ...]:
    """Return the signals."""
    return (
        _trail_tampering(watched),
        _alarm_tampering(watched),
        _watcher_tampering(watched),
        _root_use(watched),
        _failed_sign_ins(watched),
    )


def _trail_tampering(watched: Watched) -> Signal:
    """See what blinds the trail; a deployment creates and changes it, but never stops it."""
    samples = Samples(watched)
    by_anybody = event("StopLogging", "DeleteTrail")
    by_stranger = both(event("UpdateTrail", "Put*Selectors"), by_others_than(watched.deployers))
    on_trail = [service("cloudtrail"), either(by_anybody, by_stranger)]
    if watched.trail is not None:
        name = f"*{watched.trail}"
        on_trail.append(either(parameter("name", name), parameter("trailName", name)))
    on_logs = both(
        service("logs"),
        event("DeleteLogGroup", "DeleteLogStream"),
        parameter("logGroupName", watched.trail_log_group),
    )
    trail = {"name": watched.trail or "organization-trail"}
    return Signal(
        key="trail-tampering",
        meaning="The audit trail was stopped, changed or emptied: from here on nothing of an "
        "attack may be seen.",
        severity=Severity.PAGE,
        runbook=_TAMPERING,
        source=TrailPattern(
            pattern=pattern(SUCCEEDED, either(both(*on_trail), on_logs)),
            fires=(
                samples.call("cloudtrail", "StopLogging", trail, by=samples.deployer),
                samples.call("cloudtrail", "UpdateTrail", trail),
                samples.call("logs", "DeleteLogGroup", {"logGroupName": watched.trail_log_group}),
            ),
            near_misses=(
                samples.call("cloudtrail", "UpdateTrail", trail, by=samples.deployer),
                samples.call("cloudtrail", "StartLogging", trail),
                samples.call("logs", "DeleteLogGroup", {"logGroupName": "another"}),
            ),
        ),
        rule=ONCE,
    )


def _alarm_tampering(watched: Watched) -> Signal:
    """See what silences an alarm. The calls' names say which service they are of.

    DeleteAlarms names its alarms in a list; the first one tells whose they are. An Unsubscribe by
    the link in a mail is in no trail (SNS Developer Guide, "Logging API calls").
    """
    samples, names = Samples(watched), watched.names
    silenced = both(
        event("DeleteAlarms", "DisableAlarmActions"), parameter("alarmNames[0]", "berthcare-*")
    )
    unfed = both(event("DeleteMetricFilter"), parameter("logGroupName", watched.trail_log_group))
    unheard = both(event("DeleteTopic"), parameter("topicArn", f"*:{names.alert_topic}"))
    changed = both(
        either(
            both(event("PutMetricAlarm"), parameter("alarmName", "berthcare-*")),
            both(event("Unsubscribe"), parameter("subscriptionArn", f"*:{names.alert_topic}:*")),
        ),
        by_others_than(watched.deployers),
    )
    topic_arn = f"arn:aws:sns:{REGION}:{watched.account_id}:{names.alert_topic}"
    ours, theirs = names.alarm("low-balance"), "billing"
    log_group, subscription = watched.trail_log_group, {"subscriptionArn": f"{topic_arn}:0"}
    return Signal(
        key="alarm-tampering",
        meaning="An alarm was deleted, silenced or changed, or its topic or a subscriber removed: "
        "somebody does not want to be seen, or a deployment took an alarm out.",
        severity=Severity.PAGE,
        runbook=_TAMPERING,
        source=TrailPattern(
            pattern=pattern(SUCCEEDED, either(silenced, unfed, unheard, changed)),
            fires=(
                samples.call("monitoring", "DisableAlarmActions", {"alarmNames": [ours]}),
                samples.call("monitoring", "PutMetricAlarm", {"alarmName": ours}),
                samples.call("logs", "DeleteMetricFilter", {"logGroupName": log_group}),
                samples.call("sns", "DeleteTopic", {"topicArn": topic_arn}),
                samples.call("sns", "Unsubscribe", subscription),
            ),
            near_misses=(
                samples.call("monitoring", "DisableAlarmActions", {"alarmNames": [theirs]}),
                samples.call("monitoring", "EnableAlarmActions", {"alarmNames": [ours]}),
                samples.call(
                    "monitoring", "PutMetricAlarm", {"alarmName": ours}, by=samples.deployer
                ),
                samples.call("sns", "DeleteTopic", {"topicArn": "arn:aws:sns:::another"}),
                samples.call("sns", "Unsubscribe", subscription, by=samples.deployer),
            ),
        ),
        rule=ONCE,
    )


def _watcher_tampering(watched: Watched) -> Signal:
    """See who changes the function that holds the main account's token.

    Lambda's event names end in their API's version, such as `UpdateFunctionCode20150331v2`.
    """
    samples, watcher = Samples(watched), watched.names.watcher
    function = both(
        service("lambda"),
        event("UpdateFunction*", "DeleteFunction*", "PutFunctionConcurrency*"),
        parameter("functionName", f"*{watcher}"),
    )
    rule = both(
        service("events"),
        event("DisableRule", "DeleteRule", "RemoveTargets"),
        either(parameter("name", watcher), parameter("rule", watcher)),
    )
    update, code = "UpdateFunctionCode20150331v2", {"functionName": watcher}
    return Signal(
        key="watcher-tampering",
        meaning="The watcher was changed or stopped outside a deployment. It holds the main Twilio "
        "account's token.",
        severity=Severity.PAGE,
        runbook=_TAMPERING,
        source=TrailPattern(
            pattern=pattern(SUCCEEDED, either(function, rule), by_others_than(watched.deployers)),
            fires=(
                samples.call("lambda", update, code),
                samples.call("events", "DisableRule", {"name": watcher}),
            ),
            near_misses=(
                samples.call("lambda", update, code, by=samples.deployer),
                samples.call("lambda", update, {"functionName": "another"}),
            ),
        ),
        rule=ONCE,
    )


def _root_use(watched: Watched) -> Signal:
    """See the root user itself, not what AWS does for the account (CIS AWS Foundations 4.3)."""
    samples = Samples(watched)
    by_aws = {"type": "Root", "invokedBy": "support.amazonaws.com"}
    return Signal(
        key="root-use",
        meaning="The AWS account's root user was used. Nothing in daily work needs it.",
        severity=Severity.PAGE,
        runbook=_SIGN_IN,
        source=TrailPattern(
            pattern=pattern(
                '($.userIdentity.type = "Root")',
                "($.userIdentity.invokedBy NOT EXISTS)",
                '($.eventType != "AwsServiceEvent")',
            ),
            fires=(samples.sign_in(root=True, succeeded=True),),
            near_misses=(
                samples.sign_in(succeeded=True),
                samples.call("support", "DescribeCases", None, userIdentity=by_aws),
            ),
        ),
        rule=ONCE,
    )


def _failed_sign_ins(watched: Watched) -> Signal:
    """See wrong passwords at the console (CIS AWS Foundations 4.6), and unknown users.

    The benchmark looks for "Failed authentication"; of a user that does not exist the error says
    something else (IAM User Guide, "Logging IAM and AWS STS API calls").
    """
    samples = Samples(watched)
    return Signal(
        key="console-login-failures",
        meaning=f"{FAILED_SIGN_INS} or more sign-ins to the AWS console failed within five "
        "minutes.",
        severity=Severity.TICKET,
        runbook=_SIGN_IN,
        source=TrailPattern(
            pattern=pattern(event("ConsoleLogin"), '($.responseElements.ConsoleLogin = "Failure")'),
            fires=(
                samples.sign_in(succeeded=False),
                {**samples.sign_in(succeeded=False), "errorMessage": "No username found"},
            ),
            near_misses=(samples.sign_in(succeeded=True),),
        ),
        rule=AlarmRule(threshold=FAILED_SIGN_INS),
    )
