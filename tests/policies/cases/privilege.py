"""Cases of policies/rules/privilege.py."""

import json
from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case, Kind, marked

POLICY, KEY = "aws:iam/policy:Policy", "aws:kms/key:Key"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
ROLE = {"AWS": f"arn:aws:iam::{ACCOUNT}:role/r"}
SECRETS = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:"
A_SECRET = f"{SECRETS}staging/twilio/account-??????"
A_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0"
READ_SECRET = "secretsmanager:GetSecretValue"

ADMIN, SERVICE = "iam-no-admin-star", "iam-no-service-wildcard-action"
STAR, NOT, READ = "iam-no-resource-star", "iam-no-notaction-allow", "iam-no-secret-read-star"


def statement(**changes: Any) -> dict[str, Any]:
    """Make a narrow Allow statement with these elements changed; None takes one out."""
    narrow = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}
    return {key: value for key, value in {**narrow, **changes}.items() if value is not None}


def case(
    rule: str, kind: Kind, sentence: str, *statements: Any, type_: str = POLICY, **expected: Any
) -> Case:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return Case(rule, kind, sentence, type_, {"policy": document}, **expected)


def passing(rule: str, sentence: str, **changes: Any) -> Case:
    return case(rule, "passing", sentence, statement(**changes))


def failing(rule: str, sentence: str, *values: str, **changes: Any) -> Case:
    """Make the case of one bad statement, and of these values that are found in it."""
    where = f" on {changes['Resource']}" if rule in (STAR, READ) else ""
    finds = tuple(f"policy#1[{value}{where}]" for value in values) or ("policy#1",)
    return case(rule, "failing", sentence, statement(**changes), finds=finds)


def without_a_document(rule: str) -> list[Case]:
    return [
        Case(rule, "missing", "no document", POLICY, {}),
        Case(rule, "null", "a null document", POLICY, {"policy": None}),
        Case(rule, "unknown", "a document later", POLICY, {"policy": UNKNOWN}, (), ("policy",)),
    ]


def secret(rule: str, found: str = "policy#1[secret]", **changes: Any) -> Case:
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement(**changes)]})
    return Case(rule, "secret", "marked secret", POLICY, {"policy": marked(text)}, finds=(found,))


ADMIN_CASES = [
    *without_a_document(ADMIN),
    passing(ADMIN, "one action on a bucket's objects"),
    passing(ADMIN, "a Deny of everything", Effect="Deny", Action="*", Resource="*"),
    passing(ADMIN, "everything on one bucket", Action="*"),
    passing(ADMIN, "everything on every bucket", Action="*", Resource="arn:aws:s3:::*"),
    passing(ADMIN, "a service on everything", Action="s3:*", Resource="*"),
    failing(ADMIN, "everything", "*", Action="*", Resource="*"),
    failing(ADMIN, "everything, spelt *:*", "*:*", Action="*:*", Resource="*"),
    failing(ADMIN, "everything on arn*", "*", Action="*", Resource="arn*"),
    failing(
        ADMIN,
        "everything of an account in a region",
        "*",
        Action="*",
        Resource=f"arn:aws:*:{REGION}:{ACCOUNT}:*",
    ),
    failing(ADMIN, "everything in lists", "*", Action=["a:B", "*"], Resource=["x", "*"]),
    case(
        ADMIN,
        "failing",
        "the second statement",
        statement(),
        statement(Action="*", Resource="*"),
        finds=("policy#2[*]",),
    ),
    Case(
        ADMIN,
        "failing",
        "a statement that is an object, by its name",
        POLICY,
        {"policy": {"Statement": statement(Sid="All", Action="*", Resource="*")}},
        finds=("policy#All[*]",),
    ),
    case(
        ADMIN,
        "unknown",
        "everything on what is not known beside everything",
        statement(Action="*", Resource=[UNKNOWN, "*"]),
        finds=("policy#1[*]",),
        waits_for=("policy#1.Resource",),
    ),
    case(
        ADMIN,
        "unknown",
        "everything on what is not known",
        statement(Action="*", Resource=UNKNOWN),
        statement(Action="*", Resource=None, NotResource=UNKNOWN),
        waits_for=("policy#1.Resource", "policy#2.NotResource"),
    ),
    secret(ADMIN, Action="*", Resource="*"),
]

SERVICE_CASES = [
    *without_a_document(SERVICE),
    passing(SERVICE, "part of a service's actions", Action="s3:Get*"),
    passing(SERVICE, "a Deny of a service", Effect="Deny", Action="s3:*"),
    failing(SERVICE, "a service on one bucket", "s3:*", Action="s3:*"),
    failing(SERVICE, "two services", "s3:*", "SNS:?*", Action=["s3:*", "SNS:?*", "sqs:Get*"]),
    failing(SERVICE, "everything", "*", Action="*"),
    case(
        SERVICE,
        "passing",
        "the key's own root",
        statement(Principal=ROOT, Action="kms:*", Resource="*"),
        type_=KEY,
    ),
    case(
        SERVICE,
        "failing",
        "a role in a key policy",
        statement(Principal=ROLE, Action="kms:*", Resource="*"),
        type_=KEY,
        finds=("policy#1[kms:*]",),
    ),
    case(
        SERVICE,
        "unknown",
        "a service on what is not known",
        statement(Action="s3:*", Resource=UNKNOWN),
        finds=("policy#1[s3:*]",),
        waits_for=("policy#1.Resource",),
    ),
    case(
        SERVICE,
        "unknown",
        "a key for somebody who is not known",
        statement(Principal={"AWS": UNKNOWN}, Action="kms:*", Resource="*"),
        type_=KEY,
        waits_for=("policy#1.Principal",),
    ),
    secret(SERVICE, Action="s3:*"),
]

STAR_CASES = [
    *without_a_document(STAR),
    *(
        passing(STAR, f"{action}, which is for everything only", Action=action, Resource="*")
        for action in (
            "xray:Put*",
            "ecr:GetAuthorizationToken",
            "s3:ListAllMyBuckets",
            "CloudWatch:putMetricData",
            "secretsmanager:GetRandomPassword",
        )
    ),
    passing(STAR, "a bucket's objects"),
    passing(STAR, "a Deny on everything", Effect="Deny", Resource="*"),
    case(
        STAR,
        "passing",
        "a key policy, whose resource is the key",
        statement(Principal=ROOT, Action="kms:Decrypt", Resource="*"),
        type_=KEY,
    ),
    failing(STAR, "a write on everything", "s3:PutObject", Action="s3:PutObject", Resource="*"),
    failing(STAR, "every bucket", "s3:PutObject", Action="s3:PutObject", Resource="arn:aws:s3:::*"),
    failing(STAR, "part of an action", "iam:Pass*", Action="iam:Pass*", Resource="*"),
    failing(
        STAR,
        "queues of any account",
        "sqs:SendMessage",
        Action="sqs:SendMessage",
        Resource="arn:*:sqs:*:*:x/*",
    ),
    failing(
        STAR,
        "one that could be narrowed beside one that could not",
        "s3:PutObject",
        Action=["s3:ListAllMyBuckets", "s3:PutObject"],
        Resource="*",
    ),
    case(
        STAR,
        "unknown",
        "a write on everything beside what is not known",
        statement(Action=["s3:PutObject", UNKNOWN], Resource=[UNKNOWN, "*"]),
        UNKNOWN,
        finds=("policy#1[s3:PutObject on *]",),
        waits_for=("policy#1.Action", "policy#1.Resource", "policy#2"),
    ),
    case(
        STAR,
        "unknown",
        "a write on one thing that is not known",
        statement(Resource=[UNKNOWN]),
        waits_for=("policy#1.Resource",),
    ),
    secret(STAR, Action="s3:PutObject", Resource="*"),
]

NOT_CASES = [
    *without_a_document(NOT),
    passing(NOT, "a list of actions"),
    passing(NOT, "a Deny of the others", Effect="Deny", Action=None, NotAction="iam:*"),
    failing(NOT, "all but some actions", Action=None, NotAction="iam:*"),
    failing(NOT, "all but some resources", Resource=None, NotResource="arn:aws:s3:::bucket"),
    case(
        NOT,
        "unknown",
        "all but some actions that are not known",
        statement(Action=None, NotAction=UNKNOWN),
        finds=("policy#1",),
        waits_for=("policy#1.NotAction",),
    ),
    case(
        NOT,
        "unknown",
        "all but some resources beside a statement that is not known",
        UNKNOWN,
        statement(Resource=None, NotResource=["arn:aws:s3:::bucket", UNKNOWN]),
        finds=("policy#2",),
        waits_for=("policy#1", "policy#2.NotResource"),
    ),
    secret(NOT, "policy#1", Action=None, NotAction="iam:*"),
]

READ_CASES = [
    *without_a_document(READ),
    passing(READ, "a secret by its name", Action=READ_SECRET, Resource=A_SECRET),
    passing(READ, "the secrets of a path", Action=READ_SECRET, Resource=f"{SECRETS}staging/*"),
    passing(READ, "one key", Action="kms:Decrypt", Resource=A_KEY),
    passing(READ, "names of secrets", Action="secretsmanager:ListSecrets", Resource="*"),
    passing(READ, "a Deny", Effect="Deny", Action=READ_SECRET, Resource="*"),
    *(
        failing(READ, f"{action} on everything", *reads, Action=action, Resource="*")
        for action, *reads in (
            (READ_SECRET, READ_SECRET),
            ("secretsmanager:Batch*", "secretsmanager:BatchGetSecretValue"),
            ("KMS:decrypt", "kms:Decrypt"),
            ("kms:ReEncryptFrom", "kms:ReEncryptFrom"),
            (
                "ssm:Get*",
                "ssm:GetParameter",
                "ssm:GetParameterHistory",
                "ssm:GetParameters",
                "ssm:GetParametersByPath",
            ),
        )
    ),
    failing(READ, "every secret", READ_SECRET, Action=READ_SECRET, Resource=f"{SECRETS}*"),
    failing(READ, "every key", "kms:Decrypt", Action="kms:Decrypt", Resource=f"{A_KEY[:-1]}*"),
    case(
        READ,
        "unknown",
        "every secret beside one that is not known",
        statement(Action=READ_SECRET, Resource=[UNKNOWN, f"{SECRETS}*"]),
        finds=(f"policy#1[{READ_SECRET} on {SECRETS}*]",),
        waits_for=("policy#1.Resource",),
    ),
    case(
        READ,
        "unknown",
        "one secret that is not known",
        statement(Action=READ_SECRET, Resource=UNKNOWN),
        statement(Action=[UNKNOWN], Resource="*"),
        waits_for=("policy#1.Resource", "policy#2.Action"),
    ),
    secret(READ, Action=READ_SECRET, Resource="*"),
]

CASES = [*ADMIN_CASES, *SERVICE_CASES, *STAR_CASES, *NOT_CASES, *READ_CASES]
