"""Cases of policies/rules/functions.py."""

import json
from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case, Kind, marked

FUNCTION = "aws:lambda/function:Function"
RULE = "aws:cloudwatch/eventRule:EventRule"
QUEUE_ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead-letters"
READS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
CALLS = json.dumps({"detail-type": ["AWS API Call via CloudTrail"]})
FINDINGS = json.dumps({"source": ["aws.guardduty"]})

BOUNDED, AWAKE = "function-bounded", "event-rule-awake"
BOUND, LETTERS = "reservedConcurrentExecutions", "deadLetterConfig.targetArn"


def function(kind: Kind, sentence: str, *finds: str, waits_for: Any = (), **changes: Any) -> Case:
    """Make the case of a function that is bounded, with these inputs changed."""
    good = {BOUND: 1.0, "deadLetterConfig": {"targetArn": QUEUE_ARN}}
    props = {**good, **changes}
    return Case(BOUNDED, kind, sentence, FUNCTION, props, finds=finds, waits_for=waits_for)


def rule(kind: Kind, sentence: str, *finds: str, waits_for: Any = (), **inputs: Any) -> Case:
    return Case(AWAKE, kind, sentence, RULE, inputs, finds=finds, waits_for=waits_for)


FUNCTION_CASES = [
    function("passing", "one at a time, with a queue for what fails"),
    function("passing", "ten at a time", **{BOUND: 10}),
    function("failing", "as many as the account has, as AWS writes it", BOUND, **{BOUND: -1.0}),
    function("failing", "none at a time", f"{BOUND}[0]", **{BOUND: 0}),
    *(
        function("failing", f"{value!r} for a bound", BOUND, **{BOUND: value})
        for value in ("1", True, [1])
    ),
    function("failing", "an empty target", LETTERS, deadLetterConfig={"targetArn": ""}),
    function("failing", "a configuration without a target", LETTERS, deadLetterConfig={}),
    Case(BOUNDED, "missing", "neither", FUNCTION, {"name": "f"}, finds=(BOUND, LETTERS)),
    function("null", "a null bound", BOUND, **{BOUND: None}),
    function("null", "no place for what fails", LETTERS, deadLetterConfig=None),
    function("unknown", "a bound later", waits_for=(BOUND,), **{BOUND: UNKNOWN}),
    function(
        "unknown", "a queue later", deadLetterConfig={"targetArn": UNKNOWN}, waits_for=(LETTERS,)
    ),
    function(
        "unknown",
        "no bound beside a queue that is not known",
        BOUND,
        deadLetterConfig=UNKNOWN,
        waits_for=("deadLetterConfig",),
        **{BOUND: None},
    ),
    function("secret", "no run, marked secret", f"{BOUND}[secret]", **{BOUND: marked(0)}),
]

RULE_CASES = [
    rule("passing", "a schedule", scheduleExpression="rate(5 minutes)"),
    rule("passing", "a schedule that is switched on", state="ENABLED", isEnabled=True),
    rule("passing", "calls, with those that read", eventPattern=CALLS, state=READS),
    rule("passing", "what is no call of an API", eventPattern=FINDINGS, state="ENABLED"),
    rule("failing", "off", "state[DISABLED]", state="DISABLED"),
    rule("failing", "a switch for a state", "state", state=False),
    rule("failing", "off, as it was said before", "isEnabled", isEnabled=False),
    rule("failing", "a text for a switch", "isEnabled", isEnabled="true"),
    rule("failing", "calls without those that read", "state", eventPattern=CALLS),
    rule("failing", "calls, just switched on", "state", eventPattern=CALLS, state="ENABLED"),
    rule("failing", "calls, off", "state[DISABLED]", eventPattern=CALLS, state="DISABLED"),
    rule("missing", "nothing said, so it is on"),
    rule("null", "null, so it is on", state=None, isEnabled=None, eventPattern=None),
    rule("unknown", "a state later", state=UNKNOWN, waits_for=("state",)),
    rule("unknown", "a pattern later", eventPattern=UNKNOWN, waits_for=("eventPattern",)),
    rule(
        "unknown",
        "off beside a pattern that is not known",
        "state[DISABLED]",
        eventPattern=UNKNOWN,
        state="DISABLED",
        waits_for=("eventPattern",),
    ),
    rule("secret", "off, marked secret", "state[secret]", state=marked("DISABLED")),
]

CASES = [*FUNCTION_CASES, *RULE_CASES]
