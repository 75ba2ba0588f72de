"""Signals on who silences an alarm or changes the functions, seen in the trail.

The names of these calls say which service they are of.
"""

from berthcare.residency import REGION
from berthcare.signals.clauses import (
    SUCCEEDED,
    both,
    by_others_than,
    either,
    event,
    named_as_ours,
    parameter,
    pattern,
)
from berthcare.signals.samples import Samples
from berthcare.signals.signal import ONCE, Record, Severity, Signal, TrailPattern
from berthcare.signals.watched import Watched

_TAMPERING = "audit-tampering"
_CODE = "UpdateFunctionCode20150331v2"
_NAMED_ALARMS = 3
"""Of the list of alarms to delete or silence, so many are looked at."""


def monitoring_signals(watched: Watched) -> tuple[Signal, ...]:
    """Return the signals."""
    return (
        _alarm_tampering(watched),
        _alarm_change(watched),
        _function_tampering(watched),
        _lift_change(watched),
    )


def _alarm_tampering(watched: Watched) -> Signal:
    """See what ends an alarm, whoever does it: no deployment does in peace."""
    samples, names = Samples(watched), watched.names
    places = [f"alarmNames[{place}]" for place in range(_NAMED_ALARMS)]
    silenced = both(
        event("DeleteAlarms", "DisableAlarmActions"),
        either(*(named_as_ours(place, watched) for place in places)),
    )
    unfed = both(event("DeleteMetricFilter"), named_as_ours("filterName", watched))
    unheard = both(event("DeleteTopic"), parameter("topicArn", f"*:{names.alert_topic}"))
    ours, theirs = names.alarm("low-balance"), "berthcare-api-slow"
    return Signal(
        key="alarm-tampering",
        meaning="An alarm was deleted or silenced, or its filter or topic deleted: somebody does "
        "not want to be seen, or a deployment took an alarm out.",
        severity=Severity.PAGE,
        runbook=_TAMPERING,
        source=TrailPattern(
            pattern=pattern(SUCCEEDED, either(silenced, unfed, unheard)),
            fires=(
                samples.call("monitoring", "DisableAlarmActions", {"alarmNames": [ours]}),
                samples.call("monitoring", "DeleteAlarms", {"alarmNames": [theirs, "x", ours]}),
                samples.call("logs", "DeleteMetricFilter", {"filterName": ours}),
                samples.call("sns", "DeleteTopic", {"topicArn": _topic_arn(watched)}),
            ),
            near_misses=(
                samples.call("monitoring", "DisableAlarmActions", {"alarmNames": [theirs]}),
                samples.call("monitoring", "EnableAlarmActions", {"alarmNames": [ours]}),
                samples.call("logs", "DeleteMetricFilter", {"filterName": theirs}),
                samples.call("sns", "DeleteTopic", {"topicArn": "arn:aws:sns:::another"}),
            ),
        ),
        rule=ONCE,
    )


def _alarm_change(watched: Watched) -> Signal:
    """See what blinds or diverts an alarm; a deployment changes alarms, too, and so is known.

    An Unsubscribe by the link in a mail is in no trail (SNS Developer Guide, "Logging API calls").
    """
    samples, names = Samples(watched), watched.names
    topic = f"*:{names.alert_topic}"
    changed = either(
        both(event("PutMetricAlarm"), named_as_ours("alarmName", watched)),
        both(event("PutMetricFilter"), named_as_ours("filterName", watched)),
        both(event("SetTopicAttributes"), parameter("topicArn", topic)),
        both(event("Unsubscribe"), parameter("subscriptionArn", f"{topic}:*")),
    )
    alarm, filtered = {"alarmName": names.alarm("usage")}, {"filterName": names.alarm("root-use")}
    attributes = {"topicArn": _topic_arn(watched), "attributeName": "Policy"}
    subscription = {"subscriptionArn": f"{_topic_arn(watched)}:0"}
    return Signal(
        key="alarm-change",
        meaning="An alarm, its filter, its topic or a subscriber was changed or removed outside a "
        "deployment.",
        severity=Severity.PAGE,
        runbook=_TAMPERING,
        source=TrailPattern(
            pattern=pattern(SUCCEEDED, changed, by_others_than(watched.deployers)),
            fires=(
                samples.call("monitoring", "PutMetricAlarm", alarm),
                samples.call("logs", "PutMetricFilter", filtered),
                samples.call("sns", "SetTopicAttributes", attributes),
                samples.call("sns", "Unsubscribe", subscription),
            ),
            near_misses=(
                samples.call("monitoring", "PutMetricAlarm", alarm, by=samples.deployer),
                samples.call("monitoring", "PutMetricAlarm", {"alarmName": "berthcare-api-slow"}),
                samples.call("sns", "Unsubscribe", subscription, by=samples.deployer),
            ),
        ),
        rule=ONCE,
    )


def _function_tampering(watched: Watched) -> Signal:
    """See who changes a function that holds tokens, or borrows its role.

    Lambda's event names end in their API's version, such as `UpdateFunctionCode20150331v2`. The
    spend limit needs the watcher's schedule, so it is looked at, too; who stops the rotation's is
    told by `rotation-silent`, for a pattern does not hold both.
    """
    samples, watcher = Samples(watched), watched.names.watcher
    functions = (watcher, watched.names.rotation)
    of_function = ("CreateFunction*", "UpdateFunction*", "DeleteFunction*", "PutFunction*")
    of_rule = ("PutRule", "DisableRule", "DeleteRule", "RemoveTargets")
    ours = either(
        *(parameter("functionName", f"*{function}") for function in functions),
        *(parameter("role", f"*/{function}") for function in functions),
        *(parameter(name, watcher) for name in ("name", "rule")),
    )
    return Signal(
        key="watcher-tampering",
        meaning="The watcher, its schedule or the rotation was changed, or the role of one given "
        "to another function, outside a deployment. They hold the Twilio accounts' tokens.",
        severity=Severity.PAGE,
        runbook=_TAMPERING,
        source=TrailPattern(
            pattern=pattern(
                SUCCEEDED,
                event(*of_function, *of_rule),
                ours,
                by_others_than(watched.deployers),
            ),
            fires=(
                *(record for one in functions for record in _changes(samples, one)),
                samples.call("events", "PutRule", {"name": watcher, "state": "DISABLED"}),
                samples.call("events", "DisableRule", {"name": watcher}),
                samples.call("events", "DeleteRule", {"name": watcher}),
                samples.call("events", "RemoveTargets", {"rule": watcher}),
            ),
            near_misses=(
                samples.call("lambda", _CODE, {"functionName": watcher}, by=samples.deployer),
                samples.call("lambda", _CODE, {"functionName": "another"}),
            ),
        ),
        rule=ONCE,
    )


def _changes(samples: Samples, function: str) -> tuple[Record, ...]:
    """Return the records of what is done to a function whose role is called as it is."""
    own, role = {"functionName": function}, {"role": samples.role_arn(function)}
    others = {"functionName": "another", **role}
    return (
        samples.call("lambda", _CODE, own),
        samples.call("lambda", "DeleteFunction20150331", own),
        samples.call("lambda", "PutFunctionConcurrency20171031", own),
        samples.call("lambda", "CreateFunction20150331", others),
        samples.call("lambda", "UpdateFunctionConfiguration20150331v2", others),
    )


def _lift_change(watched: Watched) -> Signal:
    """See who lifts the spend limit; its value is in no record."""
    samples, lift = Samples(watched), {"name": watched.names.spend_lift_parameter}
    return Signal(
        key="spend-lift-change",
        meaning="The lift of the month's spend limit was written by somebody other than the "
        "deployers: the hard limit may not hold.",
        severity=Severity.PAGE,
        runbook="spend-limit-reached",
        source=TrailPattern(
            pattern=pattern(
                SUCCEEDED,
                event("PutParameter", "DeleteParameter"),
                parameter("name", lift["name"]),
                by_others_than(watched.deployers),
            ),
            fires=(
                samples.call("ssm", "PutParameter", lift),
                samples.call("ssm", "DeleteParameter", lift),
            ),
            near_misses=(
                samples.call("ssm", "PutParameter", lift, by=samples.deployer),
                samples.call("ssm", "PutParameter", {"name": "/somewhere/else"}),
            ),
        ),
        rule=ONCE,
    )


def _topic_arn(watched: Watched) -> str:
    return f"arn:aws:sns:{REGION}:{watched.account_id}:{watched.names.alert_topic}"
