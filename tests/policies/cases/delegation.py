"""Cases of policies/rules/delegation.py."""

import json
from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case, Kind, marked

KEY = "aws:kms/key:Key"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
ALARMS = {"Service": "cloudwatch.amazonaws.com"}
LOGS = {"Service": f"logs.{REGION}.amazonaws.com"}
GROUP = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/trail"
VIA = {"StringEquals": {"kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com"}}
NAMED = {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/backend"}}
USE, SOURCE = "kms-use-through-service", "service-grant-names-source"
ONE = "grant-one-account"
OTHER = {"AWS": f"arn:aws:iam::{'2' * 12}:role/backend"}
BOTH = f"policy[{ACCOUNT}, {'2' * 12}]"


def allow(principal: Any, action: Any, condition: Any = None, **more: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    return {**statement, **({"Condition": condition} if condition else {}), **more}


def case(
    rule: str, kind: Kind, sentence: str, *statements: Any, type_: str = KEY, **expected: Any
) -> Case:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return Case(rule, kind, sentence, type_, {"policy": document}, **expected)


def absent(rule: str) -> list[Case]:
    """Make the cases without a document, and the one of a document that is marked secret."""
    wide = {
        USE: allow(ROOT, "kms:Decrypt"),
        SOURCE: allow(ALARMS, "kms:Decrypt"),
        ONE: allow({"AWS": [ROOT["AWS"], OTHER["AWS"]]}, "kms:Decrypt"),
    }[rule]
    text = json.dumps({"Version": "2012-10-17", "Statement": [wide]})
    return [
        Case(rule, "missing", "no policy", KEY, {}),
        Case(rule, "null", "null", KEY, {"policy": None}),
        Case(rule, "unknown", "later", KEY, {"policy": UNKNOWN}, waits_for=("policy",)),
        Case(
            rule,
            "secret",
            "marked secret",
            KEY,
            {"policy": marked(text)},
            finds=("policy[secret]" if rule == ONE else "policy#1[secret]",),
        ),
    ]


CASES = [
    *absent(USE),
    case(USE, "passing", "through a service", allow(ROOT, "kms:Decrypt", VIA)),
    case(USE, "passing", "by named roles", allow(ROOT, "kms:Decrypt", NAMED)),
    case(USE, "passing", "administration", allow(ROOT, ["kms:Describe*", "kms:PutKeyPolicy"])),
    case(
        USE,
        "passing",
        "a role of its own name",
        allow({"AWS": f"arn:aws:iam::{ACCOUNT}:role/backend"}, "kms:Decrypt"),
    ),
    case(
        USE,
        "failing",
        "all of the account, in any letter case",
        allow(ROOT, "KMS:decrypt"),
        finds=("policy#1[kms:Decrypt to all of arn:aws:iam::111111111111:root]",),
    ),
    case(
        USE,
        "failing",
        "a grant, which passes every condition by",
        allow(ROOT, "kms:Create*"),
        finds=("policy#1[kms:CreateGrant to all of arn:aws:iam::111111111111:root]",),
    ),
    case(
        USE,
        "failing",
        "through every service",
        allow(ROOT, "kms:Decrypt", {"StringLike": {"kms:ViaService": "*"}}),
        finds=("policy#1[kms:Decrypt to all of arn:aws:iam::111111111111:root]",),
    ),
    case(
        USE,
        "failing",
        "through any but one service",
        allow(ROOT, "kms:Decrypt", {"StringNotEquals": {"kms:ViaService": "s3.amazonaws.com"}}),
        finds=("policy#1[kms:Decrypt to all of arn:aws:iam::111111111111:root]",),
    ),
    case(
        USE,
        "unknown",
        "all of the account, beside a condition that is not known",
        allow(ROOT, "kms:Decrypt", {"StringEquals": {"kms:ViaService": UNKNOWN}}),
        allow(ROOT, "kms:Decrypt"),
        finds=("policy#2[kms:Decrypt to all of arn:aws:iam::111111111111:root]",),
        waits_for=("policy#1.Condition",),
    ),
    *absent(SOURCE),
    case(
        SOURCE,
        "passing",
        "alarms of this account",
        allow(ALARMS, "sns:Publish", {"StringEquals": {"aws:SourceAccount": ACCOUNT}}),
        type_=TOPIC_POLICY,
    ),
    case(
        SOURCE,
        "passing",
        "a log group by the service's own context",
        allow(LOGS, "kms:Decrypt", {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": GROUP}}),
    ),
    case(SOURCE, "passing", "no service", allow(ROOT, "kms:Describe*")),
    case(
        SOURCE,
        "failing",
        "alarms of anybody",
        allow(ALARMS, "sns:Publish"),
        type_=TOPIC_POLICY,
        finds=("policy#1[cloudwatch.amazonaws.com]",),
    ),
    case(
        SOURCE,
        "failing",
        "a trail of any account",
        allow(ALARMS, "sns:Publish", {"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:t/*"}}),
        type_=TOPIC_POLICY,
        finds=("policy#1[cloudwatch.amazonaws.com]",),
    ),
    case(
        SOURCE,
        "unknown",
        "one of anybody beside a source that is not known",
        allow(ALARMS, "sns:Publish", {"StringEquals": {"aws:SourceAccount": UNKNOWN}}),
        allow(LOGS, "sns:Publish"),
        type_=TOPIC_POLICY,
        finds=(f"policy#2[logs.{REGION}.amazonaws.com]",),
        waits_for=("policy#1.Condition",),
    ),
    *absent(ONE),
    case(ONE, "passing", "one account, in every form", allow(ROOT, "kms:Decrypt", NAMED)),
    case(ONE, "passing", "a service", allow(ALARMS, "kms:Decrypt")),
    case(
        ONE,
        "passing",
        "another account that is refused",
        allow(ROOT, "kms:List*"),
        allow(OTHER, "kms:List*", Effect="Deny"),
    ),
    case(
        ONE,
        "failing",
        "a role of another account",
        allow(ROOT, "kms:List*"),
        allow(OTHER, "kms:List*"),
        finds=(BOTH,),
    ),
    case(
        ONE,
        "failing",
        "another account by its bare id",
        allow({"AWS": [ACCOUNT, "2" * 12]}, "kms:List*"),
        finds=(BOTH,),
    ),
    case(
        ONE,
        "unknown",
        "another account beside a principal that is not known",
        allow({"AWS": [ROOT["AWS"], OTHER["AWS"], UNKNOWN]}, "kms:List*"),
        finds=(BOTH,),
        waits_for=("policy#1.Principal",),
    ),
]
