"""The watcher: a function with rights of its own, started every five minutes."""

from pathlib import Path

import pulumi
import pytest

from berthcare.documents import watcher
from tests.recorder import ACCOUNT, SUBACCOUNT_SID, Recording
from tests.unit.components.deployed import NAMES, SID, TOKEN, arn, deployed, document

NAME = "berthcare-watcher-staging"
LOG_GROUP = "/aws/lambda/berthcare-watcher-staging"
MONITORING_KEY = arn("monitoring-audit-key")
VARIABLES = {
    "BERTHCARE_ENVIRONMENT": "staging",
    "TWILIO_SERVING_ACCOUNT_SID": SUBACCOUNT_SID,
    "PARENT_SECRET": "staging/twilio/parent",
    "ACCOUNT_SECRET": "staging/twilio/account",
    "NUMBERS_SECRET": "staging/twilio/phone-numbers",
    "WEBHOOKS_SECRET": "staging/twilio/webhooks",
    "SPEND_LIFT_PARAMETER": "/berthcare/staging/spend-lift",
    "SPEND_LIMIT_USD": "1000",
    "HARD_LIMIT": "suspend",
}
DSN = "https://hushhush@errors.example.ca/1"


@pytest.fixture(scope="module")
def alone() -> Recording:
    """The credentials' own account serves, and the settings are not the default ones."""
    return deployed(
        {
            "useSubaccount": "false",
            "hardLimit": "dry-run",
            "monthlySpendLimit": "250",
            "logRetentionDays": "365",
            "sentryDsn": DSN,
        }
    )


def variables(recording: Recording) -> dict[str, str]:
    found: dict[str, str] = recording.named("monitoring-watcher-function").inputs["environment"][
        "variables"
    ]
    return found


def test_the_function_has_its_settings_and_never_runs_twice_at_once(staging: Recording) -> None:
    inputs = dict(staging.named("monitoring-watcher-function").inputs)
    code = inputs.pop("code")
    del inputs["environment"]

    assert inputs.pop("description")
    assert inputs == {
        "name": NAME,
        "runtime": "python3.12",
        "architectures": ["arm64"],
        "handler": "functions.watcher.handler.handle",
        "role": arn("monitoring-watcher-role"),
        "timeout": 60,
        "memorySize": 512,
        "reservedConcurrentExecutions": 1,
        "kmsKeyArn": MONITORING_KEY,
        "deadLetterConfig": {"targetArn": arn("monitoring-watcher-dead-letters")},
        "loggingConfig": {"logFormat": "Text", "logGroup": LOG_GROUP},
    }
    assert isinstance(code, pulumi.FileArchive)
    assert Path(code.path) == Path(".cache/functions/watcher.zip")


def test_the_function_waits_for_its_rights_and_its_log_group(staging: Recording) -> None:
    assert staging.named("monitoring-watcher-function").depends_on == {
        "monitoring-watcher-policy",
        "monitoring-watcher-log-group",
    }


def test_its_variables_name_secrets_and_hold_none(staging: Recording) -> None:
    assert variables(staging) == VARIABLES
    assert staging.named("monitoring-watcher-function").secrets == frozenset()


def test_its_variables_follow_the_settings(alone: Recording) -> None:
    changed = {
        "TWILIO_SERVING_ACCOUNT_SID": SID,
        "PARENT_SECRET": "",
        "SPEND_LIMIT_USD": "250",
        "HARD_LIMIT": "dry-run",
        "SENTRY_DSN": DSN,
    }

    assert variables(alone) == {**VARIABLES, **changed}
    assert TOKEN not in str(variables(alone))


def test_the_address_of_error_reports_is_a_secret(alone: Recording) -> None:
    assert alone.named("monitoring-watcher-function").secrets == {"environment"}
    shown = [one for one in alone.resources if one.name != "monitoring-watcher-function"]
    assert [one.name for one in shown if "hushhush" in str(one.inputs)] == []


def test_lambda_alone_assumes_its_role(staging: Recording) -> None:
    role = staging.named("monitoring-watcher-role").inputs

    assert role["name"] == NAME
    assert role["description"]
    assert document(staging, "monitoring-watcher-role", "assumeRolePolicy") == (
        watcher.watcher_trust()
    )


@pytest.mark.parametrize(("stack", "has_parent"), [("staging", True), ("alone", False)])
def test_its_role_has_the_watcher_s_policy(
    stack: str, *, has_parent: bool, request: pytest.FixtureRequest
) -> None:
    recording: Recording = request.getfixturevalue(stack)

    assert recording.named("monitoring-watcher-policy").inputs["role"] == NAME
    assert document(recording, "monitoring-watcher-policy") == watcher.watcher_policy(
        NAMES,
        ACCOUNT,
        secrets_key_arn=arn("twilio-key"),
        monitoring_key_arn=MONITORING_KEY,
        has_parent=has_parent,
    )


@pytest.mark.parametrize(("stack", "days"), [("staging", 400), ("alone", 365)])
def test_its_log_is_encrypted_and_kept_as_long_as_is_set(
    stack: str, days: int, request: pytest.FixtureRequest
) -> None:
    recording: Recording = request.getfixturevalue(stack)

    assert recording.named("monitoring-watcher-log-group").inputs == {
        "name": LOG_GROUP,
        "retentionInDays": days,
        "kmsKeyId": MONITORING_KEY,
    }


def test_what_it_could_not_do_is_kept_encrypted_for_a_fortnight(staging: Recording) -> None:
    assert staging.named("monitoring-watcher-dead-letters").inputs == {
        "name": "berthcare-watcher-dead-letters-staging",
        "kmsMasterKeyId": MONITORING_KEY,
        "messageRetentionSeconds": 1209600,
    }


def test_the_queue_has_its_policy(staging: Recording) -> None:
    name = "monitoring-watcher-dead-letters-policy"
    queue = staging.named("monitoring-watcher-dead-letters")

    assert staging.named(name).inputs["queueUrl"] == queue.answered["url"]
    assert document(staging, name) == watcher.dead_letters_policy(NAMES, ACCOUNT)


def test_a_failed_run_is_given_up_once_the_next_is_due(staging: Recording) -> None:
    assert staging.named("monitoring-watcher-retries").inputs == {
        "functionName": NAME,
        "maximumRetryAttempts": 1,
        "maximumEventAgeInSeconds": 300,
    }


def test_a_rule_starts_it_every_five_minutes(staging: Recording) -> None:
    rule = dict(staging.named("monitoring-watcher-schedule").inputs)

    assert rule.pop("description")
    assert rule == {"name": NAME, "scheduleExpression": "rate(5 minutes)"}
    assert staging.named("monitoring-watcher-target").inputs == {
        "rule": NAME,
        "targetId": "watcher",
        "arn": arn("monitoring-watcher-function"),
    }


def test_only_this_rule_may_start_it(staging: Recording) -> None:
    """By its ARN alone, which names the account: EventBridge tells no account beside it."""
    assert staging.named("monitoring-watcher-permission").inputs == {
        "statementId": "ScheduleStarts",
        "action": "lambda:InvokeFunction",
        "function": NAME,
        "principal": "events.amazonaws.com",
        "sourceArn": arn("monitoring-watcher-schedule"),
    }


def test_the_rule_has_its_target_once_it_may_start_it(staging: Recording) -> None:
    assert staging.named("monitoring-watcher-target").depends_on == {
        "monitoring-watcher-permission"
    }
