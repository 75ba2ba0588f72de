"""Cases of what once slipped past a rule: each reads like something narrow, and is not."""

import json
from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case

POLICY = "aws:iam/policy:Policy"
INLINE = "aws:iam/rolePolicy:RolePolicy"
KEY = "aws:kms/key:Key"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
BACKEND = f"arn:aws:iam::{ACCOUNT}:role/backend"


def document(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def star(sentence: str, action: str, resource: str) -> Case:
    finding = f"policy#1[{action} on {resource}]"
    props = {"policy": document(allow(action, resource))}
    return Case("iam-no-resource-star", "failing", sentence, POLICY, props, finds=(finding,))


def key_use(sentence: str, principal: Any, condition: Any, *, passes: bool = False) -> Case:
    statement = allow("kms:Decrypt", Principal=principal, Condition=condition)
    whom = "*" if principal == "*" else ROOT["AWS"]
    return Case(
        "kms-use-through-service",
        "passing" if passes else "failing",
        sentence,
        KEY,
        {"policy": document(statement)},
        finds=() if passes else (f"policy#1[kms:Decrypt to all of {whom}]",),
    )


def elsewhere(sentence: str, type_: str, key: str, *, text: bool = True) -> Case:
    """A document in a place that nobody listed."""
    statement = allow("lambda:InvokeFunction", Principal="*")
    given = document(statement) if text else json.loads(document(statement))
    return Case(
        "resource-no-public-principal",
        "failing",
        sentence,
        type_,
        {key: given},
        finds=(f"{key}#1[*]",),
    )


def rises(sentence: str, props: dict[str, Any], *ways: str, type_: str = INLINE) -> Case:
    return Case(
        "iam-no-privilege-escalation",
        "failing" if ways else "passing",
        sentence,
        type_,
        props,
        finds=tuple(f"its policies[{way}]" for way in ways),
    )


OWN_BOUNDARY = {
    "StringEquals": {"iam:PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/own-boundary"}
}
CASES = [
    star("every object of every bucket", "s3:GetObject", "arn:aws:s3:::*/*"),
    star("every log group", "logs:DeleteLogGroup", f"arn:aws:logs:{REGION}:{ACCOUNT}:*:*"),
    star("every queue with a hyphen", "sqs:ReceiveMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:*-*"),
    star("any account's roles", "sts:AssumeRole", "arn:aws:iam::*:role/*"),
    Case(
        "iam-no-service-wildcard-action",
        "failing",
        "every action that has an e, which is every one",
        POLICY,
        {"policy": document(allow("sqs:*e*", f"arn:aws:sqs:{REGION}:{ACCOUNT}:q"))},
        finds=("policy#1[sqs:*e*]",),
    ),
    key_use("any service", ROOT, {"StringLike": {"kms:ViaService": "*.amazonaws.com"}}),
    key_use("some service", ROOT, {"StringLike": {"kms:ViaService": "?*"}}),
    key_use(
        "any role of the account",
        ROOT,
        {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/*"}},
    ),
    key_use("everybody of the account", "*", {"StringEquals": {"kms:CallerAccount": ACCOUNT}}),
    key_use(
        "everybody of an organisation",
        "*",
        {"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}},
    ),
    key_use(
        "one role of everybody",
        "*",
        {"ArnEquals": {"aws:PrincipalArn": BACKEND}},
        passes=True,
    ),
    Case(
        "kms-use-through-service",
        "passing",
        "a grant for an AWS service that acts for the caller",
        KEY,
        {
            "policy": document(
                allow(
                    "kms:CreateGrant",
                    Principal=ROOT,
                    Condition={"Bool": {"kms:GrantIsForAWSResource": "true"}},
                )
            )
        },
    ),
    elsewhere("a function's own policy", "aws:lambda/resourcePolicy:ResourcePolicy", "policy"),
    elsewhere("a domain's access policies", "aws:opensearch/domain:Domain", "accessPolicies"),
    elsewhere(
        "an object, not a text", "aws:glue/resourcePolicy:ResourcePolicy", "policy", text=False
    ),
    Case(
        "iam-no-admin-star",
        "failing",
        "an identity policy where nobody listed one",
        "aws:iot/policy:Policy",
        {"policy": document(allow("*"))},
        finds=("policy#1[*]",),
    ),
    Case(
        "iam-no-resource-star",
        "failing",
        "an identity policy that speaks of a principal in a condition alone",
        "aws:iot/policy:Policy",
        {
            "policy": document(
                allow("s3:PutObject", Condition={"ArnEquals": {"aws:PrincipalArn": BACKEND}})
            )
        },
        finds=("policy#1[s3:PutObject on *]",),
    ),
    Case(
        "iam-policy-valid",
        "passing",
        "a data protection policy, which is no IAM document",
        "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy",
        {"policyDocument": document({"DataIdentifier": ["x"], "Operation": {"Audit": {}}})},
    ),
    rises(
        "a role that rewrites itself by its exact name",
        {"role": "backend", "policy": document(allow("iam:PutRolePolicy", BACKEND))},
        "role-inline-policy",
    ),
    rises(
        "a policy that rewrites itself by its exact name",
        {
            "name": "own",
            "policy": document(
                allow("iam:CreatePolicyVersion", f"arn:aws:iam::{ACCOUNT}:policy/path/own")
            ),
        },
        "policy-version",
        type_=POLICY,
    ),
    rises(
        "a role that rewrites another one by its exact name",
        {"role": "deployer", "policy": document(allow("iam:PutRolePolicy", BACKEND))},
    ),
    rises(
        "roles that are made under a boundary",
        {
            "role": "deployer",
            "policy": document(
                allow(
                    ["iam:CreateRole", "iam:PutRolePolicy"],
                    f"arn:aws:iam::{ACCOUNT}:role/berthcare-*",
                    Condition=OWN_BOUNDARY,
                )
            ),
        },
    ),
    rises(
        "a boundary that can be taken off again",
        {
            "role": "deployer",
            "policy": document(
                allow(
                    ["iam:PutRolePolicy", "iam:Delete*Boundary"],
                    f"arn:aws:iam::{ACCOUNT}:role/berthcare-*",
                    Condition=OWN_BOUNDARY,
                )
            ),
        },
        "role-no-boundary",
        "user-no-boundary",
    ),
    Case(
        "iam-no-privilege-escalation",
        "unknown",
        "actions that are not known, on everything",
        POLICY,
        {"policy": {"Version": "2012-10-17", "Statement": [allow(UNKNOWN)]}},
        waits_for=("policy#1.Action",),
    ),
    Case(
        "iam-no-privilege-escalation",
        "unknown",
        "a way that a Deny under a condition that is not known might take",
        POLICY,
        {
            "policy": {
                "Version": "2012-10-17",
                "Statement": [
                    allow("iam:PutRolePolicy"),
                    {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": UNKNOWN},
                ],
            }
        },
        finds=("its policies[role-inline-policy]",),
        waits_for=("policy#2.Condition",),
    ),
    Case(
        "iam-policy-valid",
        "unknown",
        "a document whose Version is not known",
        POLICY,
        {"policy": {"Version": UNKNOWN, "Statement": [allow("s3:GetObject", "arn:aws:s3:::b/k")]}},
    ),
]
