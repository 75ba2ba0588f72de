"""Cases of policies/rules/trust.py."""

import json
from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case, Kind, marked

ROLE = "aws:iam/role:Role"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/deployer"
GITHUB = "token.actions.githubusercontent.com"
OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}"
SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/company"
AUDIENCE = {f"{GITHUB}:aud": "sts.amazonaws.com"}
CLAIMS = {"StringEquals": AUDIENCE | {f"{GITHUB}:sub": "repo:owner/repository:ref:refs/heads/main"}}
ORGANISATION = "o-" + "0" * 10
OF_ACCOUNT = {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}
TRAIL = {"ArnEquals": {"aws:SourceArn": f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/t"}}

PUBLIC, WHOLE, DEPUTY = (
    "iam-trust-no-public",
    "iam-trust-no-account-root",
    "iam-trust-confused-deputy",
)
AT = "assumeRolePolicy#1"


def trust(principal: Any, condition: Any = None, **changes: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **changes}
    return statement if condition is None else {**statement, "Condition": condition}


def named_by(arn: Any) -> dict[str, Any]:
    return {"ArnLike": {"aws:PrincipalArn": arn}}


def case(rule: str, kind: Kind, sentence: str, *statements: Any, **expected: Any) -> Case:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return Case(rule, kind, sentence, ROLE, {"assumeRolePolicy": document}, **expected)


def passing(rule: str, sentence: str, *given: Any, **changes: Any) -> Case:
    return case(rule, "passing", sentence, trust(*given, **changes))


def failing(rule: str, sentence: str, value: str, *given: Any, **changes: Any) -> Case:
    """Make the case of one bad statement, in which this value is found."""
    return case(rule, "failing", sentence, trust(*given, **changes), finds=(f"{AT}[{value}]",))


def later(rule: str, sentence: str, element: str, *given: Any, finds: str = "") -> Case:
    """Make the case of a statement of which one element is not known whole."""
    found = (f"{AT}[{finds}]",) if finds else ()
    return case(
        rule, "unknown", sentence, trust(*given), finds=found, waits_for=(f"{AT}.{element}",)
    )


def without_a_document(rule: str) -> list[Case]:
    return [
        Case(rule, "missing", "no trust", ROLE, {}),
        Case(rule, "null", "a null trust", ROLE, {"assumeRolePolicy": None}),
        Case(
            rule,
            "unknown",
            "a trust later",
            ROLE,
            {"assumeRolePolicy": UNKNOWN},
            waits_for=("assumeRolePolicy",),
        ),
    ]


def secret(rule: str, *given: Any) -> Case:
    text = json.dumps({"Version": "2012-10-17", "Statement": trust(*given)})
    props = {"assumeRolePolicy": marked(text)}
    return Case(rule, "secret", "marked secret", ROLE, props, finds=(f"{AT}[secret]",))


PUBLIC_CASES = [
    *without_a_document(PUBLIC),
    passing(PUBLIC, "a role", {"AWS": DEPLOYER}),
    passing(PUBLIC, "everyone of one account", "*", OF_ACCOUNT),
    passing(PUBLIC, "a Deny for everyone", "*", Effect="Deny"),
    passing(PUBLIC, "tokens with an audience and a subject", {"Federated": OIDC}, CLAIMS),
    passing(PUBLIC, "a company's own directory", {"Federated": SAML}),
    failing(PUBLIC, "everyone", "*", "*"),
    failing(PUBLIC, "everyone in a list", "*", {"AWS": [DEPLOYER, "*"]}),
    failing(PUBLIC, "any account", "arn:aws:iam::*:root", {"AWS": "arn:aws:iam::*:root"}),
    failing(PUBLIC, "whoever knows a text", "*", "*", {"StringEquals": {"sts:ExternalId": "x"}}),
    case(
        PUBLIC,
        "failing",
        "everyone in the middle statement",
        trust({"AWS": DEPLOYER}),
        trust("*", Sid="Wide"),
        trust({"AWS": DEPLOYER}),
        finds=("assumeRolePolicy#Wide[*]",),
    ),
    case(
        PUBLIC,
        "failing",
        "everyone but a role",
        {
            "Effect": "Allow",
            "NotPrincipal": {"AWS": DEPLOYER},
            "Action": "sts:AssumeRole",
        },
        finds=(AT,),
    ),
    failing(PUBLIC, "tokens for anybody", OIDC, {"Federated": OIDC}, {"StringEquals": AUDIENCE}),
    later(
        PUBLIC,
        "everyone, beside one that is not known",
        "Principal",
        {"AWS": [UNKNOWN, "*"]},
        finds="*",
    ),
    later(PUBLIC, "one that is not known", "Principal", {"AWS": UNKNOWN}),
    later(
        PUBLIC,
        "everyone of an account that is not known",
        "Condition",
        "*",
        {"StringEquals": {"aws:PrincipalAccount": UNKNOWN}},
    ),
    later(
        PUBLIC,
        "tokens with a subject that is not known",
        "Condition",
        {"Federated": OIDC},
        {"StringEquals": AUDIENCE, "StringLike": {f"{GITHUB}:sub": [UNKNOWN]}},
    ),
    secret(PUBLIC, "*"),
]

WHOLE_CASES = [
    *without_a_document(WHOLE),
    passing(WHOLE, "a role", {"AWS": DEPLOYER}),
    passing(WHOLE, "a service", {"Service": "ec2.amazonaws.com"}),
    passing(WHOLE, "the roles that a condition names", {"AWS": ROOT}, named_by([DEPLOYER])),
    passing(
        WHOLE,
        "the roles of people who signed in once",
        {"AWS": ROOT},
        named_by(f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/*/Deploy_*"),
    ),
    passing(WHOLE, "a named role of whoever", "*", {**OF_ACCOUNT, **named_by(DEPLOYER)}),
    passing(WHOLE, "a Deny for an account", {"AWS": ROOT}, Effect="Deny"),
    passing(WHOLE, "everyone, whom another rule refuses", "*"),
    passing(
        WHOLE,
        "everyone of an account if it says so, whom another rule refuses",
        "*",
        {"StringEqualsIfExists": {"aws:PrincipalAccount": ACCOUNT}},
    ),
    passing(WHOLE, "everyone for one trail", "*", TRAIL),
    failing(WHOLE, "an account", ROOT, {"AWS": ROOT}),
    failing(WHOLE, "an account by its number", ROOT, {"AWS": ACCOUNT}),
    failing(WHOLE, "a number that hides in a list", ROOT, {"AWS": [DEPLOYER, ACCOUNT]}),
    failing(
        WHOLE,
        "an account with a second factor, which needs an exception",
        ROOT,
        {"AWS": ROOT},
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    ),
    failing(
        WHOLE,
        "an account with an external id, which needs an exception",
        ROOT,
        {"AWS": ROOT},
        {"StringEquals": {"sts:ExternalId": "x"}},
    ),
    failing(
        WHOLE,
        "any role that a condition names",
        ROOT,
        {"AWS": ROOT},
        named_by(f"arn:aws:iam::{ACCOUNT}:role/*"),
    ),
    failing(
        WHOLE,
        "one role or any",
        ROOT,
        {"AWS": ROOT},
        named_by([DEPLOYER, f"arn:aws:iam::{ACCOUNT}:*"]),
    ),
    failing(WHOLE, "everyone of an account", "*", "*", OF_ACCOUNT),
    failing(
        WHOLE,
        "everyone of an organisation",
        "*",
        "*",
        {"StringEquals": {"aws:PrincipalOrgID": ORGANISATION}},
    ),
    failing(
        WHOLE,
        "everyone below a path of an organisation",
        "*",
        "*",
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": f"{ORGANISATION}/*"}},
    ),
    later(
        WHOLE,
        "an account beside one that is not known",
        "Principal",
        {"AWS": [UNKNOWN, ACCOUNT]},
        finds=ROOT,
    ),
    later(
        WHOLE,
        "an account for roles that are not known",
        "Condition",
        {"AWS": ROOT},
        named_by(UNKNOWN),
    ),
    later(WHOLE, "one that is not known", "Principal", {"AWS": UNKNOWN}),
    secret(WHOLE, {"AWS": ROOT}),
]

DEPUTY_CASES = [
    *without_a_document(DEPUTY),
    passing(DEPUTY, "one trail", {"Service": "cloudtrail.amazonaws.com"}, TRAIL),
    passing(
        DEPUTY,
        "one account's logs",
        {"Service": f"logs.{REGION}.amazonaws.com"},
        {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    ),
    *(
        passing(DEPUTY, sentence, {"Service": "sns.amazonaws.com"}, condition)
        for sentence, condition in (
            ("an organisation", {"StringEquals": {"aws:SourceOrgID": ORGANISATION}}),
            (
                "a path of an organisation",
                {"ForAnyValue:StringLike": {"aws:SourceOrgPaths": f"{ORGANISATION}/*"}},
            ),
        )
    ),
    *(
        passing(DEPUTY, f"{service}, which acts for its own account only", {"Service": service})
        for service in ("lambda.amazonaws.com", "ec2.amazonaws.com")
    ),
    passing(DEPUTY, "a Deny", {"Service": "sns.amazonaws.com"}, Effect="Deny"),
    passing(DEPUTY, "a role", {"AWS": DEPLOYER}),
    *(
        failing(DEPUTY, f"{service} for anybody", service, {"Service": service})
        for service in (
            "cloudtrail.amazonaws.com",
            "logs.amazonaws.com",
            f"logs.{REGION}.amazonaws.com",
            "events.amazonaws.com",
            "sns.amazonaws.com",
            "budgets.amazonaws.com",
        )
    ),
    failing(
        DEPUTY,
        "one of two services, for any account",
        "sns.amazonaws.com",
        {"Service": ["ec2.amazonaws.com", "sns.amazonaws.com"]},
        {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}},
    ),
    later(
        DEPUTY,
        "a service for an account that is not known",
        "Condition",
        {"Service": "sns.amazonaws.com"},
        {"StringEquals": {"aws:SourceAccount": UNKNOWN}},
    ),
    later(
        DEPUTY,
        "a service for anybody beside one that is not known",
        "Principal",
        {"Service": [UNKNOWN, "sns.amazonaws.com"]},
        finds="sns.amazonaws.com",
    ),
    secret(DEPUTY, {"Service": "cloudtrail.amazonaws.com"}),
]

CASES = [*PUBLIC_CASES, *WHOLE_CASES, *DEPUTY_CASES]
