"""A stranger's read of a secret, from the refusal to the message that wakes somebody."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws

pytestmark = pytest.mark.cloud

AsRole = Callable[..., Callable[[str], Any]]
PATTERN = (
    '{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.errorCode = "AccessDenied*") && '
    '(($.requestParameters.secretId = "*watched/twilio/*") || '
    '($.errorMessage = "*watched/twilio/*")) }'
)
GROUP = "/watched/trail"
METRIC = {"metricName": "refused", "metricNamespace": "Watched", "metricValue": "1"}
ROLES = f"arn:aws:iam::{ACCOUNT_ID}:role/"
TRAIL_ARN = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT_ID}:trail/watched"


def document(*statements: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def poll(condition: Callable[[], Any], *, seconds: float = 20.0) -> Any:
    """Return the condition's first true value, or its last one when time is up."""
    deadline = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return value


def make_trail(aws: RunningAws) -> None:
    aws.client("logs").create_log_group(logGroupName=GROUP)
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Condition": {
            "StringEquals": {"aws:SourceArn": TRAIL_ARN, "aws:SourceAccount": ACCOUNT_ID}
        },
    }
    iam = aws.client("iam")
    role = iam.create_role(RoleName="watched-trail", AssumeRolePolicyDocument=document(trust))
    streams = f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:{GROUP}:log-stream:"
    writes = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": f"{streams}{ACCOUNT_ID}_CloudTrail_{REGION}*",
    }
    iam.put_role_policy(
        RoleName="watched-trail", PolicyName="write", PolicyDocument=document(writes)
    )
    s3 = aws.client("s3")
    s3.create_bucket(
        Bucket="watched-trail", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    cloudtrail = aws.client("cloudtrail")
    cloudtrail.create_trail(
        Name="watched",
        S3BucketName="watched-trail",
        IsMultiRegionTrail=True,
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:{GROUP}:*",
        CloudWatchLogsRoleArn=role["Role"]["Arn"],
    )
    cloudtrail.start_logging(Name="watched")


def make_alarm(aws: RunningAws) -> str:
    """Make filter, alarm and topic; return the URL of the queue that hears of it."""
    topic = aws.client("sns").create_topic(Name="watched")["TopicArn"]
    sqs = aws.client("sqs")
    queue_url = str(sqs.create_queue(QueueName="watched")["QueueUrl"])
    aws.client("sns").subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT_ID}:watched"
    )
    aws.client("logs").put_metric_filter(
        logGroupName=GROUP,
        filterName="refused",
        filterPattern=PATTERN,
        metricTransformations=[METRIC],
    )
    aws.client("cloudwatch").put_metric_alarm(
        AlarmName="watched-refused",
        Namespace="Watched",
        MetricName="refused",
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="notBreaching",
        AlarmActions=[topic],
    )
    return queue_url


def make_guarded_secret(aws: RunningAws, reader: str) -> str:
    secrets = aws.client("secretsmanager")
    arn = secrets.create_secret(Name="watched/twilio/account", SecretString="placeholder")["ARN"]
    guard = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "secretsmanager:GetSecretValue",
        "Resource": "*",
        "Condition": {
            "ArnNotEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT_ID}:role/{reader}"}
        },
    }
    secrets.put_resource_policy(SecretId=arn, ResourcePolicy=document(guard))
    return str(arn)


def recorded_reads(aws: RunningAws) -> list[dict[str, Any]]:
    found = aws.client("logs").filter_log_events(logGroupName=GROUP)["events"]
    records = [json.loads(event["message"]) for event in found]
    return [record for record in records if record["eventName"] == "GetSecretValue"]


def test_the_refusal_is_recorded_counted_and_heard(aws: RunningAws, as_role: AsRole) -> None:
    make_trail(aws)
    queue_url = make_alarm(aws)
    arn = make_guarded_secret(aws, "watched-backend")
    read = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": arn}
    anything = {"Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*"}
    backend = as_role("watched-backend", read)("secretsmanager")
    stranger = as_role("watched-stranger", anything)("secretsmanager")

    backend.get_secret_value(SecretId="watched/twilio/account")
    with pytest.raises(ClientError):
        stranger.get_secret_value(SecretId="watched/twilio/account")

    sqs = aws.client("sqs")
    heard = poll(lambda: sqs.receive_message(QueueUrl=queue_url).get("Messages"))
    notification = json.loads(json.loads(heard[0]["Body"])["Message"])
    assert notification["AlarmName"] == "watched-refused"
    assert notification["NewStateValue"] == "ALARM"
    allowed, refused = sorted(recorded_reads(aws), key=lambda record: "errorCode" in record)
    assert allowed["requestParameters"] == {"secretId": "watched/twilio/account"}
    assert allowed["userIdentity"]["sessionContext"]["sessionIssuer"]["userName"] == (
        "watched-backend"
    )
    assert refused["errorCode"] == "AccessDenied"
    assert refused["errorMessage"].endswith(
        f"on resource: {arn} with an explicit deny in a resource-based policy"
    )
    assert "placeholder" not in json.dumps([allowed, refused])
