"""The backend's access: its policy, on a role of its own or on an existing one."""

import pytest

from berthcare.documents.secret_access import backend_policy, backend_trust
from tests.recorder import ACCOUNT, DEPLOYER, Recording
from tests.unit.components.deployed import NAMES, arn, deployed, document

EXISTING = f"arn:aws:iam::{ACCOUNT}:role/service/backend"


@pytest.fixture(scope="module")
def existing() -> Recording:
    return deployed({"backendRoleArn": EXISTING})


def test_a_role_is_made_that_tasks_and_deployers_assume(staging: Recording) -> None:
    role = staging.named("backend-role").inputs

    assert role["name"] == "berthcare-backend-staging"
    assert role["description"]
    trust = document(staging, "backend-role", "assumeRolePolicy")
    assert trust == backend_trust(ACCOUNT, [DEPLOYER])


def test_the_policy_reads_the_secrets_and_decrypts_by_their_key(staging: Recording) -> None:
    policy = staging.named("backend-policy").inputs

    assert policy["name"] == "berthcare-backend-staging-reads-twilio-secrets"
    assert policy["description"]
    expected = backend_policy(NAMES, ACCOUNT, arn("twilio-key"))
    assert document(staging, "backend-policy") == expected


def test_the_policy_is_attached_to_the_role(staging: Recording) -> None:
    attachment = staging.named("backend-attachment").inputs

    assert attachment == {"role": "berthcare-backend-staging", "policyArn": arn("backend-policy")}


def test_an_existing_role_gets_the_policy_and_no_role_is_made(existing: Recording) -> None:
    roles = [role.name for role in existing.of_type("iam/role:Role")]

    assert set(roles) == {
        "monitoring-audit-delivery-role",
        "monitoring-watcher-role",
        "rotation-role",
    }
    attachment = existing.named("backend-attachment").inputs
    assert attachment == {"role": "backend", "policyArn": arn("backend-policy")}


def test_an_existing_role_is_the_one_that_secrets_and_key_name(existing: Recording) -> None:
    assert existing.outputs["backend"] == {"role_arn": EXISTING}
    assert EXISTING in existing.named("twilio-key").inputs["policy"]
    assert EXISTING in existing.named("twilio-account-policy").inputs["policy"]
