"""Cases of policies/rules/rotation.py."""

from typing import Any

from tests.policies.cases.case import UNKNOWN, Case, Kind, marked

ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
DAYS = "rotationRules.automaticallyAfterDays"
SCHEDULE = "rotationRules.scheduleExpression"

_RULE = "secret-rotation-interval"


def _case(kind: Kind, sentence: str, rules: Any, *finds: str, **inputs: Any) -> Case:
    return Case(_RULE, kind, sentence, ROTATION, {"rotationRules": rules, **inputs}, finds=finds)


def _days(kind: Kind, sentence: str, days: Any, *finds: str) -> Case:
    return _case(kind, sentence, {"automaticallyAfterDays": days}, *finds)


def _schedule(kind: Kind, sentence: str, expression: Any, *, fails: bool = False) -> Case:
    finds = (f"{SCHEDULE}[{expression}]",) if fails else ()
    return _case(kind, sentence, {"scheduleExpression": expression}, *finds)


CASES = [
    _days("passing", "thirty days", 30.0),
    _days("passing", "ninety days exactly", 90),
    _days("failing", "a day more", 91, f"{DAYS}[91]"),
    _days("failing", "no days", 0, f"{DAYS}[0]"),
    _days("failing", "a text", "30", DAYS),
    _days("secret", "a year, marked secret", marked(365), f"{DAYS}[secret]"),
    _schedule("passing", "every four hours", "rate(4 hours)"),
    _schedule("passing", "every ninety days", "rate(90 days)"),
    _schedule("passing", "the first of the month", "cron(0 8 1 * ? *)"),
    _schedule("passing", "every other month", "cron(0 0 1 */2 ? *)"),
    _schedule("passing", "the last Sunday of the month", "cron(0 0 SUNL * ? *)"),
    _schedule("failing", "half a year", "rate(180 days)", fails=True),
    _schedule("failing", "many hours", "rate(2184 hours)", fails=True),
    _schedule("failing", "once a year", "cron(0 0 1 1 ? *)", fails=True),
    _schedule(
        "failing", "every three months, so 92 days in summer", "cron(0 0 1 1/3 ? *)", fails=True
    ),
    _schedule(
        "failing", "a fifth Sunday, which few months have", "cron(0 0 ? * SUN#5 *)", fails=True
    ),
    _schedule("failing", "one year only", "cron(0 8 1 * ? 2027)", fails=True),
    _schedule("failing", "what cannot be read", "every month", fails=True),
    _schedule("failing", "a weekday as other services read it", "cron(0 0 15W * ? *)", fails=True),
    _case("failing", "a number for a schedule", {"scheduleExpression": 30}, SCHEDULE),
    _case(
        "secret",
        "half a year, marked secret",
        {"scheduleExpression": marked("rate(180 days)")},
        f"{SCHEDULE}[secret]",
    ),
    _case(
        "failing",
        "switched off",
        {"automaticallyAfterDays": 30},
        "rotationEnabled",
        rotationEnabled=False,
    ),
    _case(
        "failing",
        "switched off without an interval",
        None,
        "rotationEnabled",
        rotationEnabled=False,
    ),
    _case("failing", "no interval", {"duration": "3h"}, "rotationRules"),
    _case("failing", "rules that are a list", [{"automaticallyAfterDays": 30}], "rotationRules"),
    Case(_RULE, "missing", "no rules", ROTATION, {}, finds=("rotationRules",)),
    _case("null", "null rules", None, "rotationRules"),
    _case(
        "null",
        "null beside a schedule",
        {"automaticallyAfterDays": None, "scheduleExpression": "rate(30 days)"},
        rotationEnabled=None,
    ),
    Case(
        _RULE,
        "unknown",
        "rules that come later",
        ROTATION,
        {"rotationRules": UNKNOWN},
        waits_for=("rotationRules",),
    ),
    Case(
        _RULE,
        "unknown",
        "days that come later, switched off now",
        ROTATION,
        {"rotationRules": {"automaticallyAfterDays": UNKNOWN}, "rotationEnabled": False},
        finds=("rotationEnabled",),
        waits_for=(DAYS,),
    ),
]
