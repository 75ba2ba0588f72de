"""What the rotation may do: replace the tokens in its environment's secrets, nothing else.

Sources: AWS Secrets Manager User Guide ("Lambda rotation function execution role permissions",
"Secret encryption and decryption"), Service Authorization Reference.
"""

from berthcare.documents.function import allow, leavings, only_as, through
from berthcare.documents.secret_access import secret_arn_pattern
from berthcare.documents.shared import Document, document
from berthcare.names import Names


def rotation_role_arn(names: Names, account_id: str) -> str:
    """Return the ARN of the rotation's role, which keys and secrets name before it exists."""
    return f"arn:aws:iam::{account_id}:role/{names.rotation}"


def rotated_secrets(names: Names, *, has_parent: bool) -> tuple[str, ...]:
    """Return the names of the secrets that are rotated.

    `has_parent`: the environment has a subaccount, whose token is rotated too. Without one the
    token in the account's secret deploys as well, and people rotate it (docs/adr/0019).
    """
    return (*([names.account_secret] if has_parent else []), names.webhooks_secret)


def rotation_policy(
    names: Names,
    account_id: str,
    *,
    secrets_key_arn: str,
    monitoring_key_arn: str,
    has_parent: bool,
) -> Document:
    """Return the rotation's identity policy: replace what it rotates, write its log, nothing else.

    It reads every version, for it tries the old token and the new one; it cannot begin a rotation,
    nor delete a secret, nor change who may read it.
    """
    rotated = rotated_secrets(names, has_parent=has_parent)
    secrets = [secret_arn_pattern(account_id, name) for name in rotated]
    return document(
        allow(
            "ReplaceTokens",
            [
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetSecretValue",
                "secretsmanager:PutSecretValue",
                "secretsmanager:UpdateSecretVersionStage",
            ],
            secrets,
            only_as(names.rotation, account_id),
        ),
        allow(
            "UseTheKeyOfTheseSecrets",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            [secrets_key_arn],
            {
                "StringEquals": through("secretsmanager"),
                "StringLike": {"kms:EncryptionContext:SecretARN": secrets},
            },
        ),
        *leavings(
            account_id,
            monitoring_key_arn,
            log_group=names.rotation_log_group,
            dead_letters=names.rotation_dead_letters,
        ),
    )
