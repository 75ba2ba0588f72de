"""Cases of policies/rules/topics.py."""

import json
from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case, Kind, marked

TOPIC = "aws:sns/topic:Topic"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
TOPIC_ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"
KEY_ARN = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0"
ALARMS_PUBLISH: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"Service": "cloudwatch.amazonaws.com"},
    "Action": "sns:Publish",
    "Resource": TOPIC_ARN,
    "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
}
REFUSAL: dict[str, Any] = {
    "Sid": "RefusePlainHttp",
    "Effect": "Deny",
    "Principal": "*",
    "Action": "sns:Publish",
    "Resource": TOPIC_ARN,
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}

_RULE = "sns-topic-protected"


def _document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _policy(kind: Kind, sentence: str, *statements: dict[str, Any], fails: bool = False) -> Case:
    props = {"arn": TOPIC_ARN, "policy": json.dumps(_document(*statements))}
    return Case(_RULE, kind, sentence, TOPIC_POLICY, props, finds=("policy",) if fails else ())


def _topic(kind: Kind, sentence: str, *finds: str, **inputs: Any) -> Case:
    return Case(_RULE, kind, sentence, TOPIC, inputs, finds=finds)


CASES = [
    _topic("passing", "a key of our own", kmsMasterKeyId=KEY_ARN),
    _topic("passing", "an alias of our own", kmsMasterKeyId="alias/berthcare"),
    _topic(
        "passing",
        "a policy of its own that refuses plain HTTP",
        kmsMasterKeyId=KEY_ARN,
        policy=json.dumps(_document(ALARMS_PUBLISH, REFUSAL)),
    ),
    _topic(
        "failing", "a key of AWS", "kmsMasterKeyId[alias/aws/sns]", kmsMasterKeyId="alias/aws/sns"
    ),
    _topic(
        "failing",
        "a key of AWS by its ARN",
        f"kmsMasterKeyId[arn:aws:kms:{REGION}:{ACCOUNT}:alias/aws/sns]",
        kmsMasterKeyId=f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/aws/sns",
    ),
    _topic(
        "failing",
        "a policy of its own that lets plain HTTP in",
        "policy",
        kmsMasterKeyId=KEY_ARN,
        policy=json.dumps(_document(ALARMS_PUBLISH)),
    ),
    _topic("missing", "no key", "kmsMasterKeyId"),
    _topic("null", "a null key, and no policy", "kmsMasterKeyId", kmsMasterKeyId=None, policy=None),
    _topic(
        "secret",
        "a key of AWS, marked secret",
        "kmsMasterKeyId[secret]",
        kmsMasterKeyId=marked("alias/aws/sns"),
    ),
    Case(
        _RULE,
        "unknown",
        "a key and a policy that come later",
        TOPIC,
        {"kmsMasterKeyId": UNKNOWN, "policy": UNKNOWN},
        waits_for=("kmsMasterKeyId", "policy"),
    ),
    _policy("passing", "only the refusal", REFUSAL),
    _policy("passing", "alarms of this account, and the refusal", ALARMS_PUBLISH, REFUSAL),
    _policy("passing", "every action refused", {**REFUSAL, "Action": "sns:*", "Resource": "*"}),
    _policy("failing", "no refusal", ALARMS_PUBLISH, fails=True),
    _policy(
        "failing", "a refusal for some", {**REFUSAL, "Principal": {"AWS": ACCOUNT}}, fails=True
    ),
    _policy(
        "failing", "a refusal of another action", {**REFUSAL, "Action": "sns:Subscribe"}, fails=True
    ),
    _policy(
        "failing",
        "a refusal on another topic",
        {**REFUSAL, "Resource": f"{TOPIC_ARN}-2"},
        fails=True,
    ),
    _policy(
        "failing",
        "a refusal of TLS",
        {**REFUSAL, "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        fails=True,
    ),
    _policy(
        "failing",
        "a refusal under one more condition",
        {
            **REFUSAL,
            "Condition": {
                **REFUSAL["Condition"],
                "StringEquals": {"aws:PrincipalAccount": ACCOUNT},
            },
        },
        fails=True,
    ),
    _policy(
        "passing",
        "strangers over TLS, whom another rule judges",
        {**ALARMS_PUBLISH, "Principal": {"AWS": "arn:aws:iam::*:role/x"}, "Condition": {}},
        REFUSAL,
    ),
    Case(
        _RULE,
        "passing",
        "what is no document, which another rule judges",
        TOPIC_POLICY,
        {"arn": TOPIC_ARN, "policy": "no document"},
    ),
    Case(_RULE, "missing", "no policy", TOPIC_POLICY, {"arn": TOPIC_ARN}, finds=("policy",)),
    Case(_RULE, "null", "a null policy", TOPIC_POLICY, {"policy": None}, finds=("policy",)),
    Case(
        _RULE,
        "secret",
        "no refusal in a policy that is marked secret",
        TOPIC_POLICY,
        {"arn": TOPIC_ARN, "policy": marked(json.dumps(_document(ALARMS_PUBLISH)))},
        finds=("policy",),
    ),
    Case(
        _RULE,
        "unknown",
        "a policy that comes later",
        TOPIC_POLICY,
        {"arn": TOPIC_ARN, "policy": UNKNOWN},
        waits_for=("policy",),
    ),
    Case(
        _RULE,
        "passing",
        "a refusal that is known beside a topic that is not",
        TOPIC_POLICY,
        {"arn": UNKNOWN, "policy": _document({**ALARMS_PUBLISH, "Resource": UNKNOWN}, REFUSAL)},
    ),
    *(
        Case(
            _RULE,
            "unknown",
            f"a refusal whose {element} comes later",
            TOPIC_POLICY,
            {"arn": TOPIC_ARN, "policy": _document(ALARMS_PUBLISH, {**REFUSAL, element: UNKNOWN})},
            waits_for=("policy",),
        )
        for element in ("Condition", "Resource", "Principal", "Action", "Effect")
    ),
    Case(
        _RULE,
        "unknown",
        "a refusal with one more condition that comes later",
        TOPIC_POLICY,
        {
            "arn": TOPIC_ARN,
            "policy": _document(
                {
                    **REFUSAL,
                    "Condition": {
                        **REFUSAL["Condition"],
                        "StringEquals": {"aws:PrincipalAccount": UNKNOWN},
                    },
                }
            ),
        },
        waits_for=("policy",),
    ),
]
