"""The setting permissionsBoundary: each role that the program makes carries it."""

import pytest

from tests.recorder import ACCOUNT, Recording
from tests.unit.components.deployed import deployed

BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/delivery/workload"
ROLES = {
    "backend-role",
    "monitoring-audit-delivery-role",
    "monitoring-fast-alarm-role",
    "monitoring-watcher-role",
    "rotation-role",
}


@pytest.fixture(scope="module")
def bounded() -> Recording:
    return deployed({"permissionsBoundary": "policy/delivery/workload", "fastAlarm": "true"})


def test_each_role_is_bounded_by_the_account_s_policy(bounded: Recording) -> None:
    roles = bounded.of_type("iam/role:Role")

    assert {one.name for one in roles} == ROLES
    assert {one.inputs["permissionsBoundary"] for one in roles} == {BOUNDARY}


def test_what_is_given_to_the_roles_is_the_same_with_it(bounded: Recording) -> None:
    unbounded = deployed({"fastAlarm": "true"})

    def given(recording: Recording) -> dict[str, object]:
        policies = [
            *recording.of_type("iam/rolePolicy:RolePolicy"),
            *recording.of_type("iam/policy:Policy"),
            *recording.of_type("iam/rolePolicyAttachment:RolePolicyAttachment"),
        ]
        return {one.name: one.inputs for one in policies}

    assert given(bounded) == given(unbounded) != {}


def test_without_it_no_role_is_bounded(staging: Recording) -> None:
    roles = staging.of_type("iam/role:Role")

    assert [one.name for one in roles if "permissionsBoundary" in one.inputs] == []


def test_an_existing_backend_s_role_stays_as_it_is() -> None:
    existing = deployed(
        {
            "permissionsBoundary": "policy/workload",
            "backendRoleArn": f"arn:aws:iam::{ACCOUNT}:role/backend",
        }
    )

    assert "backend-role" not in {one.name for one in existing.of_type("iam/role:Role")}
    assert "ermissionsBoundary" not in str(existing.named("backend-attachment").inputs)
