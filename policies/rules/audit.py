"""Audit: the trail records everything, is watched, and what it recorded stays.

Sources: CloudTrail API Reference, "CreateTrail", "EventSelector" and "AdvancedEventSelector";
CloudTrail User Guide, "Logging management events" (reading a secret is one); CloudWatch Logs API
Reference, "PutRetentionPolicy" and "CreateLogGroup" (a group without retention keeps everything;
one of the class DELIVERY keeps two days).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from policies.finding import Finding, NotKnown
from policies.frameworks import SAFEGUARDS, cis, fsbp
from policies.iam.keys import not_customer_managed
from policies.reading import Check, Said, each, leaves
from policies.rule import ResourceRule
from policies.subject import Subject, Unknown

_SHORTEST_RETENTION_DAYS = 365
_EXPIRATIONS = (
    "rules[].expiration",
    "lifecycleRules[].expiration",
    "lifecycleRules[].expirations[]",  # the plural of V2
)
_MANAGEMENT = {"field": "eventCategory", "equals": ["Management"]}


def _is_true(at: str, value: Any) -> Iterator[Finding]:
    if value is not True:
        yield Finding(at, "is not true")


def _is_not_off(at: str, value: Any) -> Iterator[Finding]:
    if value not in (None, True):
        yield Finding(at, "is not true")


def _is_set(at: str, value: Any) -> Iterator[Finding]:
    if not value:
        yield Finding(at, "is not set, so no alarm can watch the trail")


def _is_kept(at: str, days: Any) -> Iterator[Finding]:
    if days is None:
        return
    if isinstance(days, bool) or not isinstance(days, (int, float)):
        yield Finding(at, "is not a number of days")
    elif days < _SHORTEST_RETENTION_DAYS:
        yield Finding(at, f"is {{value}}, fewer than {_SHORTEST_RETENTION_DAYS} days", days)


def _no_date(at: str, date: Any) -> Iterator[Finding]:
    if date is not None:
        yield Finding(at, "is given, and on that day also what is a day old expires")


def _selectors(key: str, is_whole: Callable[[Mapping[str, Any]], bool]) -> Check:
    """Make the check that one of the selectors, where there are any, leaves nothing out."""

    def check(subject: Subject) -> Iterator[Said]:
        selectors = subject.known(key)
        if not selectors or _any_is(selectors, is_whole):
            return
        if any(isinstance(value, Unknown) for _, value in leaves(selectors)):
            yield NotKnown(key)
        else:
            yield Finding(key, "leaves out management events: reads, writes, or those of keys")

    return check


def _any_is(selectors: Any, is_whole: Callable[[Mapping[str, Any]], bool]) -> bool:
    return isinstance(selectors, (list, tuple)) and any(
        isinstance(one, Mapping) and is_whole(one) for one in selectors
    )


def _records_all(selector: Mapping[str, Any]) -> bool:
    return (
        selector.get("readWriteType") in (None, "All")
        and selector.get("includeManagementEvents") in (None, True)
        and not selector.get("excludeManagementEventSources")
    )


def _has_no_other_condition(selector: Mapping[str, Any]) -> bool:
    conditions = selector.get("fieldSelectors")
    return isinstance(conditions, (list, tuple)) and [*map(_given, conditions)] == [_MANAGEMENT]


def _given(condition: Any) -> Any:
    if not isinstance(condition, Mapping):
        return condition
    return {key: value for key, value in condition.items() if value is not None}


def _retention(at: str, value: Any) -> Iterator[Finding]:
    if value is None or (value == 0 and not isinstance(value, bool)):
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        yield Finding(at, "is not a number of days")
    elif value < _SHORTEST_RETENTION_DAYS:
        yield Finding(at, f"is {{value}}, fewer than {_SHORTEST_RETENTION_DAYS}", value)


def _log_class(at: str, value: Any) -> Iterator[Finding]:
    if value == "DELIVERY":
        yield Finding(at, "is {value}, which keeps two days whatever the retention says", value)


RULES = (
    ResourceRule(
        id="trail-complete",
        demands="A trail records all regions, reads and writes, sealed by our own key and watched.",
        why="What the trail leaves out, or anybody may change, never happened.",
        remedy="Set kmsKeyId, enableLogFileValidation=True, isMultiRegionTrail=True, "
        "cloudWatchLogsGroupArn and cloudWatchLogsRoleArn; leave includeGlobalServiceEvents, "
        "enableLogging and the event selectors out.",
        severity="critical",
        url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/"
        "best-practices-security.html",
        frameworks=(
            SAFEGUARDS,
            *map(cis, ("3.1", "3.2", "3.5")),
            *map(fsbp, ("CloudTrail.1", "CloudTrail.2", "CloudTrail.4", "CloudTrail.5")),
        ),
        types=("aws:cloudtrail/trail:Trail",),
        checks=(
            each("kmsKeyId", not_customer_managed),
            each("enableLogFileValidation", _is_true),
            each("isMultiRegionTrail", _is_true),
            each("includeGlobalServiceEvents", _is_not_off),
            each("enableLogging", _is_not_off),
            each("cloudWatchLogsGroupArn", _is_set),
            each("cloudWatchLogsRoleArn", _is_set),
            _selectors("eventSelectors", _records_all),
            _selectors("advancedEventSelectors", _has_no_other_condition),
        ),
    ),
    ResourceRule(
        id="log-group-protected",
        demands="A log group is encrypted by a customer-managed key, and keeps a year or more.",
        why="An intrusion is often found months later, by what the log still holds.",
        remedy=f"Set kmsKeyId to this environment's own key, and retentionInDays to "
        f"{_SHORTEST_RETENTION_DAYS} or more, or to 0 for ever.",
        severity="high",
        url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
        frameworks=(SAFEGUARDS,),
        types=("aws:cloudwatch/logGroup:LogGroup",),
        checks=(
            each("kmsKeyId", not_customer_managed),
            each("retentionInDays", _retention),
            each("logGroupClass", _log_class),
        ),
    ),
    ResourceRule(
        id="bucket-history-kept",
        demands="A lifecycle keeps current objects a year at least; older versions are not judged.",
        why="A trail that expires after a day hides what happened yesterday.",
        remedy=f"Set expiration.days to {_SHORTEST_RETENTION_DAYS} or more, or leave it out; leave "
        "expiration.date out.",
        severity="high",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html",
        frameworks=(SAFEGUARDS,),
        types=(
            "aws:s3/bucket:Bucket",
            "aws:s3/bucketV2:BucketV2",
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
        ),
        checks=tuple(
            each(f"{expiration}.{key}", judge)
            for expiration in _EXPIRATIONS
            for key, judge in (("days", _is_kept), ("date", _no_date))
        ),
    ),
)
