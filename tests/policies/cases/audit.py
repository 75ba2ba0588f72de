"""Cases of policies/rules/audit.py."""

from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case, Kind, marked

TRAIL = "aws:cloudtrail/trail:Trail"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
KEY_ARN = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0"
AWS_KEY = "alias/aws/secretsmanager"
GOOD_TRAIL = {
    "s3BucketName": "trail",
    "kmsKeyId": KEY_ARN,
    "enableLogFileValidation": True,
    "isMultiRegionTrail": True,
    "cloudWatchLogsGroupArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:trail:*",
    "cloudWatchLogsRoleArn": f"arn:aws:iam::{ACCOUNT}:role/delivery",
}
REQUIRED = tuple(key for key in GOOD_TRAIL if key != "s3BucketName")
MANAGEMENT = {"field": "eventCategory", "equals": ["Management"]}
DATA = {"field": "eventCategory", "equals": ["Data"]}

_TRAIL_RULE = "trail-complete"
_GROUP_RULE = "log-group-protected"


def _trail(kind: Kind, sentence: str, *finds: str, **changed: Any) -> Case:
    return Case(_TRAIL_RULE, kind, sentence, TRAIL, {**GOOD_TRAIL, **changed}, finds=finds)


def _group(kind: Kind, sentence: str, *finds: str, **changed: Any) -> Case:
    return Case(
        _GROUP_RULE, kind, sentence, LOG_GROUP, {"kmsKeyId": KEY_ARN, **changed}, finds=finds
    )


def _advanced(*fields: Any) -> list[Any]:
    return [{"name": "all", "fieldSelectors": list(fields)}]


CASES = [
    _trail("passing", "complete, and the defaults left alone"),
    _trail(
        "passing",
        "complete, and the defaults written out",
        includeGlobalServiceEvents=True,
        enableLogging=True,
    ),
    _trail("passing", "a bare key id", kmsKeyId="00000000-0000-0000-0000-000000000000"),
    *(
        Case(
            _TRAIL_RULE,
            "missing",
            f"no {key}",
            TRAIL,
            {other: value for other, value in GOOD_TRAIL.items() if other != key},
            finds=(key,),
        )
        for key in REQUIRED
    ),
    *(_trail("null", f"{key} is null", key, **{key: None}) for key in REQUIRED),
    _trail("null", "null defaults", includeGlobalServiceEvents=None, enableLogging=None),
    Case(_TRAIL_RULE, "missing", "nothing at all", TRAIL, {}, finds=REQUIRED),
    *(
        _trail("failing", f"{key} is false", key, **{key: False})
        for key in (
            "enableLogFileValidation",
            "isMultiRegionTrail",
            "includeGlobalServiceEvents",
            "enableLogging",
        )
    ),
    _trail("failing", "an empty ARN", "cloudWatchLogsGroupArn", cloudWatchLogsGroupArn=""),
    _trail("failing", "a key of AWS", f"kmsKeyId[{AWS_KEY}]", kmsKeyId=AWS_KEY),
    _trail("failing", "a text for a switch", "enableLogging", enableLogging="false"),
    Case(
        _TRAIL_RULE,
        "unknown",
        "a key and a log group that come later, beside what is missing now",
        TRAIL,
        {
            **GOOD_TRAIL,
            "kmsKeyId": UNKNOWN,
            "cloudWatchLogsGroupArn": UNKNOWN,
            "isMultiRegionTrail": False,
        },
        finds=("isMultiRegionTrail",),
        waits_for=("kmsKeyId", "cloudWatchLogsGroupArn"),
    ),
    _trail("secret", "a key of AWS, marked secret", "kmsKeyId[secret]", kmsKeyId=marked(AWS_KEY)),
    _trail(
        "passing",
        "data events beside the management events",
        eventSelectors=[
            {"includeManagementEvents": False, "dataResources": []},
            {"readWriteType": "All", "includeManagementEvents": True},
        ],
    ),
    *(
        _trail("failing", sentence, "eventSelectors", eventSelectors=[selector])
        for sentence, selector in (
            ("writes only", {"readWriteType": "WriteOnly"}),
            ("data events only", {"includeManagementEvents": False}),
            ("all but the keys", {"excludeManagementEventSources": ["kms.amazonaws.com"]}),
            ("no selector", None),
        )
    ),
    _trail("passing", "no selectors", eventSelectors=[], advancedEventSelectors=None),
    _trail(
        "passing",
        "every management event, by its category",
        advancedEventSelectors=[*_advanced(DATA), *_advanced({**MANAGEMENT, "notEquals": None})],
    ),
    *(
        _trail("failing", sentence, "advancedEventSelectors", advancedEventSelectors=selectors)
        for sentence, selectors in (
            ("another category", _advanced(DATA)),
            (
                "only writes by category",
                _advanced(MANAGEMENT, {"field": "readOnly", "equals": ["false"]}),
            ),
            ("no category", _advanced()),
            ("a text for selectors", "Management"),
        )
    ),
    Case(
        _TRAIL_RULE,
        "unknown",
        "a condition that comes later",
        TRAIL,
        {**GOOD_TRAIL, "advancedEventSelectors": _advanced(MANAGEMENT, UNKNOWN)},
        waits_for=("advancedEventSelectors",),
    ),
    Case(
        _TRAIL_RULE,
        "unknown",
        "an exclusion that comes later",
        TRAIL,
        {**GOOD_TRAIL, "eventSelectors": [{"excludeManagementEventSources": UNKNOWN}]},
        waits_for=("eventSelectors",),
    ),
    _group("passing", "a year exactly", retentionInDays=365),
    _group("passing", "for ever", retentionInDays=0.0),
    _group(
        "passing",
        "ten years, in the other class",
        retentionInDays=3653.0,
        logGroupClass="INFREQUENT_ACCESS",
    ),
    _group("failing", "five days", "retentionInDays[5]", retentionInDays=5),
    _group("failing", "a day short of a year", "retentionInDays[364]", retentionInDays=364.0),
    _group("failing", "a text", "retentionInDays", retentionInDays="365"),
    _group("failing", "a switch", "retentionInDays", retentionInDays=False),
    _group("failing", "a key of AWS", "kmsKeyId[aws/logs]", kmsKeyId="aws/logs"),
    _group("failing", "a class of two days", "logGroupClass[DELIVERY]", logGroupClass="DELIVERY"),
    _group("null", "null, so for ever", retentionInDays=None),
    _group("null", "a null key", "kmsKeyId", kmsKeyId=None),
    Case(
        _GROUP_RULE, "missing", "no key", LOG_GROUP, {"retentionInDays": 365}, finds=("kmsKeyId",)
    ),
    Case(
        _GROUP_RULE,
        "unknown",
        "a key that comes later, on five days",
        LOG_GROUP,
        {"kmsKeyId": UNKNOWN, "retentionInDays": 5},
        finds=("retentionInDays[5]",),
        waits_for=("kmsKeyId",),
    ),
    _group(
        "secret", "five days, marked secret", "retentionInDays[secret]", retentionInDays=marked(5)
    ),
]
