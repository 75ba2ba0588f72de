"""A case for each type that looks, tells and holds the spend."""

import json

from localcloud.aws.wire import Properties
from tests.localcloud.aws.bench import ACCOUNT, ROOT, Bench, Case, document

PUBLISHER = f"arn:aws:iam::{ACCOUNT}:role/publisher"
TOPIC = f"arn:aws:sns:ca-central-1:{ACCOUNT}:alerts"
PATTERN = {"source": ["aws.secretsmanager"], "detail": {"errorCode": [{"exists": False}]}}


def _function(bench: Bench) -> Properties:
    return {
        **bench.function_inputs(),
        "description": "d",
        "architectures": ["arm64"],
        "kmsKeyArn": bench.key_arn(),
        "environment": {"variables": {"LIMIT": "1000", "PARENT": ""}},
        "deadLetterConfig": {"targetArn": bench.queue()["arn"]},
        "loggingConfig": {"logFormat": "Text", "logGroup": bench.group()},
        "reservedConcurrentExecutions": 1,
        "tags": {"Owner": "one", "Gone": "x"},
    }


def _notification(kind: str, dollars: int) -> Properties:
    return {
        "comparisonOperator": "GREATER_THAN",
        "notificationType": kind,
        "threshold": dollars,
        "thresholdType": "ABSOLUTE_VALUE",
        "subscriberSnsTopicArns": [TOPIC],
    }


def _dashboard(title: str) -> str:
    widget = {"type": "text", "x": 0, "y": 0, "properties": {"markdown": title}}
    return json.dumps({"widgets": [widget]})


ALERTING_CASES = [
    Case(
        "aws:lambda/function:Function",
        _function,
        {
            "description": "e",
            "environment": {"variables": {"LIMIT": "1000"}},
            "loggingConfig": {"logFormat": "JSON", "logGroup": "/aws/lambda/other"},
            "memorySize": 256,
            "timeout": 60,
            "reservedConcurrentExecutions": -1,
            "tags": {"Owner": "two"},
        },
    ),
    Case(
        "aws:lambda/permission:Permission",
        lambda bench: {
            "statementId": "ScheduleStarts",
            "action": "lambda:InvokeFunction",
            "function": bench.function(),
            "principal": "events.amazonaws.com",
            "sourceAccount": ACCOUNT,
            "sourceArn": f"arn:aws:events:ca-central-1:{ACCOUNT}:rule/r",
        },
        None,
    ),
    Case(
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        lambda bench: {"functionName": bench.function(), "maximumRetryAttempts": 1},
        {"maximumRetryAttempts": 0, "maximumEventAgeInSeconds": 300},
    ),
    Case(
        "aws:cloudwatch/eventRule:EventRule",
        lambda bench: {
            "name": f"rule-{bench.suffix}",
            "description": "d",
            "eventPattern": json.dumps(PATTERN),
            "state": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
            "tags": {"Owner": "one", "Gone": "x"},
        },
        {
            "description": None,
            "eventPattern": json.dumps({"source": ["aws.signin"]}),
            "state": "DISABLED",
            "tags": {"Owner": "two"},
        },
    ),
    Case(
        "aws:cloudwatch/eventTarget:EventTarget",
        lambda bench: {
            "rule": bench.rule(),
            "targetId": "alerts",
            "arn": TOPIC,
            "roleArn": PUBLISHER,
            "inputTransformer": {
                "inputPaths": {"time": "$.detail.eventTime"},
                "inputTemplate": '"at <time>"',
            },
        },
        {
            "inputTransformer": {"inputTemplate": '"now"'},
            "retryPolicy": {"maximumRetryAttempts": 0, "maximumEventAgeInSeconds": 60},
            "roleArn": f"{PUBLISHER}-too",
        },
    ),
    Case(
        "aws:cloudwatch/dashboard:Dashboard",
        lambda bench: {
            "dashboardName": f"dashboard-{bench.suffix}",
            "dashboardBody": _dashboard("one"),
        },
        {"dashboardBody": _dashboard("two")},
    ),
    Case(
        "aws:sqs/queue:Queue",
        lambda bench: {
            "name": f"queue-{bench.suffix}",
            "kmsMasterKeyId": bench.key_arn(),
            "messageRetentionSeconds": 1_209_600,
            "tags": {"Owner": "one", "Gone": "x"},
        },
        {"kmsMasterKeyId": None, "visibilityTimeoutSeconds": 60, "tags": {"Owner": "two"}},
    ),
    Case(
        "aws:sqs/queuePolicy:QueuePolicy",
        lambda bench: {
            "queueUrl": bench.queue()["url"],
            "policy": document("sqs:SendMessage", Principal=ROOT),
        },
        {"policy": document("sqs:ReceiveMessage", Principal=ROOT)},
    ),
    Case(
        "aws:budgets/budget:Budget",
        lambda bench: {
            "name": f"budget-{bench.suffix}",
            "budgetType": "COST",
            "limitAmount": "1000",
            "limitUnit": "USD",
            "timeUnit": "MONTHLY",
            "notifications": [_notification("ACTUAL", 100), _notification("FORECASTED", 1000)],
            "tags": {"Owner": "one", "Gone": "x"},
        },
        {
            "limitAmount": "1500",
            "notifications": [_notification("ACTUAL", 100), _notification("FORECASTED", 1500)],
            "tags": {"Owner": "two"},
        },
    ),
    Case(
        "aws:ssm/parameter:Parameter",
        lambda bench: {
            "name": f"/test/{bench.suffix}",
            "type": "String",
            "value": "{}",
            "description": "d",
            "tags": {"Owner": "one", "Gone": "x"},
        },
        {"value": "a value", "description": "e", "tags": {"Owner": "two"}},
    ),
]
