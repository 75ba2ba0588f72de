"""What each function that a schedule starts is made of: one run at a time, and nothing is lost."""

from dataclasses import dataclass
from pathlib import Path

import pulumi
import pytest

from berthcare.documents.function import dead_letters_policy, function_trust
from tests.recorder import ACCOUNT, Recording
from tests.unit.components.deployed import arn, deployed, document

MONITORING_KEY = arn("monitoring-audit-key")
DSN = "https://hushhush@errors.example.ca/1"


@dataclass(frozen=True)
class Scheduled:
    """A function: its logical name, its name in AWS, and the folder of its code."""

    logical: str
    name: str
    folder: str
    memory_mb: int
    dead_letters: str

    @property
    def log_group(self) -> str:
        return f"/aws/lambda/{self.name}"


FUNCTIONS = {
    "watcher": Scheduled(
        "monitoring-watcher",
        "berthcare-watcher-staging",
        "watcher",
        512,
        "berthcare-watcher-dead-letters-staging",
    ),
    "rotation": Scheduled(
        "rotation",
        "berthcare-rotation-staging",
        "rotation",
        256,
        "berthcare-rotation-dead-letters-staging",
    ),
}
each_function = pytest.mark.parametrize("its", FUNCTIONS.values(), ids=FUNCTIONS)


@pytest.fixture(scope="module")
def reporting() -> Recording:
    """Errors are reported, and logs are kept for a year."""
    return deployed({"logRetentionDays": "365", "sentryDsn": DSN})


@each_function
def test_a_function_has_its_bounds_and_never_runs_twice_at_once(
    staging: Recording, its: Scheduled
) -> None:
    inputs = dict(staging.named(f"{its.logical}-function").inputs)
    code = inputs.pop("code")
    del inputs["environment"]

    assert inputs.pop("description")
    assert inputs == {
        "name": its.name,
        "runtime": "python3.12",
        "architectures": ["arm64"],
        "handler": f"functions.{its.folder}.handler.handle",
        "role": arn(f"{its.logical}-role"),
        "timeout": 60,
        "memorySize": its.memory_mb,
        "reservedConcurrentExecutions": 1,
        "kmsKeyArn": MONITORING_KEY,
        "deadLetterConfig": {"targetArn": arn(f"{its.logical}-dead-letters")},
        "loggingConfig": {"logFormat": "Text", "logGroup": its.log_group},
    }
    assert isinstance(code, pulumi.FileArchive)
    assert Path(code.path) == Path(f".cache/functions/{its.folder}.zip")


@each_function
def test_a_function_waits_for_its_rights_and_its_log_group(
    staging: Recording, its: Scheduled
) -> None:
    assert staging.named(f"{its.logical}-function").depends_on == {
        f"{its.logical}-policy",
        f"{its.logical}-log-group",
    }


@each_function
def test_its_variables_hold_no_secret(staging: Recording, its: Scheduled) -> None:
    assert staging.named(f"{its.logical}-function").secrets == frozenset()


@each_function
def test_the_address_of_error_reports_is_a_secret(reporting: Recording, its: Scheduled) -> None:
    function = reporting.named(f"{its.logical}-function")

    assert function.inputs["environment"]["variables"]["SENTRY_DSN"] == DSN
    assert function.secrets == {"environment"}


def test_the_address_of_error_reports_is_shown_nowhere_else(reporting: Recording) -> None:
    holding = {one.name for one in reporting.resources if "hushhush" in str(one.inputs)}

    assert holding == {f"{one.logical}-function" for one in FUNCTIONS.values()}


@each_function
def test_lambda_alone_assumes_its_role(staging: Recording, its: Scheduled) -> None:
    role = staging.named(f"{its.logical}-role").inputs

    assert role["name"] == its.name
    assert role["description"]
    assert document(staging, f"{its.logical}-role", "assumeRolePolicy") == function_trust()


@each_function
@pytest.mark.parametrize(("stack", "days"), [("staging", 400), ("reporting", 365)])
def test_its_log_is_encrypted_and_kept_as_long_as_is_set(
    stack: str, days: int, its: Scheduled, request: pytest.FixtureRequest
) -> None:
    recording: Recording = request.getfixturevalue(stack)

    assert recording.named(f"{its.logical}-log-group").inputs == {
        "name": its.log_group,
        "retentionInDays": days,
        "kmsKeyId": MONITORING_KEY,
    }


@each_function
def test_what_it_could_not_do_is_kept_encrypted_for_a_fortnight(
    staging: Recording, its: Scheduled
) -> None:
    assert staging.named(f"{its.logical}-dead-letters").inputs == {
        "name": its.dead_letters,
        "kmsMasterKeyId": MONITORING_KEY,
        "messageRetentionSeconds": 1209600,
    }


@each_function
def test_the_queue_has_its_policy(staging: Recording, its: Scheduled) -> None:
    name = f"{its.logical}-dead-letters-policy"
    queue = staging.named(f"{its.logical}-dead-letters")

    assert staging.named(name).inputs["queueUrl"] == queue.answered["url"]
    assert document(staging, name) == dead_letters_policy(its.dead_letters, ACCOUNT)


@each_function
def test_a_failed_run_is_given_up_once_the_next_is_due(staging: Recording, its: Scheduled) -> None:
    assert staging.named(f"{its.logical}-retries").inputs == {
        "functionName": its.name,
        "maximumRetryAttempts": 1,
        "maximumEventAgeInSeconds": 300,
    }


@each_function
def test_a_rule_starts_it_every_five_minutes(staging: Recording, its: Scheduled) -> None:
    rule = dict(staging.named(f"{its.logical}-schedule").inputs)

    assert rule.pop("description")
    assert rule == {"name": its.name, "scheduleExpression": "rate(5 minutes)"}
    assert staging.named(f"{its.logical}-target").inputs == {
        "rule": its.name,
        "targetId": its.folder,
        "arn": arn(f"{its.logical}-function"),
    }


@each_function
def test_no_other_rule_may_start_it(staging: Recording, its: Scheduled) -> None:
    """By its ARN alone, which names the account: EventBridge tells no account beside it."""
    assert staging.named(f"{its.logical}-permission").inputs == {
        "statementId": "ScheduleStarts",
        "action": "lambda:InvokeFunction",
        "function": its.name,
        "principal": "events.amazonaws.com",
        "sourceArn": arn(f"{its.logical}-schedule"),
    }


@each_function
def test_the_rule_has_its_target_once_it_may_start_it(staging: Recording, its: Scheduled) -> None:
    assert staging.named(f"{its.logical}-target").depends_on == {f"{its.logical}-permission"}
