"""A watcher that cannot do its work is told; what it is denied, each test gives back."""

import json

import pytest

from berthcare.verification.checks.watcher_run import WATCHER_RUN
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome, Verdict
from berthcare.verification.runner import run_one
from tests.localcloud.verification.small_stack import NAMES, DeployedStack

pytestmark = pytest.mark.cloud


def outcome(context: Context) -> Outcome:
    return run_one(WATCHER_RUN, context).outcome


def test_a_watcher_that_may_read_nothing_is_told_reading_by_reading(
    stack: DeployedStack, context: Context
) -> None:
    iam, role = stack.aws.client("iam"), {"RoleName": NAMES.watcher, "PolicyName": "watches"}
    policy = iam.get_role_policy(**role)["PolicyDocument"]
    iam.delete_role_policy(**role)
    try:
        told = outcome(context)
    finally:
        iam.put_role_policy(**role, PolicyDocument=json.dumps(policy))
    assert told.verdict is Verdict.FAILED
    for reading in ("account secret", "numbers secret", "webhooks secret", "spend lift"):
        assert reading in told.detail.removeprefix(f"{NAMES.watcher} could not read: ").split(", ")


def test_a_watcher_whose_settings_are_wrong_is_told(stack: DeployedStack, context: Context) -> None:
    functions = stack.aws.client("lambda")
    settings = functions.get_function_configuration(FunctionName=NAMES.watcher)["Environment"]
    wrong = {"Variables": {**settings["Variables"], "HARD_LIMIT": "perhaps"}}
    functions.update_function_configuration(FunctionName=NAMES.watcher, Environment=wrong)
    try:
        told = outcome(context)
    finally:
        functions.update_function_configuration(FunctionName=NAMES.watcher, Environment=settings)
    assert told.detail == f"{NAMES.watcher} ended with an error"
    assert outcome(context).verdict is Verdict.PASSED
