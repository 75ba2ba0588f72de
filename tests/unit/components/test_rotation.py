"""The rotation: which secrets Secrets Manager has replaced by the function, when, and for whom."""

import pytest

from berthcare.documents.rotation import rotation_policy
from tests.recorder import ACCOUNT, SUBACCOUNT_SID, Recording
from tests.unit.components.deployed import (
    NAMES,
    SID,
    TOKEN,
    arn,
    deployed,
    document,
)

FUNCTION = arn("rotation-function")
VARIABLES = {
    "BERTHCARE_ENVIRONMENT": "staging",
    "TWILIO_SERVING_ACCOUNT_SID": SUBACCOUNT_SID,
    "ACCOUNT_SECRET": "staging/twilio/account",
    "WEBHOOKS_SECRET": "staging/twilio/webhooks",
    "SETTLING_SECONDS": "270",
}
each_rotated = pytest.mark.parametrize("suffix", ["account", "webhooks"])


@pytest.fixture(scope="module")
def alone() -> Recording:
    """The credentials' own account serves: its token deploys, too."""
    return deployed({"useSubaccount": "false"})


def variables(recording: Recording) -> dict[str, str]:
    found: dict[str, str] = recording.named("rotation-function").inputs["environment"]["variables"]
    return found


def rotations(recording: Recording) -> set[str]:
    return {one.inputs["secretId"] for one in recording.of_type(":SecretRotation")}


def test_its_variables_name_secrets_and_hold_none(staging: Recording) -> None:
    assert variables(staging) == VARIABLES


@each_rotated
def test_a_secret_is_rotated_every_ninety_days_and_not_by_a_deployment(
    staging: Recording, suffix: str
) -> None:
    assert staging.named(f"rotation-{suffix}").inputs == {
        "secretId": arn(f"twilio-{suffix}"),
        "rotationLambdaArn": FUNCTION,
        "rotateImmediately": False,
        "rotationRules": {"automaticallyAfterDays": 90},
    }


@each_rotated
def test_secrets_manager_starts_the_function_for_this_account_s_secret_alone(
    staging: Recording, suffix: str
) -> None:
    assert staging.named(f"rotation-{suffix}-permission").inputs == {
        "statementId": f"Rotates-{suffix}",
        "action": "lambda:InvokeFunction",
        "function": "berthcare-rotation-staging",
        "principal": "secretsmanager.amazonaws.com",
        "sourceAccount": ACCOUNT,
        "sourceArn": arn(f"twilio-{suffix}"),
    }


@each_rotated
def test_a_rotation_waits_for_the_value_and_for_all_that_its_trial_needs(
    staging: Recording, suffix: str
) -> None:
    assert staging.named(f"rotation-{suffix}").depends_on >= {
        f"twilio-{suffix}-version",
        f"rotation-{suffix}-permission",
        "rotation-policy",
    }


def test_one_is_set_up_after_the_other_for_the_function_runs_once_at_a_time(
    staging: Recording,
) -> None:
    assert "rotation-account" in staging.named("rotation-webhooks").depends_on


def test_the_numbers_and_the_main_account_s_credentials_are_not_rotated(
    staging: Recording,
) -> None:
    assert rotations(staging) == {arn("twilio-account"), arn("twilio-webhooks")}


def test_a_token_that_deploys_too_is_left_to_people(alone: Recording) -> None:
    assert rotations(alone) == {arn("twilio-webhooks")}
    assert {one.name for one in alone.of_type("lambda/permission:Permission")} == {
        "monitoring-watcher-permission",
        "rotation-permission",
        "rotation-webhooks-permission",
    }
    assert variables(alone) == {
        **VARIABLES,
        "TWILIO_SERVING_ACCOUNT_SID": SID,
        "ACCOUNT_SECRET": "",
    }
    assert TOKEN not in str(variables(alone))


@pytest.mark.parametrize(("stack", "has_parent"), [("staging", True), ("alone", False)])
def test_its_role_has_the_rotation_s_policy(
    stack: str, *, has_parent: bool, request: pytest.FixtureRequest
) -> None:
    recording: Recording = request.getfixturevalue(stack)

    assert recording.named("rotation-policy").inputs["role"] == "berthcare-rotation-staging"
    assert document(recording, "rotation-policy") == rotation_policy(
        NAMES,
        ACCOUNT,
        secrets_key_arn=arn("twilio-key"),
        monitoring_key_arn=arn("monitoring-audit-key"),
        has_parent=has_parent,
    )
