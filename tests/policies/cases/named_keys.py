"""Cases of policies/iam/named_keys.py: a name that its bearer may give to any key is none."""

from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case

POLICY = "aws:iam/policy:Policy"
UP = "iam-no-privilege-escalation"
BY_TAG, BY_ALIAS = "its policies[keys-by-tag]", "its policies[keys-by-alias]"
KEYS = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/*"
ALIASES = f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/states-*"
KEY = KEYS.replace("*", "00000000-0000-0000-0000-000000000001")

TAGGED = {"StringEquals": {"aws:ResourceTag/Project": "berthcare"}}
ALIASED = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/states"}}
ASKED = {"StringEquals": {"kms:RequestAlias": "alias/states"}}
REQUESTED = {"StringEquals": {"aws:RequestTag/Project": "berthcare"}}
NEW = {"Null": {"kms:ResourceAliases": "true"}}
ALIASED_ALREADY = {"Null": {"kms:ResourceAliases": "false"}}


def allow(action: Any, condition: Any = None, on: Any = KEYS) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": on}
    return statement | ({"Condition": condition} if condition else {})


def case(sentence: str, *statements: Any, finds: str = "") -> Case:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return Case(
        UP,
        "failing" if finds else "passing",
        f"keys by name: {sentence}",
        POLICY,
        {"policy": document},
        finds=(finds,) if finds else (),
    )


DECRYPT, PUT_POLICY = "kms:Decrypt", "kms:PutKeyPolicy"

CASES = [
    case("by tag, and no tag can be given", allow(DECRYPT, TAGGED), allow("kms:UntagResource")),
    case("tagging alone", allow("kms:TagResource")),
    case("by tag, and those of the tag get others", allow([DECRYPT, "kms:TagResource"], TAGGED)),
    case("by tag, and one key can be tagged", allow(DECRYPT, TAGGED), allow("kms:Tag*", on=KEY)),
    case(
        "by tag, and new keys can be tagged",
        allow(DECRYPT, TAGGED),
        allow("kms:TagResource", REQUESTED | NEW),
    ),
    case("what opens none, by tag", allow("kms:DescribeKey", TAGGED), allow("kms:TagResource")),
    case("one key by tag", allow(DECRYPT, TAGGED, on=KEY), allow("kms:TagResource")),
    case("by alias, and any can be tagged", allow(DECRYPT, ALIASED), allow("kms:TagResource")),
    case("by tag, and any can get an alias", allow(DECRYPT, TAGGED), allow("kms:CreateAlias")),
    case(
        "by alias, and an alias may move, but to no key",
        allow(DECRYPT, ALIASED),
        allow("kms:UpdateAlias", on=ALIASES),
    ),
    case(
        "by alias, and keys of a tag get aliases",
        allow(DECRYPT, ALIASED),
        allow("kms:CreateAlias", TAGGED),
    ),
    *(
        case(
            f"{action} by tag, and {sentence}",
            allow(action, TAGGED),
            allow(marking, condition),
            finds=BY_TAG,
        )
        for action in (DECRYPT, PUT_POLICY, "kms:CreateGrant")
        for sentence, marking, condition in (
            ("any key can be tagged", "kms:TagResource", None),
            ("any can, by a wildcard", "kms:Tag*", None),
            ("any can be given that tag", "kms:TagResource", REQUESTED),
            ("any without an alias any tag", "kms:TagResource", NEW),
            ("any with an alias that tag", "kms:TagResource", REQUESTED | ALIASED_ALREADY),
        )
    ),
    *(
        case(f"{sentence}, and {action}", allow(DECRYPT, named), allow(action), finds=BY_ALIAS)
        for sentence, named in (("by alias", ALIASED), ("by the alias asked for", ASKED))
        for action in ("kms:CreateAlias", "kms:UpdateAlias")
    ),
    case(
        "by alias, which keys of a tag get, which any key gets",
        allow(DECRYPT, ALIASED),
        allow("kms:CreateAlias", TAGGED),
        allow("kms:TagResource"),
        finds=BY_ALIAS,
    ),
    Case(
        UP,
        "unknown",
        "keys by name: tags under a condition that is not known",
        POLICY,
        {
            "policy": {
                "Version": "2012-10-17",
                "Statement": [
                    allow(DECRYPT, TAGGED),
                    allow("kms:TagResource", {"StringEquals": {"aws:ResourceTag/x": UNKNOWN}}),
                ],
            }
        },
        waits_for=("policy#2.Condition",),
    ),
]
