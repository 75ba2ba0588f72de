"""The fast path: what its rule lets through, tried on records, and what is told of them.

The records are matched as the embedded EventBridge matches them.
"""

import json
from dataclasses import replace
from typing import Any

import pytest
from ministack.services import eventbridge

from berthcare.signals.samples import Samples
from berthcare.signals.signal import Record
from components.fast_alarm import stranger_read_pattern
from localcloud.gateway.trail.event_bus import entry_of
from tests.recorder import ACCOUNT, DEPLOYER, Recording
from tests.unit.components.deployed import BACKEND, WATCHED, WATCHER, arn, deployed

RULE, TARGET = "monitoring-fast-alarm-rule", "monitoring-fast-alarm-target"
SAMPLES = Samples(WATCHED)
USER = f"arn:aws:iam::{ACCOUNT}:user/ops/somebody"
ROOT = {"type": "Root", "arn": f"arn:aws:iam::{ACCOUNT}:root"}


@pytest.fixture(scope="module")
def fast() -> Recording:
    return deployed({"fastAlarm": "true"})


def read(secret: str = "", *, by: str = "", **changes: Any) -> Record:
    return SAMPLES.secret_call("GetSecretValue", name=secret, by=by, **changes)


def read_as(secret_id: str) -> Record:
    """Return a stranger's read of a secret that it names in this way."""
    return read(requestParameters={"secretId": secret_id})


TOLD = {
    "a role": read(),
    "a user": read(by=USER),
    "the root user": read(userIdentity=ROOT),
    "by name": read_as("staging/twilio/account"),
    "by partial ARN": read_as(SAMPLES.secret_arn().removesuffix("-AbCdEf")),
    **{
        f"the secret {name}": read(f"staging/twilio/{name}")
        for name in ("phone-numbers", "webhooks", "parent")
    },
}
NOT_TOLD = {
    "the backend": read(by=BACKEND),
    "the watcher": read(by=WATCHER),
    "a deployer": read(by=DEPLOYER),
    "another environment": read("production/twilio/account"),
    "another secret": read("somewhere/else"),
    "a refusal": read(errorCode="AccessDenied"),
    "no read": SAMPLES.secret_call("DescribeSecret"),
    "a write": SAMPLES.secret_call("PutSecretValue"),
}


def lets_through(pattern: str, record: Record) -> bool:
    return bool(eventbridge._matches_pattern(pattern, entry_of(record)))


@pytest.mark.parametrize("record", TOLD.values(), ids=TOLD)
def test_a_stranger_s_read_is_told(fast: Recording, record: Record) -> None:
    assert lets_through(fast.named(RULE).inputs["eventPattern"], record)


@pytest.mark.parametrize("record", NOT_TOLD.values(), ids=NOT_TOLD)
def test_anything_else_is_not_told(fast: Recording, record: Record) -> None:
    assert not lets_through(fast.named(RULE).inputs["eventPattern"], record)


def test_a_deployer_who_is_a_user_is_no_stranger() -> None:
    by_user = replace(WATCHED, deployers=(USER,))
    pattern = json.dumps(stranger_read_pattern(by_user))

    assert not lets_through(pattern, read(by=USER))
    assert lets_through(pattern, read(by=f"{USER}-else"))


def test_it_is_off_unless_it_is_switched_on(staging: Recording) -> None:
    assert [one.name for one in staging.resources if "fast-alarm" in one.name] == []


def test_the_rule_sees_reads_too(fast: Recording) -> None:
    inputs = fast.named(RULE).inputs

    assert inputs["name"] == "berthcare-stranger-secret-read-staging"
    assert inputs["description"]
    assert inputs["state"] == "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"


def test_the_target_is_the_topic_once_the_rule_may_publish(fast: Recording) -> None:
    target = fast.named(TARGET)

    assert target.inputs["rule"] == "berthcare-stranger-secret-read-staging"
    assert target.inputs["targetId"] == "alerts"
    assert target.inputs["arn"] == arn("monitoring-topic")
    assert target.depends_on == {"monitoring-topic-policy"}


def test_the_message_tells_what_when_and_what_to_do_and_names_nobody(fast: Recording) -> None:
    transformer = fast.named(TARGET).inputs["inputTransformer"]

    assert transformer["inputPaths"] == {
        "event": "$.detail.eventID",
        "secret": "$.detail.requestParameters.secretId",
        "time": "$.detail.eventTime",
    }
    assert json.loads(transformer["inputTemplate"]) == (
        "[page] staging: the secret <secret> was read by a stranger at <time>, event <event>. "
        "Runbook: docs/runbooks/unauthorised-access.md"
    )


def test_the_message_links_the_runbook_where_that_has_an_address() -> None:
    linked = deployed({"fastAlarm": "true", "runbooksUrl": "https://git.example.ca/runbooks"})
    template = linked.named(TARGET).inputs["inputTransformer"]["inputTemplate"]

    assert "Runbook: https://git.example.ca/runbooks/unauthorised-access.md" in template
