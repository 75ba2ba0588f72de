"""Cases of policies/rules/policy_documents.py."""

import json
from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case, Kind, marked

POLICY, ROLE = "aws:iam/policy:Policy", "aws:iam/role:Role"
VERSION = "2012-10-17"

VALID, LINT = "iam-policy-valid", "iam-policy-lint"


def statement(**changes: Any) -> dict[str, Any]:
    """Make a good statement with these elements changed; None takes one out."""
    good = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}
    return {key: value for key, value in {**good, **changes}.items() if value is not None}


def case(
    rule: str, kind: Kind, sentence: str, *statements: Any, version: Any = VERSION, **expected: Any
) -> Case:
    document = {"Version": version, "Statement": list(statements)}
    return Case(rule, kind, sentence, POLICY, {"policy": document}, **expected)


def text(rule: str, kind: Kind, sentence: str, given: Any, *finds: str) -> Case:
    return Case(rule, kind, sentence, POLICY, {"policy": given}, finds=finds)


def without_a_document(rule: str) -> list[Case]:
    return [
        Case(rule, "missing", "no document", POLICY, {}),
        Case(rule, "null", "a null document", POLICY, {"policy": None}),
        Case(rule, "unknown", "a document later", POLICY, {"policy": UNKNOWN}, (), ("policy",)),
    ]


def invalid(sentence: str, *statements: Any) -> Case:
    return case(VALID, "failing", sentence, *statements, finds=("policy",))


def lint(sentence: str, value: str, **changes: Any) -> Case:
    return case(LINT, "failing", sentence, statement(**changes), finds=(f"policy#1[{value}]",))


GOOD = json.dumps({"Version": VERSION, "Statement": [statement()]})
TWICE = '{"Statement": {"Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*"}}'

VALID_CASES = [
    *without_a_document(VALID),
    text(VALID, "passing", "a document as text", GOOD),
    case(VALID, "passing", "a document as an object", statement()),
    case(VALID, "passing", "an action that is newer than the data", statement(Action="s3:NewName")),
    case(VALID, "passing", "a service that is newer than the data", statement(Action="new:Name")),
    text(VALID, "failing", "no JSON", "{", "policy"),
    text(VALID, "failing", "an empty text", "", "policy"),
    text(VALID, "failing", "prose", "Allow everything", "policy"),
    text(VALID, "failing", "a list", "[]", "policy"),
    text(VALID, "failing", "a key that is given twice", TWICE, "policy"),
    invalid("no statement"),
    invalid("a Resource that is an object", statement(Resource={"Fn": "x"})),
    invalid("an empty list of actions", statement(Action=[])),
    invalid("an action without a service", statement(Action="GetObject")),
    invalid("no action", statement(Action=None)),
    invalid("an action and its opposite", statement(NotAction="s3:GetObject")),
    invalid("another effect", statement(Effect="allow")),
    invalid("an element that does not exist", statement(), statement(Resources="*")),
    case(VALID, "failing", "another version", statement(), version="2020-01-01", finds=("policy",)),
    Case(
        VALID,
        "failing",
        "the inline policy of a role, beside a good trust",
        ROLE,
        {
            "assumeRolePolicy": json.dumps(
                {"Statement": statement(Resource=None, Principal={"Service": "x.amazonaws.com"})}
            ),
            "inlinePolicies": [{"name": "a"}, {"name": "b", "policy": "{"}],
        },
        finds=("inlinePolicies[1].policy",),
    ),
    Case(
        VALID,
        "unknown",
        "no JSON beside a document that is not known",
        ROLE,
        {"assumeRolePolicy": UNKNOWN, "inlinePolicies": [{"policy": "{"}, {"policy": UNKNOWN}]},
        finds=("inlinePolicies[0].policy",),
        waits_for=("assumeRolePolicy", "inlinePolicies[1].policy"),
    ),
    case(
        VALID,
        "unknown",
        "another effect beside an element that is not known",
        statement(Resource=UNKNOWN),
        statement(Effect="allow"),
        finds=("policy",),
    ),
    case(
        VALID,
        "unknown",
        "a good document with elements that are not known",
        statement(Resource=[UNKNOWN]),
        statement(Effect=UNKNOWN),
        waits_for=("policy#1.Resource", "policy#2"),
    ),
    text(VALID, "secret", "no JSON, marked secret", marked("{"), "policy"),
]

LINT_CASES = [
    *without_a_document(LINT),
    text(LINT, "passing", "a good document", GOOD),
    case(LINT, "passing", "every action of every service", statement(Action=["*", "s3*:Get*"])),
    case(
        LINT,
        "passing",
        "ARNs that have no region or no account",
        statement(Resource=["arn:aws:s3:::*", f"arn:aws:iam::{ACCOUNT}:role/*", "*"]),
    ),
    case(
        LINT,
        "passing",
        "a region and an account",
        statement(Action="sqs:SendMessage", Resource=f"arn:aws:sqs:{REGION}:{ACCOUNT}:q*"),
    ),
    case(
        LINT,
        "passing",
        "a Deny in any region",
        statement(Effect="Deny", Action="sqs:*", Resource="arn:aws:sqs:*:*:*"),
    ),
    lint("a misspelt action", "s3:GetObjet", Action=["s3:GetObject", "s3:GetObjet"]),
    lint("a pattern of no action", "s3:Fetch*", Action="s3:Fetch*"),
    lint("a misspelt service", "s4:GetObject", Action="s4:GetObject"),
    lint("a misspelt action that is refused", "s3:DelObject", Effect="Deny", Action="s3:DelObject"),
    lint("a misspelt action that is left out", "s3:Del", Action=None, NotAction="s3:Del"),
    lint(
        "any region",
        f"arn:aws:sqs:*:{ACCOUNT}:q",
        Action="sqs:SendMessage",
        Resource=f"arn:aws:sqs:*:{ACCOUNT}:q",
    ),
    lint(
        "any account",
        f"arn:aws:sqs:{REGION}:*:q",
        Action="sqs:SendMessage",
        Resource=["*", f"arn:aws:sqs:{REGION}:*:q"],
    ),
    lint(
        "roles of any account",
        "arn:aws:iam::*:role/r",
        Action="sts:AssumeRole",
        Resource="arn:aws:iam::*:role/r",
    ),
    *(
        text(LINT, "failing", sentence, json.dumps({**version, "Statement": statement()}), "policy")
        for sentence, version in (("no version", {}), ("the older", {"Version": "2008-10-17"}))
    ),
    case(
        LINT,
        "unknown",
        "a misspelt action beside one that is not known",
        statement(Action=["s3:GetObjet", UNKNOWN]),
        finds=("policy#1[s3:GetObjet]",),
        waits_for=("policy#1.Action",),
    ),
    case(
        LINT,
        "unknown",
        "the older version of statements that are not known",
        UNKNOWN,
        version="2008-10-17",
        finds=("policy",),
        waits_for=("policy#1",),
    ),
    text(
        LINT,
        "secret",
        "a misspelt action, marked secret",
        marked(GOOD.replace("s3:GetObject", "s3:GetObjet")),
        "policy#1[secret]",
    ),
]

CASES = [*VALID_CASES, *LINT_CASES]
