"""The watcher: a function with settings and rights of its own."""

import pytest

from berthcare.documents import watcher
from tests.recorder import ACCOUNT, SUBACCOUNT_SID, Recording
from tests.unit.components.deployed import NAMES, SID, TOKEN, arn, deployed, document

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


@pytest.fixture(scope="module")
def alone() -> Recording:
    """The credentials' own account serves, and the settings are not the default ones."""
    return deployed({"useSubaccount": "false", "hardLimit": "dry-run", "monthlySpendLimit": "250"})


def variables(recording: Recording) -> dict[str, str]:
    found: dict[str, str] = recording.named("monitoring-watcher-function").inputs["environment"][
        "variables"
    ]
    return found


def test_its_variables_name_secrets_and_hold_none(staging: Recording) -> None:
    assert variables(staging) == VARIABLES


def test_its_variables_follow_the_settings(alone: Recording) -> None:
    changed = {
        "TWILIO_SERVING_ACCOUNT_SID": SID,
        "PARENT_SECRET": "",
        "SPEND_LIMIT_USD": "250",
        "HARD_LIMIT": "dry-run",
    }

    assert variables(alone) == {**VARIABLES, **changed}
    assert TOKEN not in str(variables(alone))


@pytest.mark.parametrize(("stack", "has_parent"), [("staging", True), ("alone", False)])
def test_its_role_has_the_watcher_s_policy(
    stack: str, *, has_parent: bool, request: pytest.FixtureRequest
) -> None:
    recording: Recording = request.getfixturevalue(stack)

    assert recording.named("monitoring-watcher-policy").inputs["role"] == (
        "berthcare-watcher-staging"
    )
    assert document(recording, "monitoring-watcher-policy") == watcher.watcher_policy(
        NAMES,
        ACCOUNT,
        secrets_key_arn=arn("twilio-key"),
        monitoring_key_arn=arn("monitoring-audit-key"),
        has_parent=has_parent,
    )
