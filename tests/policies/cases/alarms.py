"""Cases of policies/rules/alarms.py."""

from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case, Kind, marked

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"

_RULE = "alarm-wired"


def _case(kind: Kind, sentence: str, *finds: str, type_: str = ALARM, **inputs: Any) -> Case:
    return Case(_RULE, kind, sentence, type_, inputs, finds=finds)


CASES = [
    _case("passing", "a topic", alarmActions=[TOPIC]),
    _case(
        "passing",
        "a topic, switched on, quiet when well",
        alarmActions=[TOPIC],
        actionsEnabled=True,
        okActions=[],
    ),
    _case("failing", "no action", "alarmActions", alarmActions=[]),
    _case("failing", "a text for a list", "alarmActions", alarmActions=TOPIC),
    _case(
        "failing",
        "an address beside a topic",
        "alarmActions[1][ops@example.com]",
        alarmActions=[TOPIC, "ops@example.com"],
    ),
    _case("failing", "an empty name", "alarmActions[0][]", alarmActions=[""]),
    _case("failing", "a number", "alarmActions[0]", alarmActions=[1]),
    _case("failing", "switched off", "actionsEnabled", alarmActions=[TOPIC], actionsEnabled=False),
    _case(
        "failing",
        "a text for a switch",
        "actionsEnabled",
        alarmActions=[TOPIC],
        actionsEnabled="false",
    ),
    _case("missing", "no action", "alarmActions", okActions=[TOPIC]),
    _case("null", "null actions", "alarmActions", alarmActions=None),
    _case("null", "a null action", "alarmActions[0]", alarmActions=[None]),
    _case("null", "a null switch", alarmActions=[TOPIC], actionsEnabled=None),
    _case(
        "secret",
        "an address, marked secret",
        "alarmActions[0][secret]",
        alarmActions=[marked("ops@example.com")],
    ),
    Case(
        _RULE,
        "unknown",
        "a topic that comes later, switched off now",
        ALARM,
        {"alarmActions": [UNKNOWN], "actionsEnabled": False},
        finds=("actionsEnabled",),
        waits_for=("alarmActions[0]",),
    ),
    Case(
        _RULE,
        "unknown",
        "actions that come later",
        ALARM,
        {"alarmActions": UNKNOWN},
        waits_for=("alarmActions",),
    ),
    _case("passing", "a composite that only gathers", type_=COMPOSITE, alarmRule="ALARM(a)"),
    _case("passing", "a composite without actions", type_=COMPOSITE, alarmActions=[], okActions=[]),
    _case("passing", "a composite with null actions", type_=COMPOSITE, actionsEnabled=False),
    _case("passing", "a composite with a topic", type_=COMPOSITE, alarmActions=[TOPIC]),
    _case(
        "failing",
        "a composite whose topic is switched off",
        "actionsEnabled",
        type_=COMPOSITE,
        alarmActions=[TOPIC],
        actionsEnabled=False,
    ),
    _case(
        "failing",
        "a composite with an address",
        "alarmActions[0][ops]",
        type_=COMPOSITE,
        alarmActions=["ops"],
    ),
]
