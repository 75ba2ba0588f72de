"""The monitoring: what counts as an alarm, when it fires, and who hears of it."""

import pytest

from berthcare.documents.audit import alert_topic_policy
from berthcare.trail_patterns import unauthorized_secret_access
from tests.recorder import ACCOUNT, Recording
from tests.unit.components.deployed import NAMES, arn, deployed, document

UNAUTHORIZED = "berthcare-unauthorized-twilio-secret-access-staging"
LOG_GROUP = "/berthcare/cloudtrail/staging"
TOPIC = arn("monitoring-topic")


def test_the_filter_counts_each_refusal_in_the_trail_s_log_group(staging: Recording) -> None:
    assert staging.named("monitoring-unauthorized-access-filter").inputs == {
        "name": UNAUTHORIZED,
        "logGroupName": LOG_GROUP,
        "pattern": unauthorized_secret_access(NAMES),
        "metricTransformation": {
            "name": UNAUTHORIZED,
            "namespace": "BerthCare/Twilio",
            "value": "1",
            "defaultValue": "0",
            "unit": "Count",
        },
    }


def without_description(staging: Recording, name: str) -> dict[str, object]:
    inputs = staging.named(name).inputs
    return {key: value for key, value in inputs.items() if key != "alarmDescription"}


def test_one_refusal_in_five_minutes_raises_the_alarm(staging: Recording) -> None:
    assert without_description(staging, "monitoring-unauthorized-access-alarm") == {
        "name": UNAUTHORIZED,
        "namespace": "BerthCare/Twilio",
        "metricName": UNAUTHORIZED,
        "statistic": "Sum",
        "comparisonOperator": "GreaterThanOrEqualToThreshold",
        "threshold": 1,
        "period": 300,
        "evaluationPeriods": 1,
        "treatMissingData": "notBreaching",
        "alarmActions": [TOPIC],
        "okActions": [TOPIC],
    }


def test_an_hour_without_a_log_event_raises_an_alarm_of_its_own(staging: Recording) -> None:
    assert without_description(staging, "monitoring-trail-silent-alarm") == {
        "name": "berthcare-trail-silent-staging",
        "namespace": "AWS/Logs",
        "metricName": "IncomingLogEvents",
        "dimensions": {"LogGroupName": LOG_GROUP},
        "statistic": "Sum",
        "comparisonOperator": "LessThanThreshold",
        "threshold": 1,
        "period": 3600,
        "evaluationPeriods": 1,
        "treatMissingData": "breaching",
        "alarmActions": [TOPIC],
        "okActions": [TOPIC],
    }


@pytest.mark.parametrize(
    ("alarm", "command"),
    [
        ("unauthorized-access", f"aws logs filter-log-events --log-group-name {LOG_GROUP}"),
        ("trail-silent", "aws cloudtrail get-trail-status --name berthcare-twilio-staging"),
    ],
)
def test_an_alarm_says_by_which_command_to_look_into_it(
    staging: Recording, alarm: str, command: str
) -> None:
    description = staging.named(f"monitoring-{alarm}-alarm").inputs["alarmDescription"]

    assert command in description


def test_the_topic_is_encrypted_by_the_audit_key(staging: Recording) -> None:
    assert staging.named("monitoring-topic").inputs == {
        "name": "berthcare-alerts-staging",
        "kmsMasterKeyId": arn("monitoring-audit-key"),
    }


def test_the_topic_has_its_policy(staging: Recording) -> None:
    assert staging.named("monitoring-topic-policy").inputs["arn"] == TOPIC
    expected = alert_topic_policy(NAMES, ACCOUNT)
    assert document(staging, "monitoring-topic-policy") == expected


def test_each_alert_address_is_subscribed() -> None:
    subscriptions = deployed({"alertEmails": '["a@example.ca", "b@example.ca"]'}).of_type(
        ":TopicSubscription"
    )

    assert {one.parent for one in subscriptions} == {"monitoring"}
    assert {one.inputs["endpoint"]: one.inputs["protocol"] for one in subscriptions} == {
        "a@example.ca": "email",
        "b@example.ca": "email",
    }
    assert {one.inputs["topic"] for one in subscriptions} == {TOPIC}
