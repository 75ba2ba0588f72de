from typing import Any

import pytest

from berthcare.verification.checks.silence_alarm import faults

TOPIC = "arn:aws:sns:ca-central-1:000000000000:berthcare-alerts-staging"
GROUP = "/berthcare/cloudtrail/staging"
AS_DEPLOYED = {
    "Namespace": "AWS/Logs",
    "MetricName": "IncomingLogEvents",
    "Dimensions": [{"Name": "LogGroupName", "Value": GROUP}],
    "ComparisonOperator": "LessThanThreshold",
    "TreatMissingData": "breaching",
    "ActionsEnabled": True,
    "AlarmActions": ["arn:aws:sns:ca-central-1:000000000000:another", TOPIC],
}


def faults_of(**changes: Any) -> list[str]:
    alarm: Any = {**AS_DEPLOYED, **changes}
    return list(faults(alarm, TOPIC, GROUP))


def test_the_alarm_as_deployed_has_no_fault() -> None:
    assert faults_of() == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"TreatMissingData": "notBreaching"}, "treats missing data as notBreaching"),
        ({"ComparisonOperator": "GreaterThanThreshold"}, "rises by GreaterThanThreshold"),
        ({"Dimensions": []}, f"does not watch the incoming log events of {GROUP}"),
        (
            {"Dimensions": [{"Name": "LogGroupName", "Value": "/another"}]},
            f"does not watch the incoming log events of {GROUP}",
        ),
        ({"MetricName": "IncomingBytes"}, "does not watch the incoming log events"),
        ({"ActionsEnabled": False}, "has its actions switched off"),
        ({"AlarmActions": ["arn:aws:sns:ca-central-1:000000000000:another"]}, "does not tell arn:"),
    ],
)
def test_what_would_keep_it_quiet_is_told(changes: dict[str, Any], told: str) -> None:
    (fault,) = faults_of(**changes)
    assert fault.startswith(told)


def test_missing_data_that_is_not_mentioned_is_missing() -> None:
    alarm: Any = {name: AS_DEPLOYED[name] for name in AS_DEPLOYED if name != "TreatMissingData"}
    assert list(faults(alarm, TOPIC, GROUP)) == ["treats missing data as missing, not breaching"]
