import json
from collections.abc import Mapping
from typing import Any

import pytest

from berthcare.documents import alerts, audit
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.verification.checks.alarm_publishing import Publishing

NAMES = Names(Environment.STAGING)
ACCOUNT = "0" * 12


def without(document: Mapping[str, Any], sid: str) -> dict[str, Any]:
    """Return a document without one statement, which must be in it."""
    kept = [one for one in document["Statement"] if one["Sid"] != sid]
    assert len(kept) == len(document["Statement"]) - 1
    return {**document, "Statement": kept}


TOPIC_POLICY: Any = alerts.alert_topic_policy(NAMES, ACCOUNT)
KEY_POLICY: Any = audit.audit_key_policy(NAMES, ACCOUNT, [f"arn:aws:iam::{ACCOUNT}:role/deployer"])


def refusals(topic: Any = TOPIC_POLICY, key: Any = KEY_POLICY, alarm: str = "") -> list[str]:
    publishing = Publishing(
        topic_arn=f"arn:aws:sns:ca-central-1:{ACCOUNT}:{NAMES.alert_topic}",
        topic_policy=json.dumps(topic),
        key_arn=f"arn:aws:kms:ca-central-1:{ACCOUNT}:key/audit",
        key_policy=json.dumps(key),
    )
    return list(publishing.refusals(alarm or NAMES.trail_silent_alarm))


@pytest.mark.parametrize("alarm", [NAMES.trail_silent_alarm, NAMES.unauthorized_access])
def test_both_alarms_of_the_program_may_publish(alarm: str) -> None:
    assert refusals(alarm=alarm) == []


def test_a_key_that_leaves_alarms_out_is_told_action_by_action() -> None:
    told = refusals(key=without(KEY_POLICY, "AlarmsPublishToEncryptedTopic"))
    assert [refusal.split(" for ")[0] for refusal in told] == [
        "cloudwatch.amazonaws.com may not kms:Decrypt",
        "cloudwatch.amazonaws.com may not kms:GenerateDataKey",
    ]


def test_a_key_that_delegates_to_the_account_alone_leaves_alarms_out() -> None:
    """A service is no principal of the account, so no identity policy lets it in."""
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    assert len(refusals(key={"Version": "2012-10-17", "Statement": [statement]})) == 2


def test_a_topic_that_leaves_alarms_out_is_told() -> None:
    (told,) = refusals(topic=without(TOPIC_POLICY, "AlarmsPublish"))
    assert told.startswith("cloudwatch.amazonaws.com may not sns:Publish for berthcare-trail-")


def test_an_alarm_by_another_name_may_not_publish() -> None:
    (told,) = refusals(alarm="mine")
    assert "may not sns:Publish for mine" in told


def test_a_policy_that_cannot_be_judged_is_not_passed() -> None:
    unknown = {"StringEquals": {"aws:UnheardOf": "x"}}
    statements = [{**one, "Condition": unknown} for one in TOPIC_POLICY["Statement"]]
    with pytest.raises(BerthcareError):
        refusals(topic={**TOPIC_POLICY, "Statement": statements})
