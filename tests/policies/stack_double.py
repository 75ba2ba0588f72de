"""A small good stack, as the engine hands it to stack rules: real proxies, real dependencies."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pulumi_policy import (
    PolicyCustomTimeouts,
    PolicyResource,
    PolicyResourceOptions,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy import proxy as sdk_proxy
from pulumi_policy.policy import _NotApplicableError

from berthcare.environments import Environment
from berthcare.names import Names
from policies.catalog import rules_with
from policies.exceptions import Exceptions
from policies.pulumi_pack import policies_for
from policies.rule import StackRule

ACCOUNT = "1" * 12
REGION = "ca-central-1"
UNKNOWN = sdk_proxy.UNKNOWN_STRING_VALUE
SECRET = "aws:secretsmanager/secret:Secret"
QUEUE = "aws:sqs/queue:Queue"
FUNCTION = "aws:lambda/function:Function"
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
BUCKET = "aws:s3/bucket:Bucket"
TOPIC = "aws:sns/topic:Topic"
FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ROLE = "aws:iam/role:Role"
KEY = "aws:kms/key:Key"
BY_OWN_KEY = {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "0"}
STACK = "pulumi:pulumi:Stack"
NAMES = Names(Environment.STAGING)
_TOPIC_ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"
_QUEUE_ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead-letters"
_QUEUE_URL = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/dead-letters"


@dataclass(frozen=True)
class Made:
    """One resource; `refers` has, for each input, the names of the resources it comes from."""

    type: str
    name: str
    props: Mapping[str, Any]
    refers: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def but(self, **props: Any) -> "Made":
        """Change inputs."""
        return replace(self, props={**self.props, **props})


def refusing(action: str, resource: str) -> str:
    """Make a policy that refuses plain HTTP."""
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": [resource, f"{resource}/*"] if resource.startswith("arn:aws:s3") else resource,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def only_for(*readers: str, **changed: Any) -> str:
    """Make a secret's policy that refuses its value to all but some."""
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["secretsmanager:*Secret*", "secretsmanager:*ResourcePolicy"],
        "Resource": "*",
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": list(readers)}},
        **changed,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def good(*, project: str = "berthcare-communications") -> dict[str, Made]:
    """Make the good stack, by logical name."""
    made = [
        Made(STACK, f"{project}-staging", {"voice_number": "+14165550100"}),
        *_secrets(),
        *_bucket(),
        *_topic(),
        *_queue(),
        *_audit(),
        *_functions(),
        Made(
            "aws:budgets/budget:Budget",
            "budget",
            {"notifications": [{"threshold": 100, "subscriberSnsTopicArns": [_TOPIC_ARN]}]},
        ),
        Made("pulumi-python:dynamic/twilio:PhoneNumber", "number", {"country": "CA"}),
    ]
    return {one.name: one for one in made}


def _secrets() -> list[Made]:
    return [
        Made(SECRET, "secret", {"name": "staging/twilio/account"}),
        Made(ROTATION, "rotation", {"rotationEnabled": True}, {"secretId": ["secret"]}),
        Made(
            "aws:secretsmanager/secretPolicy:SecretPolicy",
            "secret-policy",
            {"policy": only_for(f"arn:aws:iam::{ACCOUNT}:role/backend")},
            {"secretArn": ["secret"]},
        ),
        Made(KEY, "key", {"policy": "{}"}),
    ]


def _bucket() -> list[Made]:
    return [
        Made(BUCKET, "bucket", {"bucket": "b", "arn": "arn:aws:s3:::b"}),
        Made(
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
            "block",
            {
                "blockPublicAcls": True,
                "blockPublicPolicy": True,
                "ignorePublicAcls": True,
                "restrictPublicBuckets": True,
            },
            {"bucket": ["bucket"]},
        ),
        Made(
            "aws:s3/bucketServerSideEncryptionConfiguration:"
            "BucketServerSideEncryptionConfiguration",
            "encryption",
            {"rules": [{"applyServerSideEncryptionByDefault": BY_OWN_KEY}]},
            {"bucket": ["bucket"]},
        ),
        Made(
            "aws:s3/bucketVersioning:BucketVersioning",
            "versioning",
            {"versioningConfiguration": {"status": "Enabled"}},
            {"bucket": ["bucket"]},
        ),
        Made(
            "aws:s3/bucketPolicy:BucketPolicy",
            "bucket-policy",
            {"policy": refusing("s3:*", "arn:aws:s3:::b")},
            {"bucket": ["bucket"]},
        ),
    ]


def _topic() -> list[Made]:
    return [
        Made(TOPIC, "topic", {"arn": _TOPIC_ARN}),
        Made(
            "aws:sns/topicPolicy:TopicPolicy",
            "topic-policy",
            {"policy": refusing("sns:Publish", _TOPIC_ARN)},
            {"arn": ["topic"]},
        ),
    ]


def _queue() -> list[Made]:
    return [
        Made(QUEUE, "queue", {"arn": _QUEUE_ARN, "url": _QUEUE_URL}),
        Made(
            "aws:sqs/queuePolicy:QueuePolicy",
            "queue-policy",
            {"policy": refusing("sqs:*", _QUEUE_ARN)},
            {"queueUrl": ["queue"]},
        ),
    ]


def _audit() -> list[Made]:
    return [
        Made(
            "aws:cloudtrail/trail:Trail",
            "trail",
            {"s3BucketName": "b"},
            {"s3BucketName": ["bucket"]},
        ),
        Made("aws:cloudwatch/logGroup:LogGroup", "log-group", {"name": NAMES.trail_log_group}),
        *_filtered("", NAMES.unauthorized_access),
        *_filtered("deletion-", NAMES.alarm("secret-deletion")),
        _silence("silence", "AWS/Logs", "IncomingLogEvents", LogGroupName=NAMES.trail_log_group),
    ]


def _filtered(prefix: str, metric: str) -> list[Made]:
    """Make a filter and the alarm on its metric."""
    transformation = {"namespace": NAMES.metric_namespace, "name": metric}
    alarm = {
        "namespace": NAMES.metric_namespace,
        "metricName": metric,
        "alarmActions": [_TOPIC_ARN],
    }
    return [
        Made(FILTER, f"{prefix}filter", {"metricTransformation": transformation}),
        Made(ALARM, f"{prefix}alarm", alarm, {"alarmActions": ["topic"]}),
    ]


def _silence(name: str, namespace: str, metric: str, **dimensions: str) -> Made:
    props = {
        "namespace": namespace,
        "metricName": metric,
        "dimensions": dimensions,
        "treatMissingData": "breaching",
        "alarmActions": [_TOPIC_ARN],
    }
    return Made(ALARM, name, props)


def _functions() -> list[Made]:
    own = NAMES.metric_namespace
    return [
        Made(FUNCTION, "watcher", {"name": NAMES.watcher}),
        _silence("watcher-silence", own, "Runs", Environment="staging"),
        Made(FUNCTION, "rotator", {"name": NAMES.rotation}),
        _silence("rotator-silence", own, "RotationChecks", Environment="staging"),
    ]


def told_by(
    made: Mapping[str, Made],
    *,
    stack: str = "staging",
    project: str = "berthcare-communications",
    exceptions: Exceptions | None = None,
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Judge a stack by every stack rule of the pack.

    Gives what each rule says, as "resource: finding", and why a rule could not judge all.
    """
    resources = {one.name: _resource(one, stack, project) for one in made.values()}
    for one in made.values():
        resources[one.name].property_dependencies = {
            key: [resources[name] for name in names if name in resources]
            for key, names in one.refers.items()
        }
    in_force = exceptions or Exceptions()
    args = StackValidationArgs(list(resources.values()))
    said: dict[str, list[str]] = {}
    unknown: dict[str, str] = {}
    rules = [rule for rule in rules_with(in_force) if isinstance(rule, StackRule)]
    for policy in policies_for(rules, in_force):
        assert isinstance(policy, StackValidationPolicy)

        def report(message: str, urn: str | None = None, name: str = policy.name) -> None:
            resource = (urn or "").rpartition("::")[2]
            finding = message.rpartition("(finding ")[2].rpartition(" of ")[0]
            said.setdefault(name, []).append(f"{resource}: {finding}")

        try:
            policy.validate(args, report)
        except _NotApplicableError as not_applicable:
            unknown[policy.name] = not_applicable.reason or ""
    return said, unknown


def _resource(made: Made, stack: str, project: str) -> PolicyResource:
    options = PolicyResourceOptions(
        protect=False,
        ignore_changes=[],
        delete_before_replace=False,
        aliases=[],
        custom_timeouts=PolicyCustomTimeouts(0, 0, 0),
        additional_secret_outputs=[],
    )
    return PolicyResource(
        made.type,
        sdk_proxy.unknown_checking_proxy(dict(made.props)),
        f"urn:pulumi:{stack}::{project}::{made.type}::{made.name}",
        made.name,
        options,
        None,
        None,
        [],
        {},
    )
