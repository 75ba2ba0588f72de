"""Cases of policies/rules/exposure.py."""

import json
from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case, Kind, marked

KEY, TOPIC = "aws:kms/key:Key", "aws:sns/topic:Topic"
VAULT = "aws:secretsmanager/secret:Secret"
GUARD = "aws:secretsmanager/secretPolicy:SecretPolicy"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/r"
OF_CALLERS = {"StringEquals": {"kms:CallerAccount": ACCOUNT}}
OF_A_SOURCE = {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:*"}}
OVER_TLS = {"Bool": {"aws:SecureTransport": "true"}}

OF_KEYS, OF_OTHERS, CHECKED = (
    "kms-no-public-principal",
    "resource-no-public-principal",
    "secret-policy-no-public",
)
CONCERNED = {OF_KEYS: (KEY, "kms:Decrypt"), OF_OTHERS: (TOPIC, "sns:Publish")}


def allow(rule: str, principal: Any, condition: Any = None, **changes: Any) -> dict[str, Any]:
    action = CONCERNED[rule][1]
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    return {**statement, **({} if condition is None else {"Condition": condition}), **changes}


def case(rule: str, kind: Kind, sentence: str, *statements: Any, **expected: Any) -> Case:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return Case(rule, kind, sentence, CONCERNED[rule][0], {"policy": document}, **expected)


def passing(rule: str, sentence: str, *given: Any, **changes: Any) -> Case:
    return case(rule, "passing", sentence, allow(rule, *given, **changes))


def failing(rule: str, sentence: str, value: str, *given: Any) -> Case:
    """Make the case of one bad statement, in which this value is found."""
    return case(rule, "failing", sentence, allow(rule, *given), finds=(f"policy#1[{value}]",))


def later(rule: str, sentence: str, element: str, *given: Any, finds: str = "") -> Case:
    """Make the case of a statement of which one element is not known whole."""
    found = (f"policy#1[{finds}]",) if finds else ()
    return case(
        rule,
        "unknown",
        sentence,
        allow(rule, *given),
        finds=found,
        waits_for=(f"policy#1.{element}",),
    )


def of_either(rule: str) -> list[Case]:
    """Make the cases that are the same for a key and for what is none."""
    type_, action = CONCERNED[rule]
    but_one = {"Effect": "Allow", "NotPrincipal": {"AWS": ROLE_ARN}, "Action": action}
    text = json.dumps({"Version": "2012-10-17", "Statement": allow(rule, "*")})
    any_root = "arn:aws:iam::*:root"
    return [
        Case(rule, "missing", "no policy", type_, {}),
        Case(rule, "null", "a null policy", type_, {"policy": None}),
        Case(rule, "unknown", "a policy later", type_, {"policy": UNKNOWN}, (), ("policy",)),
        passing(rule, "a role", {"AWS": ROLE_ARN}),
        passing(rule, "a service", {"Service": "cloudwatch.amazonaws.com"}),
        passing(rule, "a Deny for everyone", "*", Effect="Deny"),
        failing(rule, "everyone", "*", "*"),
        failing(rule, "everyone in a list", "*", {"AWS": [ROLE_ARN, "*"]}),
        failing(rule, "any account", any_root, {"AWS": any_root}),
        failing(rule, "everyone over TLS", "*", "*", OVER_TLS),
        case(rule, "failing", "all but a role", {**but_one, "Resource": "*"}, finds=("policy#1",)),
        later(
            rule, "everyone beside one not known", "Principal", {"AWS": [UNKNOWN, "*"]}, finds="*"
        ),
        later(rule, "one that is not known", "Principal", {"AWS": UNKNOWN}),
        later(
            rule,
            "everyone of an account that is not known",
            "Condition",
            "*",
            {**OVER_TLS, "StringEquals": {"aws:PrincipalAccount": [UNKNOWN]}},
        ),
        case(
            rule,
            "unknown",
            "all but one that is not known",
            {**but_one, "Resource": "*", "NotPrincipal": {"AWS": UNKNOWN}},
            finds=("policy#1",),
            waits_for=("policy#1.NotPrincipal",),
        ),
        Case(
            rule,
            "secret",
            "everyone, marked secret",
            type_,
            {"policy": marked(text)},
            finds=("policy#1[secret]",),
        ),
    ]


def for_everyone(type_: str, path: str = "policy") -> Case:
    """Make the case of a policy that lets everyone in, on this type of resource."""
    document = {"Version": "2012-10-17", "Statement": [allow(OF_OTHERS, "*")]}
    return Case(OF_OTHERS, "failing", type_, type_, {path: document}, finds=(f"{path}#1[*]",))


def checked(kind: Kind, sentence: str, type_: str, *finds: str, **props: Any) -> Case:
    return Case(CHECKED, kind, sentence, type_, props, finds=finds)


CASES = [
    *of_either(OF_KEYS),
    passing(OF_KEYS, "the root of its account", ROOT, Action="kms:*"),
    passing(OF_KEYS, "callers of one account", "*", OF_CALLERS),
    failing(
        OF_KEYS, "a text that is sent along", "*", "*", {"StringEquals": {"kms:ViaService": "s3"}}
    ),
    *(
        Case(
            OF_KEYS,
            "failing",
            f"everyone on {type_}",
            type_,
            {"policy": json.dumps({"Statement": allow(OF_KEYS, "*", Sid="Wide")})},
            finds=("policy#Wide[*]",),
        )
        for type_ in (
            "aws:kms/externalKey:ExternalKey",
            "aws:kms/keyPolicy:KeyPolicy",
            "aws:kms/replicaExternalKey:ReplicaExternalKey",
            "aws:kms/replicaKey:ReplicaKey",
        )
    ),
    *of_either(OF_OTHERS),
    passing(OF_OTHERS, "everyone for one account's alarms", "*", OF_A_SOURCE),
    *map(
        for_everyone,
        (
            VAULT,
            GUARD,
            "aws:s3/bucketPolicy:BucketPolicy",
            "aws:sns/topicPolicy:TopicPolicy",
            "aws:sqs/queuePolicy:QueuePolicy",
            "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
        ),
    ),
    for_everyone("aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy", "accessPolicy"),
    Case(OF_OTHERS, "passing", "a key, which has its own rule", KEY, {"policy": "{}"}),
    checked("passing", "a policy that AWS checks", GUARD, blockPublicPolicy=True),
    checked("passing", "a secret without a policy", VAULT, name="s"),
    checked(
        "failing",
        "a policy that AWS does not check",
        GUARD,
        "blockPublicPolicy",
        blockPublicPolicy=False,
    ),
    checked(
        "failing",
        "a policy in the secret, also one for its own account",
        VAULT,
        "policy",
        policy=json.dumps({"Statement": allow(OF_OTHERS, ROOT)}),
    ),
    checked("missing", "nothing said of the check", GUARD, "blockPublicPolicy", policy="{}"),
    checked("null", "a null check", GUARD, "blockPublicPolicy", blockPublicPolicy=None),
    checked("null", "a secret with a null policy", VAULT, policy=None),
    Case(
        CHECKED,
        "unknown",
        "whether it is checked, later",
        GUARD,
        {"blockPublicPolicy": UNKNOWN},
        waits_for=("blockPublicPolicy",),
    ),
    Case(CHECKED, "unknown", "a policy later", VAULT, {"policy": UNKNOWN}, (), ("policy",)),
    Case(
        CHECKED,
        "unknown",
        "a policy that AWS does not check, whatever it will be",
        GUARD,
        {"policy": UNKNOWN, "blockPublicPolicy": False},
        finds=("blockPublicPolicy",),
    ),
    checked(
        "secret",
        "a check that is off, marked secret",
        GUARD,
        "blockPublicPolicy",
        blockPublicPolicy=marked(False),
    ),
]
