"""The inventory: what a stack of this project must have is there.

A resource that is taken out of the program is deleted without being judged, so its absence is.
"""

from collections.abc import Callable, Iterator, Mapping

from berthcare.environments import Environment
from berthcare.names import PROJECT, Names
from berthcare.signals import rotation_metrics, watcher_metrics
from policies.finding import Finding
from policies.frameworks import CONTINUITY, SAFEGUARDS
from policies.reading import Said, values_at
from policies.rule import StackRule
from policies.rules.phone_numbers import is_phone_number
from policies.stack import Stack
from policies.subject import Subject, Unknown

_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
_BUDGET = "aws:budgets/budget:Budget"
_FUNCTION = "aws:lambda/function:Function"
_LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
_TRAIL = "aws:cloudtrail/trail:Trail"


def _is_alarm_on(subject: Subject, namespace: str, metric: str) -> bool:
    watched = (subject.props.get("namespace"), subject.props.get("metricName"))
    return subject.type == _ALARM and watched == (namespace, metric)


def _is_alarm_on_silence(subject: Subject, namespace: str, metric: str) -> bool:
    """Whether an alarm rings where its metric has no data, which alone is what silence looks like.

    It does so only where missing data is taken for a breach.
    """
    rings = subject.props.get("treatMissingData") == "breaching"
    return rings and _is_alarm_on(subject, namespace, metric)


def _notifies(subject: Subject) -> bool:
    told = ("subscriberSnsTopicArns", "subscriberEmailAddresses")
    return subject.type == _BUDGET and any(
        isinstance(one, Unknown) or (isinstance(one, Mapping) and any(map(one.get, told)))
        for _, one in values_at(subject.props, "notifications[]")
    )


def _is_named(subject: Subject, type_: str, name: str) -> bool:
    return subject.type == type_ and subject.props.get("name") == name


def _required(names: Names) -> tuple[tuple[str, Callable[[Subject], bool]], ...]:
    own, runs, checks = names.metric_namespace, watcher_metrics.RUNS, rotation_metrics.CHECKS
    return (
        ("a trail", lambda one: one.type == _TRAIL),
        ("the trail's log group", lambda one: _is_named(one, _LOG_GROUP, names.trail_log_group)),
        (
            "an alarm on the trail's silence",
            lambda one: _is_alarm_on_silence(one, "AWS/Logs", "IncomingLogEvents"),
        ),
        (
            "an alarm on unauthorised access",
            lambda one: _is_alarm_on(one, own, names.unauthorized_access),
        ),
        ("the watcher", lambda one: _is_named(one, _FUNCTION, names.watcher)),
        ("an alarm on the watcher's silence", lambda one: _is_alarm_on_silence(one, own, runs)),
        ("the rotation", lambda one: _is_named(one, _FUNCTION, names.rotation)),
        ("an alarm on the rotation's silence", lambda one: _is_alarm_on_silence(one, own, checks)),
        ("a budget with a notification", _notifies),
        ("a phone number", is_phone_number),
    )


def _inventory(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    """Judge what this project's stacks must have; each is an environment (docs/adr/0006)."""
    if stack.project != PROJECT:
        return
    for what, is_it in _required(Names(Environment(stack.name))):
        if not any(map(is_it, stack.resources)):
            yield stack.itself, Finding(what, "is not in the stack")


RULES = (
    StackRule(
        id="audit-inventory-present",
        demands="The stack has its trail with its log group, the watcher, the rotation, an alarm "
        "on unauthorised access and one on the silence of each of the three, a budget and a phone "
        "number.",
        why="What is taken out of the program is deleted, and a deletion is judged by no rule.",
        remedy="Put it back into the program; an alarm on silence sets treatMissingData to "
        "breaching. Where trailLogGroup names another stack's trail, except the trail and its log "
        "group, which are missed here.",
        severity="critical",
        url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/"
        "best-practices-security.html",
        frameworks=(SAFEGUARDS, CONTINUITY),
        checks=(_inventory,),
    ),
)
