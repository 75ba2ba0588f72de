"""Encryption at rest: secrets under a customer-managed key, and keys that rotate."""

import re
from collections.abc import Iterator

from policies.rule import Rule
from policies.subject import Subject

_AWS_MANAGED_KEY = re.compile(r"(?:^|[:/])aws/[a-z0-9-]+$")
_LONGEST_PERIOD_DAYS = 365


def _check_customer_managed_key(subject: Subject) -> Iterator[str]:
    if subject.type != "aws:secretsmanager/secret:Secret" or subject.is_unknown("kmsKeyId"):
        return
    key = subject.text("kmsKeyId")
    if not key:
        yield "kmsKeyId is not set, so the key that AWS manages for the account would be used."
    elif _AWS_MANAGED_KEY.search(key):
        yield f"kmsKeyId is {key!r}, a key that AWS manages."


def _check_key_rotation(subject: Subject) -> Iterator[str]:
    if subject.type != "aws:kms/key:Key" or not _can_rotate(subject):
        return
    if subject.props.get("enableKeyRotation") is not True and not subject.is_unknown(
        "enableKeyRotation"
    ):
        yield "enableKeyRotation is not true."
    period = subject.props.get("rotationPeriodInDays")
    if isinstance(period, (int, float)) and period > _LONGEST_PERIOD_DAYS:
        yield f"rotationPeriodInDays is {period:g}, more than {_LONGEST_PERIOD_DAYS}."


def _can_rotate(subject: Subject) -> bool:
    """Whether KMS can rotate the key: only symmetric encryption keys whose material it holds."""
    if subject.has("customKeyStoreId") or subject.has("xksKeyId"):
        return False
    if subject.is_unknown("customerMasterKeySpec") or subject.is_unknown("keyUsage"):
        return False
    spec = subject.text("customerMasterKeySpec") or "SYMMETRIC_DEFAULT"
    usage = subject.text("keyUsage") or "ENCRYPT_DECRYPT"
    return spec == "SYMMETRIC_DEFAULT" and usage == "ENCRYPT_DECRYPT"


RULES = (
    Rule(
        id="secret-customer-managed-key",
        description="A secret is encrypted by a customer-managed KMS key.",
        severity="high",
        remedy="Set kmsKeyId to the ARN or id of this environment's own key.",
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
        check=_check_customer_managed_key,
    ),
    Rule(
        id="kms-key-rotation",
        description="A symmetric KMS key rotates its key material at least once a year.",
        severity="high",
        remedy="Set enableKeyRotation=True, and rotationPeriodInDays to 365 or less if given.",
        url="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
        check=_check_key_rotation,
    ),
)
