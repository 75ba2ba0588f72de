"""The audit as a whole: each signal ends in an alarm, and each alarm sees and is heard.

Sources: CloudWatch User Guide, "Using Amazon CloudWatch alarms" and "Metrics concepts" (each
combination of dimensions is a metric of its own); CIS AWS Foundations Benchmark 3.0.0, section 4
(a filter and an alarm for each event).
"""

from collections.abc import Iterator, Mapping, Sequence

from policies.finding import Finding, NotKnown
from policies.frameworks import RESIDENCY, SAFEGUARDS
from policies.reading import Said, values_at
from policies.rule import StackRule
from policies.stack import Stack, may_refer, refers
from policies.subject import Subject, Unknown

_TOPIC = "aws:sns/topic:Topic"
_FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
_FILTERED_NAME = "metricTransformation.name"
_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


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
        name = _known_text(one, _FILTERED_NAME)
        namespace = _known_text(one, "metricTransformation.namespace")
        if (namespace, name) in watched:
            continue
        if some_unknown or isinstance(name, Unknown) or isinstance(namespace, Unknown):
            yield one, NotKnown("metricTransformation, or the metric of an alarm")
        else:
            unwatched = "is {value}, which no alarm watches"
            yield one, Finding(_FILTERED_NAME, unwatched, name)


def _metrics_of(alarm: Subject) -> Iterator[tuple[object, object]]:
    """Visit the metrics that an alarm watches, by itself or in an expression."""
    yield alarm.props.get("namespace"), alarm.props.get("metricName")
    for _, metric in values_at(alarm.props, "metricQueries[].metric"):
        if isinstance(metric, Mapping):
            yield metric.get("namespace"), metric.get("metricName")
        elif isinstance(metric, Unknown):
            yield metric, metric


def _sighted(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    """Judge that somebody publishes what an alarm watches, as far as the stack can tell."""
    published = [
        (_known_text(one, "metricTransformation.namespace"), _known_text(one, _FILTERED_NAME))
        for one in stack.of_type(_FILTER)
        if not _has_dimensions(one.props.get("metricTransformation"))
    ]
    for alarm in stack.of_type(_ALARM):
        if alarm.has("evaluationCriteria"):
            continue  # a query of its own, which names no metric here
        queries = [metric for _, metric in values_at(alarm.props, "metricQueries[].metric")]
        for metric in queries if alarm.has("metricQueries") else [alarm.props]:
            for said in _sight(metric, published):
                yield alarm, said


def _sight(metric: object, published: Sequence[tuple[object, object]]) -> Iterator[Said]:
    if isinstance(metric, Unknown):
        yield NotKnown("metricQueries")
    if not isinstance(metric, Mapping):
        return  # an expression over the others
    named = (metric.get("namespace"), metric.get("metricName"))
    if not all(named):
        yield Finding("metricName", "and namespace name no metric")
    elif named in published or _has_dimensions(metric):
        return
    elif any(map(_holds_unknown, (*named, metric.get("dimensions"), *published))):
        yield NotKnown("dimensions, or the metric of a filter")
    else:
        unseen = "are not set, and no filter of this stack publishes {value} without any"
        yield Finding("dimensions", unseen, str(named[1]))


def _has_dimensions(metric: object) -> bool:
    dimensions = metric.get("dimensions") if isinstance(metric, Mapping) else None
    return isinstance(dimensions, Mapping) and any(dimensions.values())


def _known_text(subject: Subject, path: str) -> str | Unknown:
    holder, _, key = path.partition(".")
    value = subject.props.get(holder)
    inner = value.get(key) if isinstance(value, dict) else value
    return inner if isinstance(inner, (str, Unknown)) else ""


RULES = (
    StackRule(
        id="alarm-sees",
        demands="An alarm watches the metric of a filter of its stack, or of what its dimensions "
        "name.",
        why="CloudWatch takes an alarm on a metric that nobody publishes, and it never rings.",
        remedy="Set namespace, metricName and dimensions as they are published. Where code "
        "publishes a metric without dimensions, give it some, or except the alarm.",
        severity="high",
        url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
        "cloudwatch_concepts.html#Dimension",
        frameworks=(SAFEGUARDS,),
        checks=(_sighted,),
    ),
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
)
