"""Cases of queues in policies/rules/topics.py; cases/topics.py tries how a policy is read."""

import json
from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case, Kind, marked

QUEUE, QUEUE_POLICY = "aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy"
QUEUE_ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead-letters"
KEY_ARN = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0"
REFUSAL: dict[str, Any] = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "sqs:*",
    "Resource": QUEUE_ARN,
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}

_RULE = "sqs-queue-protected"


def _text(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _queue(kind: Kind, sentence: str, *finds: str, waits_for: Any = (), **inputs: Any) -> Case:
    return Case(_RULE, kind, sentence, QUEUE, inputs, finds=finds, waits_for=waits_for)


def _policy(kind: Kind, sentence: str, policy: Any, *finds: str, waits_for: Any = ()) -> Case:
    props = {"queueUrl": "https://sqs.example/dead-letters", "policy": policy}
    return Case(_RULE, kind, sentence, QUEUE_POLICY, props, finds=finds, waits_for=waits_for)


CASES = [
    _queue("passing", "a key of our own", kmsMasterKeyId=KEY_ARN),
    _queue(
        "passing",
        "a policy of its own that refuses plain HTTP",
        kmsMasterKeyId=KEY_ARN,
        policy=_text(REFUSAL),
    ),
    _queue(
        "failing", "a key of AWS", "kmsMasterKeyId[alias/aws/sqs]", kmsMasterKeyId="alias/aws/sqs"
    ),
    _queue("failing", "a key of SQS alone", "kmsMasterKeyId", sqsManagedSseEnabled=True),
    _queue("missing", "no key", "kmsMasterKeyId"),
    _queue("null", "a null key", "kmsMasterKeyId", kmsMasterKeyId=None),
    _queue("unknown", "a key later", kmsMasterKeyId=UNKNOWN, waits_for=("kmsMasterKeyId",)),
    _queue(
        "secret",
        "a key of AWS, marked secret",
        "kmsMasterKeyId[secret]",
        kmsMasterKeyId=marked("alias/aws/sqs"),
    ),
    _policy("passing", "everything refused", _text(REFUSAL)),
    _policy(
        "failing", "sending refused alone", _text({**REFUSAL, "Action": "sqs:Send*"}), "policy"
    ),
    _policy("failing", "nothing refused", _text({**REFUSAL, "Effect": "Allow"}), "policy"),
    _policy("null", "a null policy", None, "policy"),
    _policy("unknown", "a policy later", UNKNOWN, waits_for=("policy",)),
    _policy(
        "secret",
        "no refusal, marked secret",
        marked(_text({**REFUSAL, "Effect": "Allow"})),
        "policy",
    ),
]
