"""The audit as a whole: what must be there is there, and each signal ends in an alarm.

A resource that is taken out of the program is deleted without being judged, so its absence is.
Source: CloudWatch User Guide, "Using Amazon CloudWatch alarms"; CIS AWS Foundations Benchmark
3.0.0, section 4 (a filter and an alarm for each event).
"""

from collections.abc import Callable, Iterator, Mapping

from berthcare.names import PROJECT
from policies.finding import Finding, NotKnown
from policies.frameworks import CONTINUITY, RESIDENCY, SAFEGUARDS
from policies.reading import Said, values_at
from policies.rule import StackRule
from policies.rules.phone_numbers import is_phone_number
from policies.stack import Stack, may_refer, refers
from policies.subject import Subject, Unknown

_TOPIC = "aws:sns/topic:Topic"
_FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
_BUDGET = "aws:budgets/budget:Budget"


def _is_alarm_on(subject: Subject, namespace: str) -> bool:
    return subject.type == _ALARM and subject.props.get("namespace") == namespace


def _notifies(subject: Subject) -> bool:
    told = ("subscriberSnsTopicArns", "subscriberEmailAddresses")
    return subject.type == _BUDGET and any(
        isinstance(one, Unknown) or (isinstance(one, Mapping) and any(map(one.get, told)))
        for _, one in values_at(subject.props, "notifications[]")
    )


_REQUIRED: tuple[tuple[str, Callable[[Subject], bool]], ...] = (
    ("a trail", lambda one: one.type == "aws:cloudtrail/trail:Trail"),
    ("a log group", lambda one: one.type == "aws:cloudwatch/logGroup:LogGroup"),
    ("an alarm on the trail's silence", lambda one: _is_alarm_on(one, "AWS/Logs")),
    ("an alarm on unauthorised access", lambda one: _is_alarm_on(one, "BerthCare/Twilio")),
    ("a budget with a notification", _notifies),
    ("a phone number", is_phone_number),
)


def _inventory(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    if stack.project != PROJECT:
        return
    for what, is_it in _REQUIRED:
        if not any(map(is_it, stack.resources)):
            yield stack.itself, Finding(what, "is not in the stack")


def _heard(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    """Judge that an alarm's actions are topics of this stack."""
    topics = list(stack.of_type(_TOPIC))
    for alarm in stack.of_type(_ALARM):
        if not alarm.props.get("alarmActions") or may_refer(alarm, "alarmActions"):
            continue  # an alarm without actions is judged as a resource
        if not any(refers(alarm, "alarmActions", topic) for topic in topics):
            if _holds_unknown(alarm.props["alarmActions"]):
                yield alarm, NotKnown("alarmActions")
            else:
                yield alarm, Finding("alarmActions", "name no topic of this stack")


def _trail_bucket(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    """Judge that a trail writes to a bucket of this stack: a bucket's name tells no region."""
    buckets = list(stack.of_type("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"))
    for trail in stack.of_type("aws:cloudtrail/trail:Trail"):
        if any(refers(trail, "s3BucketName", bucket) for bucket in buckets):
            continue
        if may_refer(trail, "s3BucketName"):
            yield trail, NotKnown("s3BucketName")
        else:
            yield trail, Finding("s3BucketName", "names no bucket of this stack")


def _holds_unknown(value: object) -> bool:
    values = value if isinstance(value, (list, tuple)) else [value]
    return any(isinstance(one, Unknown) for one in values)


def _alarmed(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    """Judge that each metric filter's metric has an alarm of exactly that name."""
    watched = [metric for one in stack.of_type(_ALARM) for metric in _metrics_of(one)]
    some_unknown = any(_holds_unknown(metric) for metric in watched)
    for one in stack.of_type(_FILTER):
        name = _known_text(one, "metricTransformation.name")
        namespace = _known_text(one, "metricTransformation.namespace")
        if (namespace, name) in watched:
            continue
        if some_unknown or isinstance(name, Unknown) or isinstance(namespace, Unknown):
            yield one, NotKnown("metricTransformation, or the metric of an alarm")
        else:
            unwatched = "is {value}, which no alarm watches"
            yield one, Finding("metricTransformation.name", unwatched, name)


def _metrics_of(alarm: Subject) -> Iterator[tuple[object, object]]:
    """Visit the metrics that an alarm watches, by itself or in an expression."""
    yield alarm.props.get("namespace"), alarm.props.get("metricName")
    for _, metric in values_at(alarm.props, "metricQueries[].metric"):
        if isinstance(metric, Mapping):
            yield metric.get("namespace"), metric.get("metricName")
        elif isinstance(metric, Unknown):
            yield metric, metric


def _known_text(subject: Subject, path: str) -> str | Unknown:
    holder, _, key = path.partition(".")
    value = subject.props.get(holder)
    inner = value.get(key) if isinstance(value, dict) else value
    return inner if isinstance(inner, (str, Unknown)) else ""


RULES = (
    StackRule(
        id="alarm-heard",
        demands="Every metric filter has an alarm, and every alarm a topic of this stack.",
        why="A filter that counts what nobody is told of is worse than none: it reassures.",
        remedy="Add a MetricAlarm with the filter's namespace and metric name, and the stack's "
        "alert topic among its alarmActions.",
        severity="high",
        url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
        "AlarmThatSendsEmail.html",
        frameworks=(SAFEGUARDS,),
        checks=(_heard, _alarmed),
    ),
    StackRule(
        id="trail-bucket-home",
        demands="A trail writes to a bucket of its own stack.",
        why="A bucket's name does not tell its region, nor who else reads it.",
        remedy="Give s3BucketName from the stack's own bucket.",
        severity="high",
        url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/"
        "best-practices-security.html",
        frameworks=(SAFEGUARDS, RESIDENCY),
        checks=(_trail_bucket,),
    ),
    StackRule(
        id="audit-inventory-present",
        demands="The stack has its trail, log group, alarms, budget and phone number.",
        why="What is taken out of the program is deleted, and a deletion is judged by no rule.",
        remedy="Put it back into the program.",
        severity="critical",
        url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/"
        "best-practices-security.html",
        frameworks=(SAFEGUARDS, CONTINUITY),
        checks=(_inventory,),
    ),
)
