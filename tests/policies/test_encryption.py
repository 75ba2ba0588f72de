"""Encryption: secrets under a customer-managed key, keys that rotate."""

from typing import Any

import pytest

from policies.rules import encryption

TOPIC = encryption.RULES
SECRET = "aws:secretsmanager/secret:Secret"
KEY = "aws:kms/key:Key"
KEY_ID = "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize(
    "key",
    [KEY_ID, f"arn:aws:kms:ca-central-1:111111111111:key/{KEY_ID}", "alias/berthcare-twilio"],
    ids=["id", "ARN", "alias of our own"],
)
def test_a_secret_under_a_customer_managed_key_passes(judge: Any, key: str) -> None:
    assert judge(SECRET, {"kmsKeyId": key}) == {}


@pytest.mark.parametrize(
    "key",
    [
        None,
        "",
        "aws/secretsmanager",
        "alias/aws/secretsmanager",
        "arn:aws:kms:ca-central-1:111111111111:alias/aws/secretsmanager",
    ],
)
def test_a_secret_under_a_key_of_aws_is_refused(judge: Any, key: str | None) -> None:
    assert list(judge(SECRET, {"kmsKeyId": key})) == ["secret-cmk"]


def test_a_secret_whose_key_is_not_made_yet_waits(judge: Any, unknown: str) -> None:
    found = judge(SECRET, {"kmsKeyId": unknown})
    assert found == {}
    assert "kmsKeyId" in found.unknown["secret-cmk"]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"rotationPeriodInDays": 365.0},
        {"customerMasterKeySpec": "SYMMETRIC_DEFAULT"},
        {"enableKeyRotation": None, "customerMasterKeySpec": "RSA_4096"},
        {"enableKeyRotation": None, "customerMasterKeySpec": "HMAC_256"},
        {"enableKeyRotation": None, "keyUsage": "SIGN_VERIFY"},
        {"enableKeyRotation": None, "customKeyStoreId": "cks-0"},
        {"enableKeyRotation": None, "xksKeyId": "x"},
    ],
    ids=str,
)
def test_a_key_that_rotates_or_cannot_passes(judge: Any, change: dict[str, Any]) -> None:
    assert judge(KEY, {"enableKeyRotation": True, **change}) == {}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"enableKeyRotation": None}, "enableKeyRotation is not true"),
        ({"enableKeyRotation": False}, "enableKeyRotation is not true"),
        ({"rotationPeriodInDays": 366.0}, "rotationPeriodInDays is 366, more than 365"),
    ],
)
def test_a_symmetric_key_that_does_not_rotate_yearly_is_refused(
    judge: Any, change: dict[str, Any], reason: str
) -> None:
    (message,) = judge(KEY, {"enableKeyRotation": True, **change})["kms-rotation"]
    assert reason in message


@pytest.mark.parametrize(
    "key", ["enableKeyRotation", "rotationPeriodInDays", "customerMasterKeySpec", "keyUsage"]
)
def test_what_is_not_known_of_a_key_waits(judge: Any, unknown: str, key: str) -> None:
    found = judge(KEY, {"enableKeyRotation": True, key: unknown})
    assert found == {}
    assert key in found.unknown["kms-rotation"]
