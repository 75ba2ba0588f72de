"""A secret's resource policy: what it refuses to whom, and whom it never locks out."""

import pytest

from berthcare.documents import secret_access
from berthcare.iam.evaluator import Principal
from berthcare.residency import REGION
from tests.unit.documents.grant import (
    ACCOUNT,
    ADMINISTRATOR,
    BACKEND,
    DEPLOYER_ARNS,
    DEPLOYERS,
    ROTATION,
    WATCHER,
    Ask,
    statements,
)

POLICY = secret_access.secret_policy(
    [BACKEND.name, WATCHER.name], DEPLOYER_ARNS, rotators=[ROTATION.name]
)
WATCHER_S = secret_access.secret_policy([WATCHER.name], DEPLOYER_ARNS)
"""Of a secret that the watcher alone reads, and nothing rotates."""
SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:staging/twilio/account-AbCdEf"

READS = ["GetSecretValue"]
REPLACES = ["PutSecretValue", "UpdateSecretVersionStage"]
MANAGES = [
    "CancelRotateSecret",
    "DeleteSecret",
    "RemoveRegionsFromReplication",
    "ReplicateSecretToRegions",
    "RestoreSecret",
    "RotateSecret",
    "StopReplicationToReplica",
    "TagResource",
    "UntagResource",
    "UpdateSecret",
    "DeleteResourcePolicy",
    "PutResourcePolicy",
]
WRITES = REPLACES + MANAGES
LOOKS = ["DescribeSecret", "GetResourcePolicy", "ListSecretVersionIds"]
"""What tells nothing of the value, and an administrator needs to help."""

each_reader = pytest.mark.parametrize("reader", [BACKEND, WATCHER], ids=["backend", "watcher"])
UNNAMED = [ADMINISTRATOR, Principal.user(f"arn:aws:iam::{ACCOUNT}:user/administrator")]


def may(principal: Principal, action: str) -> bool:
    return Ask(POLICY, principal, f"secretsmanager:{action}", SECRET).allowed


@pytest.mark.parametrize("action", READS + WRITES)
@pytest.mark.parametrize("principal", UNNAMED, ids=["role", "user"])
def test_an_administrator_who_is_not_named_is_refused(principal: Principal, action: str) -> None:
    assert not may(principal, action)


@pytest.mark.parametrize("action", READS + WRITES)
def test_the_account_s_own_root_user_is_refused(action: str) -> None:
    assert not may(Principal.root(ACCOUNT), action)


@pytest.mark.parametrize("action", READS + WRITES + LOOKS)
@pytest.mark.parametrize("deployer", DEPLOYERS, ids=["role", "user"])
def test_no_deployer_is_locked_out_of_anything(deployer: Principal, action: str) -> None:
    assert may(deployer, action)


@pytest.mark.parametrize("action", WRITES)
@each_reader
def test_a_reader_writes_nothing_whatever_its_own_policy_says(
    reader: Principal, action: str
) -> None:
    assert not may(reader, action)


@pytest.mark.parametrize("action", READS)
@each_reader
def test_a_reader_is_not_refused_what_it_reads(reader: Principal, action: str) -> None:
    assert may(reader, action)


@pytest.mark.parametrize("action", READS + REPLACES + LOOKS)
def test_the_rotation_is_not_refused_what_it_replaces(action: str) -> None:
    assert may(ROTATION, action)


@pytest.mark.parametrize("action", MANAGES)
def test_the_rotation_manages_nothing_whatever_its_own_policy_says(action: str) -> None:
    assert not may(ROTATION, action)


@pytest.mark.parametrize("action", READS + WRITES)
@pytest.mark.parametrize("principal", [BACKEND, ROTATION], ids=["backend", "rotation"])
def test_who_is_not_named_is_refused_all_of_a_secret_that_the_watcher_alone_reads(
    principal: Principal, action: str
) -> None:
    assert not Ask(WATCHER_S, principal, f"secretsmanager:{action}", SECRET).allowed


@pytest.mark.parametrize("action", LOOKS)
def test_an_administrator_may_look_at_what_is_no_value(action: str) -> None:
    assert may(ADMINISTRATOR, action)


def test_the_policy_grants_nothing_of_its_own() -> None:
    effects = {statement["Effect"] for statement in POLICY["Statement"]}

    assert effects == {"Deny"}
    assert statements(POLICY) == {
        "OnlyNamedPrincipalsRead",
        "OnlyRotatorsAndDeployersReplaceTheValue",
        "OnlyDeployersManage",
        "OnlyDeployersChangeThisPolicy",
    }
