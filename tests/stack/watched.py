"""Staging, deployed and watched: what a test does to it, and what its subscriber hears of it."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3
import requests

from berthcare.environments import Environment
from berthcare.names import Names
from tests.stack.embedded import EmbeddedCloud
from tests.stack.listener import Listener

NAMES = Names(Environment.STAGING)
_SENTINEL = "tests-sentinel"
_SECONDS = 20


@dataclass(frozen=True)
class WatchedCloud:
    """The embedded cloud with staging on it, its outputs, and a subscriber of its topic."""

    cloud: EmbeddedCloud
    outputs: Mapping[str, Any]
    listener: Listener

    @property
    def account(self) -> str:
        """The ARNs' account."""
        return str(self.outputs["alert_topic_arn"]).split(":")[4]

    def aws(self, service: str) -> Any:
        """Return the deployer's client."""
        return self.cloud.aws(service)

    def as_role(self, role_arn: str, service: str) -> Any:
        """Return the client of a role's session."""
        keys = self.aws("sts").assume_role(
            RoleArn=role_arn, RoleSessionName="berthcare-verify-test"
        )["Credentials"]
        return boto3.client(
            service,  # type: ignore[call-overload]  # the service is chosen by the test
            endpoint_url=self.cloud.environment["AWS_ENDPOINT_URL"],
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
            region_name="ca-central-1",
        )

    def control(self, path: str, body: Mapping[str, object]) -> Any:
        """Use a control path of the gateway."""
        url = f"{self.cloud.environment['AWS_ENDPOINT_URL']}/_gateway/{path}"
        answer = requests.post(url, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def run_watcher(self) -> dict[str, Any]:
        """Start the deployed function, as its schedule does, and return its answer."""
        answer = self.aws("lambda").invoke(FunctionName=NAMES.watcher)
        report: dict[str, Any] = json.loads(answer["Payload"].read())
        return report

    def state(self, key: str) -> str:
        """Return the state of a signal's alarm."""
        alarms = self.aws("cloudwatch").describe_alarms(AlarmNames=[NAMES.alarm(key)])
        return str(alarms["MetricAlarms"][0]["StateValue"])

    def settle(self) -> None:
        """Wait until all that was done so far is delivered, counted, and judged by every alarm.

        An alarm on a metric of its own is made after it; when that has rung, each other one was
        judged, too: in one pass all are.
        """
        for what in ("trail", "dispatches"):
            url = f"{self.cloud.environment['AWS_ENDPOINT_URL']}/_gateway/{what}?settled"
            requests.get(url, timeout=60).raise_for_status()
        cloudwatch = self.aws("cloudwatch")
        for _ in range(2):  # the first pass may have begun before
            self._ring_the_sentinel(cloudwatch)

    def _ring_the_sentinel(self, cloudwatch: Any) -> None:
        cloudwatch.put_metric_alarm(
            AlarmName=_SENTINEL,
            Namespace="Tests",
            MetricName=_SENTINEL,
            Statistic="Sum",
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            Threshold=1,
            Period=60,
            EvaluationPeriods=1,
        )
        cloudwatch.set_alarm_state(AlarmName=_SENTINEL, StateValue="OK", StateReason="again")
        cloudwatch.put_metric_data(
            Namespace="Tests", MetricData=[{"MetricName": _SENTINEL, "Value": 1.0}]
        )
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline:
            found = cloudwatch.describe_alarms(AlarmNames=[_SENTINEL])["MetricAlarms"][0]
            if found["StateValue"] == "ALARM":
                return
            time.sleep(0.1)
        raise AssertionError("the alarms are not evaluated")

    def printed_metrics(self) -> dict[str, Any]:
        """Return the line by which the watcher published its latest run."""
        logs = self.aws("logs")
        events = logs.filter_log_events(logGroupName=NAMES.watcher_log_group)["events"]
        lines = [one["message"] for one in events if '"_aws"' in one["message"]]
        line: dict[str, Any] = json.loads(lines[-1])
        return line

    def print_again(self, line: Mapping[str, Any], *, seconds_ago: int) -> None:
        """Put a line of metrics into the watcher's log as if it had been printed some time ago."""
        moment = int((time.time() - seconds_ago) * 1000)
        self.print_line(json.dumps({**line, "_aws": {**line["_aws"], "Timestamp": moment}}))

    def print_line(self, line: str, log_group: str = NAMES.watcher_log_group) -> None:
        """Put a line into the watcher's log, or another's."""
        logs, stream = self.aws("logs"), f"tests-{time.monotonic_ns()}"
        logs.create_log_stream(logGroupName=log_group, logStreamName=stream)
        logs.put_log_events(
            logGroupName=log_group,
            logStreamName=stream,
            logEvents=[{"timestamp": int(time.time() * 1000), "message": line}],
        )
