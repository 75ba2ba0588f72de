"""Cases of policies/rules/escalation.py."""

import json
from typing import Any

from tests.policies.cases.case import ACCOUNT, UNKNOWN, Case, Kind, marked

POLICY = "aws:iam/policy:Policy"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/runner"
ITSELF = f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"
PASS, CREATE, INVOKE = "iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"
BY_FUNCTION = "its policies[pass-role-to-lambda-function]"


def allow(*actions: Any, on: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": on, **more}


def case(rule: str, kind: Kind, sentence: str, *statements: Any, **expected: Any) -> Case:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return Case(rule, kind, sentence, POLICY, {"policy": document}, **expected)


def absent(rule: str) -> list[Case]:
    """Make the cases without a document."""
    return [
        Case(rule, "missing", "no policy", POLICY, {}),
        Case(rule, "null", "null", POLICY, {"policy": None}),
        Case(rule, "unknown", "later", POLICY, {"policy": UNKNOWN}, waits_for=("policy",)),
    ]


def secret(rule: str, statement: Any, finding: str) -> Case:
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    props = {"policy": marked(text)}
    return Case(rule, "secret", "marked secret", POLICY, props, finds=(finding,))


UP, SCOPED, MANAGED = (
    "iam-no-privilege-escalation",
    "iam-passrole-scoped",
    "iam-no-permissions-management",
)
TO_LAMBDA = {"Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}}

CASES = [
    *absent(UP),
    case(UP, "passing", "one member of a set alone", allow(PASS)),
    case(UP, "passing", "the others without it", allow(CREATE, INVOKE)),
    case(UP, "passing", "a user that renews its own key", allow("iam:CreateAccessKey", on=ITSELF)),
    case(UP, "passing", "a policy of one exact role", allow("iam:PutRolePolicy", on=ROLE)),
    case(UP, "passing", "reading", allow("iam:Get*", "iam:List*")),
    case(
        UP,
        "passing",
        "what a Deny takes away",
        allow("iam:PutRolePolicy"),
        {"Effect": "Deny", "Action": "iam:Put*", "Resource": "*"},
    ),
    case(
        UP,
        "failing",
        "any role's policy",
        allow("iam:PutRolePolicy"),
        finds=("its policies[role-inline-policy]",),
    ),
    case(
        UP,
        "failing",
        "in small letters",
        allow("iam:putrolepolicy"),
        finds=("its policies[role-inline-policy]",),
    ),
    case(
        UP,
        "unknown",
        "a way beside a statement that is not known",
        allow("iam:PutRolePolicy"),
        UNKNOWN,
        allow("iam:CreateAccessKey", on=UNKNOWN),
        finds=("its policies[role-inline-policy]",),
        waits_for=("policy#2", "policy#3.Resource"),
    ),
    secret(UP, allow("iam:PutRolePolicy"), "its policies[role-inline-policy]"),
    *absent(SCOPED),
    case(SCOPED, "passing", "one role to one service", allow(PASS, on=ROLE, **TO_LAMBDA)),
    case(SCOPED, "passing", "nothing to pass", allow("iam:GetRole")),
    case(SCOPED, "failing", "any role", allow(PASS, **TO_LAMBDA), finds=("policy#1[*]",)),
    case(
        SCOPED,
        "failing",
        "any role of a path, by a wildcard action",
        allow("iam:Pass*", on=f"arn:aws:iam::{ACCOUNT}:role/*", **TO_LAMBDA),
        finds=(f"policy#1[arn:aws:iam::{ACCOUNT}:role/*]",),
    ),
    case(SCOPED, "failing", "one role to any service", allow(PASS, on=ROLE), finds=("policy#1",)),
    case(
        SCOPED,
        "unknown",
        "any service, of a role that is not known",
        allow(PASS, on=UNKNOWN),
        finds=("policy#1",),
        waits_for=("policy#1.Resource",),
    ),
    case(
        SCOPED,
        "unknown",
        "a service that is not known",
        allow(PASS, on=ROLE, Condition={"StringEquals": {"iam:PassedToService": UNKNOWN}}),
        waits_for=("policy#1.Condition",),
    ),
    secret(SCOPED, allow(PASS, **TO_LAMBDA), "policy#1[secret]"),
    *absent(MANAGED),
    case(
        MANAGED,
        "passing",
        "one bucket's policy",
        allow("s3:PutBucketPolicy", on="arn:aws:s3:::b"),
    ),
    case(MANAGED, "passing", "writing objects", allow("s3:PutObject")),
    *(
        case(
            MANAGED,
            "failing",
            f"{action} anywhere",
            allow(action),
            finds=(f"policy#1[{action} on *]",),
        )
        for action in ("s3:PutBucketPolicy", "kms:PutKeyPolicy", "secretsmanager:PutResourcePolicy")
    ),
    case(
        MANAGED,
        "failing",
        "by a wildcard action, on a prefix",
        allow("s3:*Policy*", on="arn:aws:s3:::b-*"),
        finds=("policy#1[s3:*Policy* on arn:aws:s3:::b-*]",),
    ),
    case(
        MANAGED,
        "unknown",
        "one anywhere beside a resource that is not known",
        allow("kms:PutKeyPolicy", on=["*", UNKNOWN]),
        finds=("policy#1[kms:PutKeyPolicy on *]",),
        waits_for=("policy#1.Resource",),
    ),
    secret(MANAGED, allow("kms:PutKeyPolicy"), "policy#1[secret]"),
]
