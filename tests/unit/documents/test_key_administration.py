"""Both keys let the account manage them, and let no administrator use them."""

import pytest

from berthcare.documents import audit, secret_access
from berthcare.documents.shared import Document
from berthcare.iam.evaluator import Principal
from tests.unit.documents.grant import (
    ACCOUNT,
    ADMINISTRATOR,
    BACKEND,
    DEPLOYER,
    DEPLOYER_ARNS,
    FOREIGN_ADMINISTRATOR,
    KEY,
    NAMES,
    ROTATION,
    WATCHER,
    Ask,
)

MANAGEMENT = [
    "CancelKeyDeletion",
    "CreateAlias",
    "DeleteAlias",
    "DeleteImportedKeyMaterial",
    "DescribeKey",
    "DisableKey",
    "DisableKeyRotation",
    "EnableKey",
    "EnableKeyRotation",
    "GetKeyPolicy",
    "GetKeyRotationStatus",
    "ListGrants",
    "ListKeyPolicies",
    "ListResourceTags",
    "PutKeyPolicy",
    "RevokeGrant",
    "RotateKeyOnDemand",
    "ScheduleKeyDeletion",
    "TagResource",
    "UntagResource",
    "UpdateAlias",
    "UpdateKeyDescription",
]
"""AWS KMS Developer Guide, "Allows key administrators to administer the KMS key"; no grants."""
USE = [
    "CreateGrant",
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateDataKeyWithoutPlaintext",
    "GenerateMac",
    "ReEncryptFrom",
    "ReEncryptTo",
    "ReplicateKey",
    "RetireGrant",
    "Sign",
    "Verify",
    "VerifyMac",
]

POLICIES = {
    "secrets": secret_access.secrets_key_policy(
        NAMES,
        ACCOUNT,
        [BACKEND.name, WATCHER.name],
        DEPLOYER_ARNS,
        rotators=[ROTATION.name],
        rotated=[NAMES.account_secret, NAMES.webhooks_secret],
    ),
    "audit": audit.audit_key_policy(NAMES, ACCOUNT, DEPLOYER_ARNS),
}
both_keys = pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)


@both_keys
@pytest.mark.parametrize("action", MANAGEMENT)
def test_an_administrator_of_the_account_manages_the_key(policy: Document, action: str) -> None:
    assert Ask(policy, ADMINISTRATOR, f"kms:{action}", KEY).allowed


@both_keys
@pytest.mark.parametrize("action", MANAGEMENT)
def test_another_account_manages_nothing(policy: Document, action: str) -> None:
    assert not Ask(policy, FOREIGN_ADMINISTRATOR, f"kms:{action}", KEY).allowed


@both_keys
@pytest.mark.parametrize("action", USE)
@pytest.mark.parametrize(
    "principal",
    [ADMINISTRATOR, DEPLOYER, WATCHER, ROTATION],
    ids=["administrator", "deployer", "watcher", "rotation"],
)
def test_nobody_uses_the_key_directly_or_grants_its_use(
    policy: Document, principal: Principal, action: str
) -> None:
    assert not Ask(policy, principal, f"kms:{action}", KEY).allowed


@pytest.mark.parametrize(
    ("key", "sid"),
    [
        ("secrets", "ReadersDecryptThroughSecretsManager"),
        ("secrets", "WritersUseThroughSecretsManager"),
        ("secrets", "RotatorsUseThroughSecretsManager"),
        ("audit", "AccountReadsTrailThroughS3"),
        ("audit", "FunctionsReadTheirVariables"),
        ("audit", "FunctionsLeaveDeadLetters"),
        ("audit", "DeployersReadDeadLetters"),
        ("audit", "DeployersEncryptVariables"),
        ("audit", "DeployersLetLambdaDecrypt"),
    ],
)
def test_the_use_of_a_key_is_tied_to_the_account_by_condition_too(key: str, sid: str) -> None:
    """The principal names the account as well, so no answer shows this second lock alone."""
    (statement,) = [one for one in POLICIES[key]["Statement"] if one.get("Sid") == sid]

    assert statement["Condition"]["StringEquals"]["kms:CallerAccount"] == ACCOUNT
