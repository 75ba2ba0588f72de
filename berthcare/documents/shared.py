"""What every IAM document of the product is made of.

Principals are named by condition (`aws:PrincipalArn`) rather than as `Principal`: a principal named
there turns into a dangling unique id when its role is deleted and made again, and must exist when
the document is written; the condition keeps matching the ARN. For a role's session the key holds
the role's ARN (IAM User Guide, "AWS global condition context keys").
"""

from collections.abc import Sequence
from typing import Any

from berthcare.residency import REGION

Document = dict[str, Any]
"""An IAM policy document, ready for `json.dumps`."""

_KEY_ADMINISTRATION = [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:Delete*",
    "kms:Describe*",
    "kms:Disable*",
    "kms:Enable*",
    "kms:Get*",
    "kms:List*",
    "kms:Put*",
    "kms:Revoke*",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:Update*",
]


def document(*statements: Document) -> Document:
    """Wrap statements into a policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def root(account_id: str) -> Document:
    """Return the principal that stands for the account: its own IAM policies decide."""
    return {"AWS": f"arn:aws:iam::{account_id}:root"}


def key_administration(account_id: str) -> Document:
    """Let the account manage a key, and not use it.

    An administrator can neither decrypt by the key nor grant that (`kms:CreateGrant` would pass
    every condition by). `kms:PutKeyPolicy` remains, or nobody could mend a policy: whoever changes
    it shows in the audit trail.
    """
    return {
        "Sid": "AccountManagesKey",
        "Effect": "Allow",
        "Principal": root(account_id),
        "Action": _KEY_ADMINISTRATION,
        "Resource": "*",
    }


def principals_use_key(
    sid: str, actions: list[str], account_id: str, *, through: str, principals: Sequence[str]
) -> Document:
    """Let principals of the account use a key, through one AWS service, such as `sqs`."""
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": root(account_id),
        "Action": actions,
        "Resource": "*",
        "Condition": {
            "StringEquals": {
                "kms:CallerAccount": account_id,
                "kms:ViaService": f"{through}.{REGION}.amazonaws.com",
            },
            "ArnEquals": {"aws:PrincipalArn": list(principals)},
        },
    }
