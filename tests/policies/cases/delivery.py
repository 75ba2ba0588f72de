"""Cases of what a deploy role needs: keys by tag or alias, secrets, and roles under a boundary."""

from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, Case

POLICY = "aws:iam/policy:Policy"
READ, MANAGE, UP = (
    "iam-no-secret-read-star",
    "iam-no-permissions-management",
    "iam-no-privilege-escalation",
)
STAR, ADMIN = "iam-no-resource-star", "iam-no-admin-star"
KEYS = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/*"
SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:staging/twilio/account-??????"
ROLES = f"arn:aws:iam::{ACCOUNT}:role/verify-*"
ROLES_OF_CHECKS = f"arn:aws:iam::{ACCOUNT}:role/verify-outsider-????????"
TAGGED = {"StringEquals": {"aws:ResourceTag/Project": "berthcare"}}
OWN = f"arn:aws:iam::{ACCOUNT}:policy/team/work-boundary"
BOUNDED = {"ArnEquals": {"iam:PermissionsBoundary": OWN}}
WEAKLY_BOUNDED = {
    "one of AWS": "arn:aws:iam::aws:policy/AdministratorAccess",
    "one of AWS that ends as ours": "arn:aws:iam::aws:policy/x-boundary",
    "one that is judged as no boundary": f"arn:aws:iam::{ACCOUNT}:policy/b",
    "any of ours": f"arn:aws:iam::{ACCOUNT}:policy/*-boundary",
    "ours or one of AWS": [OWN, "arn:aws:iam::aws:policy/AdministratorAccess"],
    "none": [],
}


def case(
    rule: str, sentence: str, action: str, resource: str, *, finds: bool = False, **more: Any
) -> Case:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return Case(
        rule,
        "failing" if finds else "passing",
        sentence,
        POLICY,
        {"policy": {"Version": "2012-10-17", "Statement": [statement]}},
        finds=(f"policy#1[{action} on {resource}]",) if finds else (),
    )


def by(rule: str, action: str, sentence: str, condition: Any, *, finds: bool = False) -> Case:
    return case(rule, f"{action}, {sentence}", action, KEYS, finds=finds, Condition=condition)


def bounding(rule: str, sentence: str, action: str, resource: str) -> Case:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    props = {"name": "delivery-boundary", "policy": document}
    return Case(rule, "passing", f"a boundary: {sentence}", POLICY, props)


CASES = [
    *(
        one
        for rule, action in ((READ, "kms:Decrypt"), (MANAGE, "kms:PutKeyPolicy"))
        for one in (
            by(rule, action, "on keys of a tag", TAGGED),
            by(
                rule,
                action,
                "on keys of an alias",
                {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/states"}},
            ),
            by(
                rule,
                action,
                "on keys of any tag",
                {"StringLike": {"aws:ResourceTag/Project": "*"}},
                finds=True,
            ),
            by(
                rule,
                action,
                "on keys without a tag",
                {"StringNotEquals": {"aws:ResourceTag/Project": "berthcare"}},
                finds=True,
            ),
            by(
                rule,
                action,
                "on keys that a request would tag",
                {"StringEquals": {"aws:RequestTag/Project": "berthcare"}},
                finds=True,
            ),
        )
    ),
    case(
        READ,
        "secrets of a tag, whose names can be told",
        "secretsmanager:GetSecretValue",
        f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:*",
        finds=True,
        Condition=TAGGED,
    ),
    case(MANAGE, "one secret's policy", "secretsmanager:PutResourcePolicy", SECRET),
    case(
        MANAGE,
        "the policies of secrets with a prefix",
        "secretsmanager:PutResourcePolicy",
        SECRET.replace("account-", "*-"),
        finds=True,
    ),
    *(
        case(
            MANAGE,
            f"the policy of a secret that ends in {end}",
            "secretsmanager:PutResourcePolicy",
            SECRET.replace("-??????", end),
            finds=True,
        )
        for end in ("-?????", "-???????", "??????", "-*")
    ),
    case(
        MANAGE,
        "the policies of buckets whose names end in twelve characters",
        "s3:PutBucketPolicy",
        "arn:aws:s3:::my-????????????",
        finds=True,
    ),
    *(
        case(
            MANAGE,
            f"{action} of a queue that is called {name}",
            action,
            f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}",
            finds=finds,
        )
        for action, name, finds in (
            ("sqs:CreateQueue", "verify-????????", False),
            ("sqs:CreateQueue", "verify-??????", True),
            ("sqs:CreateQueue", "verify-?????????", True),
            ("sqs:CreateQueue", "verify????????", True),
            ("sqs:CreateQueue", "????????", True),
            ("sqs:CreateQueue", "*-????????", True),
            ("sqs:CreateQueue", "verify-????????-?", True),
            ("sqs:AddPermission", "verify-????????", True),
        )
    ),
    *(
        case(MANAGE, f"{action} of a role for one check", action, ROLES_OF_CHECKS, finds=finds)
        for action, finds in (
            ("iam:DeleteRole", False),
            ("iam:UpdateAssumeRolePolicy", True),
            ("iam:Delete*", True),
        )
    ),
    *(
        case(
            MANAGE,
            f"roles under a boundary, {sentence}",
            "iam:AttachRolePolicy",
            ROLES,
            finds=True,
            Condition={"StringEquals": {"iam:PermissionsBoundary": boundary}},
        )
        for sentence, boundary in WEAKLY_BOUNDED.items()
    ),
    case(MANAGE, "roles under a boundary", "iam:CreateRole", ROLES, Condition=BOUNDED),
    case(MANAGE, "roles without a boundary", "iam:CreateRole", ROLES, finds=True),
    case(
        MANAGE,
        "taking the boundary off",
        "iam:DeleteRolePermissionsBoundary",
        ROLES,
        finds=True,
        Condition=BOUNDED,
    ),
    bounding(READ, "decrypting by any key", "kms:Decrypt", KEYS),
    bounding(MANAGE, "the policies of any key", "kms:PutKeyPolicy", KEYS),
    bounding(UP, "writing its own policy", "iam:PutRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/*"),
    bounding(STAR, "every queue", "sqs:SendMessage", "*"),
    Case(
        ADMIN,
        "failing",
        "a boundary that leaves everything open",
        POLICY,
        {
            "name": "delivery-boundary",
            "policy": {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
            },
        },
        finds=("policy#1[*]",),
    ),
]
