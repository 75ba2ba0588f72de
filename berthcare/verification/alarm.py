"""A deployed CloudWatch alarm."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from berthcare.errors import BerthcareError
from berthcare.verification.aws import Aws

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch.literals import StateValueType
    from mypy_boto3_cloudwatch.type_defs import MetricAlarmTypeDef

_REASON = "berthcare verify tests that this alarm is heard."


@dataclass(frozen=True)
class Alarm:
    """An alarm as CloudWatch described it once; its state changes, the rest is its definition."""

    aws: Aws
    description: "MetricAlarmTypeDef"

    @classmethod
    def deployed(cls, aws: Aws, name: str, stack: str) -> "Alarm":
        """Look the alarm up. Raises `BerthcareError` where it is not there."""
        found = aws.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
        if not found:
            raise BerthcareError(
                f"There is no alarm {name}.",
                f"Deploy it: pulumi up --refresh --stack {stack}",
            )
        return cls(aws, found[0])

    @property
    def name(self) -> str:
        """The alarm's name."""
        return self.description["AlarmName"]

    @property
    def was_up(self) -> bool:
        """Whether it was in ALARM when it was described."""
        return self.description["StateValue"] == "ALARM"

    def state_now(self) -> str:
        """Ask again: `OK`, `ALARM` or `INSUFFICIENT_DATA`."""
        found = self.aws.cloudwatch.describe_alarms(AlarmNames=[self.name])["MetricAlarms"]
        return found[0]["StateValue"] if found else "unknown, as it is gone"

    def set_state(self, state: "StateValueType") -> None:
        """Change the state until CloudWatch evaluates the alarm again; its actions are taken."""
        self.aws.cloudwatch.set_alarm_state(
            AlarmName=self.name, StateValue=state, StateReason=_REASON
        )
