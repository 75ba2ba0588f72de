"""The fast path: what its rule lets through, tried on records, and what is told of them.

The records are matched as the embedded EventBridge matches them.
"""

import json
from dataclasses import replace
from typing import Any

import pytest
from ministack.services import eventbridge

from berthcare.documents.alerts import stranger_rule_policy, stranger_rule_trust
from berthcare.iam.evaluator import Principal, Request, decide
from berthcare.residency import REGION
from berthcare.signals.samples import Samples
from berthcare.signals.signal import Record
from components.fast_alarm import stranger_read_pattern
from localcloud.gateway.trail.event_bus import entry_of
from tests.recorder import ACCOUNT, DEPLOYER, Recording
from tests.unit.components.deployed import BACKEND, NAMES, WATCHED, WATCHER, arn, deployed, document

RULE, TARGET = "monitoring-fast-alarm-rule", "monitoring-fast-alarm-target"
ROLE, POLICY = "monitoring-fast-alarm-role", "monitoring-fast-alarm-policy"
NAME = "berthcare-stranger-secret-read-staging"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:berthcare-alerts-staging"
TOPIC_KEY = arn("monitoring-audit-key")
RULE_ROLE = Principal.role(f"arn:aws:iam::{ACCOUNT}:role/{NAME}")
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


def test_a_previewer_is_no_stranger() -> None:
    previewer = f"arn:aws:iam::{ACCOUNT}:role/ci/preview"
    pattern = json.dumps(stranger_read_pattern(replace(WATCHED, previewers=(previewer,))))

    assert not lets_through(pattern, read(by=previewer))
    assert lets_through(pattern, read(by=f"{previewer}-too"))


def test_it_is_off_unless_it_is_switched_on(staging: Recording) -> None:
    assert [one.name for one in staging.resources if "fast-alarm" in one.name] == []


def test_the_rule_sees_reads_too(fast: Recording) -> None:
    inputs = fast.named(RULE).inputs

    assert inputs["name"] == NAME
    assert inputs["description"]
    assert inputs["state"] == "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"


def test_the_target_is_the_topic_by_the_rule_s_own_role(fast: Recording) -> None:
    inputs = dict(fast.named(TARGET).inputs)

    assert inputs.pop("inputTransformer")
    assert inputs == {
        "rule": NAME,
        "targetId": "alerts",
        "arn": arn("monitoring-topic"),
        "roleArn": arn(ROLE),
    }


def test_the_target_waits_until_the_role_may_publish(fast: Recording) -> None:
    assert fast.named(TARGET).depends_on == {POLICY}


def test_the_role_is_the_rule_s_and_has_its_policy_only(fast: Recording) -> None:
    role, policy = fast.named(ROLE).inputs, fast.named(POLICY).inputs

    assert role["name"] == policy["role"] == NAME
    assert role["description"]
    assert role.keys() == {"name", "description", "assumeRolePolicy"}
    assert document(fast, ROLE, "assumeRolePolicy") == stranger_rule_trust(NAMES, ACCOUNT)
    assert document(fast, POLICY) == stranger_rule_policy(NAMES, ACCOUNT, TOPIC_KEY)


@pytest.mark.parametrize(("secure", "published"), [("true", True), ("false", False)])
def test_by_all_documents_together_the_rule_publishes_with_tls_only(
    fast: Recording, secure: str, *, published: bool
) -> None:
    assert published is (
        decide(
            Request(RULE_ROLE, "sns:Publish", TOPIC, {"aws:SecureTransport": secure}),
            identity_documents=[document(fast, POLICY)],
            resource_document=document(fast, "monitoring-topic-policy"),
            resource_account=ACCOUNT,
        ).allowed
    )


@pytest.mark.parametrize(("through", "encrypts"), [("sns", True), ("sqs", False)])
def test_by_all_documents_together_the_rule_encrypts_through_sns_only(
    fast: Recording, through: str, *, encrypts: bool
) -> None:
    context = {
        "kms:ViaService": f"{through}.{REGION}.amazonaws.com",
        "kms:EncryptionContext:aws:sns:topicArn": TOPIC,
    }
    answers = {
        decide(
            Request(RULE_ROLE, action, TOPIC_KEY, context),
            identity_documents=[document(fast, POLICY)],
            resource_document=document(fast, "monitoring-audit-key"),
            resource_account=ACCOUNT,
            requires_resource_policy=True,
        ).allowed
        for action in ("kms:Decrypt", "kms:GenerateDataKey")
    }

    assert answers == {encrypts}


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
