"""Who reads and writes the Twilio secrets, and who uses their key.

Sources: AWS Secrets Manager User Guide ("Secret encryption and decryption", "Permissions policy
examples"), AWS KMS Developer Guide ("kms:ViaService", "Encryption context").
"""

from collections.abc import Sequence

from berthcare.documents.shared import (
    Document,
    document,
    key_administration,
    principals_use_key,
    root,
)
from berthcare.names import Names
from berthcare.residency import REGION

BACKEND_SERVICE = "ecs-tasks.amazonaws.com"
"""What runs the backend."""

VERIFICATION_SESSION = "berthcare-verify-*"
"""The role-session names under which a deployer may act as the backend, to verify a deployment."""


def secret_arn_pattern(account_id: str, secret_name: str) -> str:
    """Return the ARN of a secret by its name; Secrets Manager adds a hyphen and six characters."""
    return f"arn:aws:secretsmanager:{REGION}:{account_id}:secret:{secret_name}-??????"


def secrets_key_policy(
    names: Names,
    account_id: str,
    readers: Sequence[str],
    writers: Sequence[str],
    *,
    rotators: Sequence[str] = (),
    rotated: Sequence[str] = (),
) -> Document:
    """Return the key policy of the secrets' key: use only through Secrets Manager, for these.

    `rotators` use it for the secrets with the names `rotated` alone.
    """
    ours = f"arn:aws:secretsmanager:{REGION}:{account_id}:secret:{names.secret_prefix}*"
    theirs = [secret_arn_pattern(account_id, name) for name in rotated]
    encrypt = ["kms:Decrypt", "kms:GenerateDataKey"]

    def use(
        sid: str, actions: list[str], principals: Sequence[str], secrets: str | list[str]
    ) -> Document:
        statement = principals_use_key(
            sid, actions, account_id, through="secretsmanager", principals=principals
        )
        statement["Condition"]["StringLike"] = {"kms:EncryptionContext:SecretARN": secrets}
        return statement

    rotation = use("RotatorsUseThroughSecretsManager", encrypt, rotators, theirs)
    return document(
        key_administration(account_id),
        use("ReadersDecryptThroughSecretsManager", ["kms:Decrypt"], readers, ours),
        use("WritersUseThroughSecretsManager", encrypt, writers, ours),
        *([rotation] if rotators else []),
    )


def secret_policy(
    readers: Sequence[str], writers: Sequence[str], rotators: Sequence[str] = ()
) -> Document:
    """Return a secret's resource policy: everyone is refused but the named principals.

    It only denies; what the named ones may do is their identity policy's matter. `writers` must
    hold a principal that lives, or nobody could mend the policy. `rotators` read and replace the
    value, and manage nothing.
    """

    def refuse(sid: str, actions: list[str], but: Sequence[str]) -> Document:
        return {
            "Sid": sid,
            "Effect": "Deny",
            "Principal": "*",
            "Action": actions,
            "Resource": "*",
            "Condition": {"ArnNotEquals": {"aws:PrincipalArn": list(but)}},
        }

    return document(
        refuse(
            "OnlyNamedPrincipalsRead",
            ["secretsmanager:GetSecretValue"],
            [*readers, *rotators, *writers],
        ),
        refuse(
            "OnlyRotatorsAndDeployersReplaceTheValue",
            ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"],
            [*rotators, *writers],
        ),
        refuse(
            "OnlyDeployersManage",
            [
                "secretsmanager:CancelRotateSecret",
                "secretsmanager:DeleteSecret",
                "secretsmanager:RemoveRegionsFromReplication",
                "secretsmanager:ReplicateSecretToRegions",
                "secretsmanager:RestoreSecret",
                "secretsmanager:RotateSecret",
                "secretsmanager:StopReplicationToReplica",
                "secretsmanager:TagResource",
                "secretsmanager:UntagResource",
                "secretsmanager:UpdateSecret",
            ],
            writers,
        ),
        refuse(
            "OnlyDeployersChangeThisPolicy",
            ["secretsmanager:DeleteResourcePolicy", "secretsmanager:PutResourcePolicy"],
            writers,
        ),
    )


def backend_policy(names: Names, account_id: str, key_arn: str) -> Document:
    """Return the backend's identity policy: read the three secrets, decrypt them, nothing else.

    `VersionStage` is tested with IfExists: the key is absent where the caller names no stage.
    """
    secrets = [names.account_secret, names.phone_numbers_secret, names.webhooks_secret]
    arns = [secret_arn_pattern(account_id, secret) for secret in secrets]
    return document(
        {
            "Sid": "ReadTwilioSecrets",
            "Effect": "Allow",
            "Action": ["secretsmanager:GetSecretValue"],
            "Resource": arns,
            "Condition": {
                "StringEqualsIfExists": {
                    "secretsmanager:VersionStage": ["AWSCURRENT", "AWSPREVIOUS"]
                }
            },
        },
        {
            "Sid": "DescribeTwilioSecrets",
            "Effect": "Allow",
            "Action": ["secretsmanager:DescribeSecret"],
            "Resource": arns,
        },
        {
            "Sid": "DecryptTwilioSecrets",
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": [key_arn],
            "Condition": {
                "StringEquals": {"kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com"},
                "StringLike": {"kms:EncryptionContext:SecretARN": arns},
            },
        },
    )


def backend_trust(account_id: str, deployers: Sequence[str]) -> Document:
    """Return the trust policy of the backend's role.

    Its tasks assume it; deployers may too, under a session name that the audit trail shows, so
    that a deployment is verified as the backend sees it (docs/adr/0003).
    """
    return document(
        {
            "Sid": "BackendTasks",
            "Effect": "Allow",
            "Principal": {"Service": BACKEND_SERVICE},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
        },
        {
            "Sid": "DeployersVerify",
            "Effect": "Allow",
            "Principal": root(account_id),
            "Action": "sts:AssumeRole",
            "Condition": {
                "ArnEquals": {"aws:PrincipalArn": list(deployers)},
                "StringLike": {"sts:RoleSessionName": VERIFICATION_SESSION},
            },
        },
    )
