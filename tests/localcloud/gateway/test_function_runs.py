"""What an invocation of a function leaves behind: log lines, metrics, dead letters."""

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws
from tests.localcloud.gateway.functions import LOGS, arn_of, invoke, invoke_later, make_function
from tests.localcloud.gateway.waiting import eventually, messages_in, sum_of

pytestmark = pytest.mark.cloud


def queue_arn(name: str) -> str:
    return f"arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{name}"


def may_send(queue: str) -> dict[str, str]:
    return {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queue_arn(queue)}


def lines_of(aws: RunningAws, function: str) -> list[str]:
    try:
        found = aws.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{function}")
    except ClientError:
        return []
    return [event["message"] for event in found["events"]]


def embedded(value: float) -> str:
    directive = {"Namespace": "Runs", "Dimensions": [["Town"]], "Metrics": [{"Name": "Level"}]}
    metadata = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
    return json.dumps({"_aws": metadata, "Town": "here", "Level": value})


@pytest.fixture(scope="module")
def talker(aws: RunningAws) -> str:
    """A function that may write its log."""
    make_function(aws, "talker", LOGS)
    return "talker"


def test_what_it_prints_is_in_its_log_group(aws: RunningAws, talker: str) -> None:
    invoke(aws, talker, print="good morning")

    assert "good morning" in lines_of(aws, talker)


def test_what_it_prints_meets_the_metric_filters_of_the_group(aws: RunningAws, talker: str) -> None:
    aws.client("logs").put_metric_filter(
        logGroupName=f"/aws/lambda/{talker}",
        filterName="loud",
        filterPattern="{ $.voice = loud }",
        metricTransformations=[
            {"metricName": "loud", "metricNamespace": "Runs", "metricValue": "1"}
        ],
    )

    invoke(aws, talker, print=json.dumps({"voice": "loud"}))

    assert sum_of(aws, "Runs", "loud") == 1.0


def test_metrics_that_it_prints_are_published_under_their_dimensions_only(
    aws: RunningAws, talker: str
) -> None:
    invoke(aws, talker, print=embedded(41.5))

    assert sum_of(aws, "Runs", "Level", Town="here") == 41.5
    assert sum_of(aws, "Runs", "Level") is None


def test_without_the_permission_to_write_its_log_there_is_none(aws: RunningAws) -> None:
    make_function(aws, "speechless")

    invoke(aws, "speechless", print=embedded(1.0))

    assert lines_of(aws, "speechless") == []


def test_its_log_is_written_for_the_function_by_name(aws: RunningAws) -> None:
    by_name = {"ArnEquals": {"lambda:SourceFunctionArn": arn_of("named")}}
    make_function(aws, "named", {**LOGS, "Condition": by_name})

    invoke(aws, "named", print="good morning")

    assert "good morning" in lines_of(aws, "named")


def test_a_function_whose_dead_letters_need_its_name_is_refused(aws: RunningAws) -> None:
    aws.client("sqs").create_queue(QueueName="by-name")
    by_name = {"ArnEquals": {"lambda:SourceFunctionArn": arn_of("nameless")}}
    send = {**may_send("by-name"), "Condition": by_name}

    with pytest.raises(ClientError, match="permissions to call SendMessage on SQS"):
        make_function(
            aws, "nameless", LOGS, send, DeadLetterConfig={"TargetArn": queue_arn("by-name")}
        )


def test_invocations_and_errors_are_counted(aws: RunningAws) -> None:
    make_function(aws, "counted", LOGS)

    invoke(aws, "counted")
    invoke(aws, "counted", fail="on purpose")

    counted: dict[str, Any] = {
        name: sum_of(aws, "AWS/Lambda", name, FunctionName="counted")
        for name in ("Invocations", "Errors", "Throttles")
    }
    assert counted == {"Invocations": 2.0, "Errors": 1.0, "Throttles": None}
    assert any("RuntimeError: on purpose" in line for line in lines_of(aws, "counted"))


def test_no_concurrency_means_a_throttle_and_no_invocation(aws: RunningAws) -> None:
    make_function(aws, "reserved", LOGS)
    functions = aws.client("lambda")
    functions.put_function_concurrency(FunctionName="reserved", ReservedConcurrentExecutions=0)

    with pytest.raises(functions.exceptions.TooManyRequestsException):
        functions.invoke(FunctionName="reserved", Payload="{}")
    aws.dispatch_report()

    assert sum_of(aws, "AWS/Lambda", "Throttles", FunctionName="reserved") == 1.0
    assert sum_of(aws, "AWS/Lambda", "Invocations", FunctionName="reserved") is None


def test_an_event_that_fails_for_good_becomes_a_dead_letter_that_rings(aws: RunningAws) -> None:
    sqs, functions, cloudwatch = aws.client("sqs"), aws.client("lambda"), aws.client("cloudwatch")
    url = sqs.create_queue(QueueName="graves")["QueueUrl"]
    dead_letters = {"TargetArn": queue_arn("graves")}
    make_function(aws, "mortal", LOGS, may_send("graves"), DeadLetterConfig=dead_letters)
    functions.put_function_event_invoke_config(FunctionName="mortal", MaximumRetryAttempts=1)
    cloudwatch.put_metric_alarm(
        AlarmName="graves",
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": "QueueName", "Value": "graves"}],
        Statistic="Maximum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="notBreaching",
    )

    invoke_later(aws, "mortal", fail="on purpose")

    def state() -> str:
        described = cloudwatch.describe_alarms(AlarmNames=["graves"])
        return str(described["MetricAlarms"][0]["StateValue"])

    assert eventually(lambda: state() == "ALARM")
    [letter] = messages_in(sqs, url)
    assert json.loads(letter["Body"]) == {"fail": "on purpose"}
    assert letter["MessageAttributes"]["ErrorMessage"]["StringValue"] == "on purpose"
    assert sum_of(aws, "AWS/Lambda", "Errors", FunctionName="mortal") == 2.0


def test_a_dead_letter_is_lost_where_the_role_may_no_longer_send_it(aws: RunningAws) -> None:
    aws.client("sqs").create_queue(QueueName="unreachable")
    make_function(
        aws,
        "forsaken",
        LOGS,
        may_send("unreachable"),
        DeadLetterConfig={"TargetArn": queue_arn("unreachable")},
    )
    aws.client("lambda").put_function_event_invoke_config(
        FunctionName="forsaken", MaximumRetryAttempts=0
    )
    aws.client("iam").delete_role_policy(RoleName="forsaken", PolicyName="p")

    invoke_later(aws, "forsaken", fail="on purpose")

    def lost() -> float | None:
        return sum_of(aws, "AWS/Lambda", "DeadLetterErrors", FunctionName="forsaken")

    assert eventually(lost) == 1.0


def test_a_function_whose_role_cannot_reach_its_dead_letters_is_refused(aws: RunningAws) -> None:
    with pytest.raises(ClientError, match="permissions to call SendMessage on SQS"):
        make_function(aws, "hopeless", LOGS, DeadLetterConfig={"TargetArn": queue_arn("far")})
