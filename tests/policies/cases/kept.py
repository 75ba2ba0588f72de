"""Cases of what is kept: a bucket's history (rules/audit.py), numbers (rules/phone_numbers.py)."""

from typing import Any

from tests.policies.cases.case import UNKNOWN, Case, Kind, marked

LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
NUMBER = "pulumi-python:dynamic/twilio:PhoneNumber"
SUBACCOUNT = "pulumi-python:dynamic/twilio:Subaccount"


def history(kind: Kind, sentence: str, days: Any, *finds: str, **expected: Any) -> Case:
    return expiry(kind, sentence, {"days": days}, *finds, **expected)


def expiry(kind: Kind, sentence: str, expiration: Any, *finds: str, **expected: Any) -> Case:
    props = {"rules": [{"id": "expire", "expiration": expiration}]}
    return Case("bucket-history-kept", kind, sentence, LIFECYCLE, props, finds=finds, **expected)


def subaccount(kind: Kind, sentence: str, props: dict[str, Any], **expected: Any) -> Case:
    given = {"protect": True, **expected}
    return Case("subaccount-protected", kind, sentence, SUBACCOUNT, props, **given)


def number(kind: Kind, sentence: str, released: Any, **expected: Any) -> Case:
    props = {"country": "CA", "release_on_delete": released}
    return Case("phone-number-protected", kind, sentence, NUMBER, props, protect=True, **expected)


PLACE = "rules[0].expiration.days"
CASES = [
    history("passing", "seven years", 2557),
    history("passing", "a year, as the engine sends it", 365.0),
    history("failing", "a day", 1, f"{PLACE}[1]"),
    history("failing", "none", 0.0, f"{PLACE}[0]"),
    history("failing", "a text", "30", PLACE),
    history("failing", "a list", [365], PLACE),
    expiry("failing", "a date", {"date": "2030-01-01T00:00:00Z"}, "rules[0].expiration.date"),
    expiry("null", "a null date", {"date": None}),
    expiry("unknown", "a date later", {"date": UNKNOWN}, waits_for=("rules[0].expiration.date",)),
    *(
        Case(
            "bucket-history-kept",
            "failing",
            f"a day, and a date, in the bucket itself: {type_}",
            type_,
            {"lifecycleRules": [{"enabled": True}, {key: given}]},
            finds=tuple(f"lifecycleRules[1].{place}" for place in places),
        )
        for type_, key, given, places in (
            (
                "aws:s3/bucket:Bucket",
                "expiration",
                {"days": 1.0, "date": "2030-01-01"},
                ("expiration.days[1]", "expiration.date"),
            ),
            (
                "aws:s3/bucketV2:BucketV2",
                "expirations",
                [{"days": 1.0}, {"date": "2030-01-01"}],
                ("expirations[0].days[1]", "expirations[1].date"),
            ),
        )
    ),
    Case(
        "bucket-history-kept",
        "passing",
        "two years in the bucket itself, and a day for noncurrent versions",
        "aws:s3/bucket:Bucket",
        {
            "lifecycleRules": [
                {"expiration": {"days": 730}, "noncurrentVersionExpiration": {"days": 1}}
            ]
        },
    ),
    history("null", "null", None),
    history("unknown", "later", UNKNOWN, waits_for=(PLACE,)),
    history("secret", "a day, marked secret", marked(1), f"{PLACE}[secret]"),
    Case("bucket-history-kept", "missing", "no expiry", LIFECYCLE, {"rules": [{"id": "x"}]}),
    subaccount("passing", "protected, and kept", {"close_on_delete": False}),
    subaccount("missing", "kept by default", {}),
    subaccount("null", "null", {"close_on_delete": None}),
    subaccount("failing", "not protected", {}, protect=False, finds=("protect",)),
    subaccount("failing", "closed", {"close_on_delete": True}, finds=("close_on_delete",)),
    *(
        subaccount(
            "failing",
            f"{value!r} for a switch",
            {"close_on_delete": value},
            finds=("close_on_delete",),
        )
        for value in ("true", "", 1.0, 0.0)
    ),
    subaccount("unknown", "later", {"close_on_delete": UNKNOWN}, waits_for=("close_on_delete",)),
    subaccount(
        "secret",
        "closed, marked secret",
        {"close_on_delete": marked(value=True)},
        finds=("close_on_delete",),
    ),
    number("passing", "kept", released=False),
    number("failing", "released", released=True, finds=("release_on_delete",)),
    number("null", "kept by default", released=None),
    *(
        number("failing", f"{value!r} for a switch", released=value, finds=("release_on_delete",))
        for value in ("true", "", 1.0, 0.0)
    ),
    number("unknown", "later", released=UNKNOWN, waits_for=("release_on_delete",)),
]
