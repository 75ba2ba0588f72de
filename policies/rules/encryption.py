"""Encryption at rest: secrets and functions under a customer-managed key, and keys that rotate."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.frameworks import SAFEGUARDS, cis
from policies.iam.keys import not_customer_managed
from policies.reading import each
from policies.rule import ResourceRule
from policies.subject import Subject

_LONGEST_PERIOD_DAYS = 365


def _key_rotation(subject: Subject) -> Iterator[Finding]:
    if _can_rotate(subject) and subject.known("enableKeyRotation") is not True:
        yield Finding("enableKeyRotation", "is not true")


def _rotation_period(subject: Subject) -> Iterator[Finding]:
    period = subject.known("rotationPeriodInDays")
    if period is None or not _can_rotate(subject):
        return
    if isinstance(period, bool) or not isinstance(period, (int, float)):
        yield Finding("rotationPeriodInDays", "is not a number of days")
    elif period > _LONGEST_PERIOD_DAYS:
        yield Finding(
            "rotationPeriodInDays", f"is {{value}}, more than {_LONGEST_PERIOD_DAYS}", period
        )


def _can_rotate(subject: Subject) -> bool:
    """Whether KMS can rotate the key: only symmetric encryption keys whose material it holds."""
    if subject.has("customKeyStoreId") or subject.has("xksKeyId"):
        return False
    spec = subject.text("customerMasterKeySpec") or "SYMMETRIC_DEFAULT"
    usage = subject.text("keyUsage") or "ENCRYPT_DECRYPT"
    return spec == "SYMMETRIC_DEFAULT" and usage == "ENCRYPT_DECRYPT"


def _environment_key(subject: Subject) -> Iterator[Finding]:
    if subject.known("environment.variables"):
        yield from not_customer_managed("kmsKeyArn", subject.known("kmsKeyArn"))


RULES = (
    ResourceRule(
        id="secret-cmk",
        demands="A secret is encrypted by a customer-managed KMS key.",
        why="Who may decrypt is then written in a policy of ours, and each use is in the trail.",
        remedy="Set kmsKeyId to the ARN or id of this environment's own key.",
        severity="high",
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
        frameworks=(SAFEGUARDS,),
        types=("aws:secretsmanager/secret:Secret",),
        checks=(each("kmsKeyId", not_customer_managed),),
    ),
    ResourceRule(
        id="kms-rotation",
        demands="A symmetric KMS key rotates its key material at least once a year.",
        why="A key that leaked opens less, the younger it is.",
        remedy="Set enableKeyRotation=True, and rotationPeriodInDays to 365 or less if given.",
        severity="high",
        url="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
        frameworks=(SAFEGUARDS, cis("3.6")),
        types=("aws:kms/key:Key",),
        checks=(_key_rotation, _rotation_period),
    ),
    ResourceRule(
        id="lambda-env-cmk",
        demands="A function encrypts its environment variables by a customer-managed key.",
        why="They are shown to everybody who may look at the function, unless the key says no.",
        remedy="Set kmsKeyArn to this environment's own key.",
        severity="medium",
        url="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html",
        frameworks=(SAFEGUARDS,),
        types=("aws:lambda/function:Function",),
        checks=(_environment_key,),
    ),
)
