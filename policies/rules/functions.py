"""Functions and what starts them: they run, within bounds, and nothing that fails is lost.

Sources: Lambda Developer Guide, "Configuring reserved concurrency for a function" and "Retaining
records of asynchronous invocations"; AWS Config rules lambda-concurrency-check and
lambda-dlq-check; EventBridge User Guide, "Enabling or disabling rules" and "AWS service events
delivered via AWS CloudTrail" (read-only management events).
"""

from collections.abc import Iterator
from typing import Any

from policies.finding import Finding
from policies.frameworks import SAFEGUARDS
from policies.reading import each
from policies.rule import ResourceRule
from policies.subject import Subject

_UNRESERVED = -1
_API_CALL = "AWS API Call via CloudTrail"
_ON, _ON_WITH_READS = "ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"


def _concurrency(at: str, value: Any) -> Iterator[Finding]:
    if value in (None, _UNRESERVED) and not isinstance(value, bool):
        yield Finding(at, "is not set, so it may run many times at once, at any cost")
    elif isinstance(value, bool) or not isinstance(value, (int, float)):
        yield Finding(at, "is not a number")
    elif value < 1:
        yield Finding(at, "is {value}, so it never runs", value)


def _dead_letters(at: str, value: Any) -> Iterator[Finding]:
    if not value:
        yield Finding(at, "is not set, so nobody hears of an event that it gave up")


def _is_enabled(at: str, value: Any) -> Iterator[Finding]:
    if value not in (None, True):
        yield Finding(at, "is not true, so the rule starts nothing")


def _state(at: str, value: Any) -> Iterator[Finding]:
    if value is not None and not isinstance(value, str):
        yield Finding(at, "is not a text")
    elif value not in (None, _ON, _ON_WITH_READS):
        yield Finding(at, "is {value}, so the rule starts nothing", value)


def _reads(subject: Subject) -> Iterator[Finding]:
    """Judge a rule on API calls: but for this one state, calls that only read pass it by."""
    on_calls = _API_CALL in (subject.text("eventPattern") or "")
    if on_calls and subject.known("state") in (None, _ON):
        yield Finding("state", f"is not {_ON_WITH_READS}, so calls that only read pass it by")


RULES = (
    ResourceRule(
        id="function-bounded",
        demands="A function has a bound on how often it runs at once, and a place for what fails.",
        why="A loop would use up the whole account's share, and what was given up after the last "
        "retry would be lost without a word.",
        remedy="Set reservedConcurrentExecutions to 1 or more, and deadLetterConfig.targetArn to a "
        "queue or a topic.",
        severity="medium",
        url="https://docs.aws.amazon.com/config/latest/developerguide/lambda-dlq-check.html",
        frameworks=(SAFEGUARDS,),
        types=("aws:lambda/function:Function",),
        checks=(
            each("reservedConcurrentExecutions", _concurrency),
            each("deadLetterConfig.targetArn", _dead_letters),
        ),
    ),
    ResourceRule(
        id="event-rule-awake",
        demands="An EventBridge rule is switched on, and one on API calls sees reading calls too.",
        why="A rule that sleeps starts no watcher and tells no theft, and no metric says so.",
        remedy=f"Leave isEnabled and state out; for {_API_CALL} set state to {_ON_WITH_READS}.",
        severity="high",
        url="https://docs.aws.amazon.com/eventbridge/latest/userguide/"
        "eb-service-event-cloudtrail.html",
        frameworks=(SAFEGUARDS,),
        types=("aws:cloudwatch/eventRule:EventRule",),
        checks=(each("isEnabled", _is_enabled), each("state", _state), _reads),
    ),
)
