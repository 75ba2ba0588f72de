"""Cases of policies/rules/residency.py."""

import json

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case, marked

PROVIDER = "pulumi:providers:aws"
BUCKET = "aws:s3/bucket:Bucket"
QUEUE_ABROAD = f"arn:aws:sqs:us-east-1:{ACCOUNT}:q"
KEY = "aws:kms/key:Key"
DENY = {"Effect": "Deny", "Resource": QUEUE_ABROAD}

_PROVIDER_RULE = "residency-provider-region"
_RESOURCE_RULE = "residency-resource-region"
_ARN_RULE = "residency-arn-region"
_KEY_RULE = "residency-kms-single-region"

CASES = [
    Case(_PROVIDER_RULE, "passing", "Canada", PROVIDER, {"region": REGION}),
    Case(
        _PROVIDER_RULE,
        "failing",
        "another region",
        PROVIDER,
        {"region": "us-east-1"},
        finds=("region[us-east-1]",),
    ),
    Case(_PROVIDER_RULE, "missing", "no region", PROVIDER, {}, finds=("region",)),
    Case(_PROVIDER_RULE, "null", "a null region", PROVIDER, {"region": None}, finds=("region",)),
    Case(_PROVIDER_RULE, "unknown", "later", PROVIDER, {"region": UNKNOWN}, waits_for=("region",)),
    Case(
        _PROVIDER_RULE,
        "secret",
        "a region that is marked secret",
        PROVIDER,
        {"region": marked("us-east-1")},
        finds=("region[secret]",),
    ),
    Case(_PROVIDER_RULE, "passing", "another cloud", "pulumi:providers:random", {}),
    Case(_RESOURCE_RULE, "passing", "Canada", BUCKET, {"region": REGION}),
    Case(_RESOURCE_RULE, "missing", "that of its provider", BUCKET, {}),
    Case(_RESOURCE_RULE, "null", "null, so that of its provider", BUCKET, {"region": None}),
    Case(
        _RESOURCE_RULE,
        "failing",
        "its own region, on a Canadian provider",
        BUCKET,
        {"region": "us-west-2"},
        finds=("region[us-west-2]",),
    ),
    Case(
        _RESOURCE_RULE,
        "failing",
        "its provider's region",
        BUCKET,
        {},
        finds=("the provider's region[eu-west-1]",),
        provider={"region": "eu-west-1"},
    ),
    Case(
        _RESOURCE_RULE,
        "missing",
        "no region anywhere",
        BUCKET,
        {},
        finds=("region",),
        provider={},
    ),
    Case(_RESOURCE_RULE, "unknown", "later", BUCKET, {"region": UNKNOWN}, waits_for=("region",)),
    Case(
        _RESOURCE_RULE,
        "secret",
        "a region that is marked secret",
        BUCKET,
        {"region": marked("us-west-2")},
        finds=("region[secret]",),
    ),
    Case(
        _ARN_RULE,
        "passing",
        "ARNs without a region, and in Canada",
        "aws:sns/topicSubscription:TopicSubscription",
        {"a": "arn:aws:s3:::b", "b": [f"arn:aws:sqs:{REGION}:{ACCOUNT}:q"]},
    ),
    Case(
        _ARN_RULE,
        "passing",
        "a policy of AWS",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        {"policyArn": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"},
    ),
    Case(
        _ARN_RULE,
        "passing",
        "what a Deny statement refuses",
        "aws:iam/policy:Policy",
        {"policy": json.dumps({"Statement": [{**DENY, "Sid": "Abroad", "Action": "*"}]})},
    ),
    Case(
        _ARN_RULE,
        "passing",
        "what a Deny statement of all other actions refuses",
        "aws:iam/policy:Policy",
        {"policy": {"Statement": {**DENY, "NotAction": "iam:*"}}},
    ),
    Case(
        _ARN_RULE,
        "failing",
        "variables of a function that only say Deny",
        "aws:lambda/function:Function",
        {"environment": {"variables": {"Effect": "Deny", "QUEUE": QUEUE_ABROAD}}},
        finds=("environment.variables.QUEUE[us-east-1]",),
    ),
    *(
        Case(
            _ARN_RULE,
            "failing",
            f"what is no Deny statement, for {sentence}",
            "aws:iam/policy:Policy",
            {"policy": {"Statement": [{**DENY, **changes}]}},
            finds=("policy.Statement[0].Resource[us-east-1]",),
        )
        for sentence, changes in (
            ("it names no action", {}),
            ("it holds what no statement does", {"Action": "*", "Queue": "q"}),
            ("it says Allow", {"Action": "*", "Effect": "Allow"}),
        )
    ),
    Case(
        _ARN_RULE,
        "failing",
        "a rotation function abroad",
        "aws:secretsmanager/secretRotation:SecretRotation",
        {"rotationLambdaArn": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f"},
        finds=("rotationLambdaArn[us-east-1]",),
    ),
    Case(
        _ARN_RULE,
        "failing",
        "an ARN inside a policy's text",
        "aws:iam/policy:Policy",
        {"policy": f'{{"Statement": [{{"Effect": "Allow", "Resource": ["{QUEUE_ABROAD}"]}}]}}'},
        finds=("policy.Statement[0].Resource[0][us-east-1]",),
    ),
    Case(
        _ARN_RULE,
        "failing",
        "the address of a queue abroad",
        "aws:lambda/function:Function",
        {"environment": {"variables": {"Q": "https://sqs.eu-west-1.amazonaws.com/1/q"}}},
        finds=("environment.variables.Q[eu-west-1]",),
    ),
    Case(
        _ARN_RULE,
        "failing",
        "the address of a queue abroad, in capitals",
        "aws:lambda/function:Function",
        {"environment": {"variables": {"Q": "https://SQS.EU-WEST-1.AmazonAWS.com/1/q"}}},
        finds=("environment.variables.Q[eu-west-1]",),
    ),
    *(
        Case(
            _ARN_RULE,
            "failing",
            f"ARNs whose region is written {written}",
            "aws:iam/policy:Policy",
            {"policy": {"Statement": [{"Resource": f"arn:aws:sqs:{written}:{ACCOUNT}:q"}]}},
            finds=(f"policy.Statement[0].Resource[{written.lower()}]",),
        )
        for written in ("us-*", "??-????-?", "c*", "US-EAST-1", "**")
    ),
    Case(
        _ARN_RULE,
        "failing",
        "ARNs abroad of any partition and service",
        "aws:iam/policy:Policy",
        {"policy": {"Statement": [{"Resource": f"arn:*:*:us-east-1:{ACCOUNT}:q"}]}},
        finds=("policy.Statement[0].Resource[us-east-1]",),
    ),
    Case(
        _ARN_RULE,
        "passing",
        "ARNs of every region, and in Canada in capitals",
        "aws:iam/policy:Policy",
        {"policy": [f"arn:aws:sqs:*:{ACCOUNT}:q", f"ARN:aws:sqs:{REGION.upper()}:{ACCOUNT}:q"]},
    ),
    Case(
        _ARN_RULE,
        "unknown",
        "one ARN abroad beside one that is not known",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        {"alarmActions": [UNKNOWN, f"arn:aws:sns:us-east-1:{ACCOUNT}:t"]},
        finds=("alarmActions[1][us-east-1]",),
        waits_for=("alarmActions[0]",),
    ),
    Case(_ARN_RULE, "missing", "no input", "aws:sns/topic:Topic", {}),
    Case(_ARN_RULE, "null", "a null input", "aws:sns/topic:Topic", {"kmsMasterKeyId": None}),
    Case(
        _ARN_RULE,
        "secret",
        "an ARN that is marked secret",
        "aws:sns/topic:Topic",
        {"kmsMasterKeyId": marked(f"arn:aws:kms:us-east-1:{ACCOUNT}:key/0")},
        finds=("kmsMasterKeyId[secret]",),
    ),
    Case(_KEY_RULE, "passing", "a key of one region", KEY, {"multiRegion": False}),
    Case(_KEY_RULE, "missing", "one region by default", KEY, {}),
    Case(_KEY_RULE, "null", "one region by default", KEY, {"multiRegion": None}),
    Case(
        _KEY_RULE,
        "failing",
        "a key of many regions",
        KEY,
        {"multiRegion": True},
        finds=("multiRegion",),
    ),
    *(
        Case(
            _KEY_RULE,
            "failing",
            f"{value!r} for a switch",
            KEY,
            {"multiRegion": value},
            finds=("multiRegion",),
        )
        for value in ("true", "false", 1.0, 0.0)
    ),
    Case(
        _KEY_RULE,
        "failing",
        "a replica of a key",
        "aws:kms/replicaKey:ReplicaKey",
        {"primaryKeyArn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/mrk-0"},
        finds=("the key",),
    ),
    Case(_KEY_RULE, "unknown", "later", KEY, {"multiRegion": UNKNOWN}, waits_for=("multiRegion",)),
    Case(
        _KEY_RULE,
        "secret",
        "true, marked secret",
        KEY,
        {"multiRegion": marked(value=True)},
        finds=("multiRegion",),
    ),
]
