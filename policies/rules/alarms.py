"""Alarms: whoever is to hear of one does.

Source: CloudWatch API Reference, "PutMetricAlarm" and "PutCompositeAlarm" (ActionsEnabled is true
unless it is given). A composite alarm may only gather others, which tell by themselves.
"""

from collections.abc import Iterator
from typing import Any

from policies.finding import Finding
from policies.frameworks import SAFEGUARDS
from policies.reading import Said, each
from policies.rule import ResourceRule
from policies.subject import Subject

_METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
_COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm"


def _actions(subject: Subject) -> Iterator[Finding]:
    actions = subject.known("alarmActions")
    if actions and not isinstance(actions, (list, tuple)):
        yield Finding("alarmActions", "is not a list")
    elif not actions and subject.type == _METRIC_ALARM:
        yield Finding("alarmActions", "is empty, so nobody hears of the alarm")


def _action(at: str, value: Any) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield Finding(at, "is not an ARN")
    elif not value.startswith("arn:"):
        yield Finding(at, "is {value}, which is not an ARN", value)


def _switch(subject: Subject) -> Iterator[Said]:
    if subject.type == _METRIC_ALARM or subject.has("alarmActions"):
        yield from each("actionsEnabled", _is_on)(subject)


def _is_on(at: str, value: Any) -> Iterator[Finding]:
    if value not in (None, True):
        yield Finding(at, "is not true, so no action is taken")


RULES = (
    ResourceRule(
        id="alarm-wired",
        demands="An alarm acts when it goes off.",
        why="An alarm that nobody hears of is none.",
        remedy="List the alert topic's ARN in alarmActions, and leave actionsEnabled out.",
        severity="high",
        url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/"
        "API_PutMetricAlarm.html",
        frameworks=(SAFEGUARDS,),
        types=(_METRIC_ALARM, _COMPOSITE_ALARM),
        checks=(_actions, each("alarmActions[]", _action), _switch),
    ),
)
