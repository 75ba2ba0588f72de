"""What the watcher may do.

Source: Service Authorization Reference. What it shares with other functions is in `function`.
"""

from berthcare.documents.function import allow, leavings, only_as, through
from berthcare.documents.secret_access import secret_arn_pattern
from berthcare.documents.shared import Document, document
from berthcare.names import Names
from berthcare.residency import REGION


def watcher_role_arn(names: Names, account_id: str) -> str:
    """Return the ARN of the watcher's role, which keys and secrets name before it exists."""
    return f"arn:aws:iam::{account_id}:role/{names.watcher}"


def watcher_policy(
    names: Names,
    account_id: str,
    *,
    secrets_key_arn: str,
    monitoring_key_arn: str,
    has_parent: bool,
) -> Document:
    """Return the watcher's identity policy: read what it compares, write its log, nothing else.

    `has_parent`: the environment has a subaccount, and so a secret of the main account.
    """
    return document(
        *_reads(names, account_id, secrets_key_arn, has_parent=has_parent),
        *leavings(
            account_id,
            monitoring_key_arn,
            log_group=names.watcher_log_group,
            dead_letters=names.watcher_dead_letters,
        ),
    )


def _reads(
    names: Names, account_id: str, key_arn: str, *, has_parent: bool
) -> tuple[Document, ...]:
    """Let the one function read what it compares, in the version that is in force."""
    parent = [names.parent_secret] if has_parent else []
    secrets = [secret_arn_pattern(account_id, name) for name in (*names.secrets, *parent)]
    rotated = (names.account_secret, names.webhooks_secret, *parent)
    aged = [secret_arn_pattern(account_id, name) for name in rotated]
    lift = f"arn:aws:ssm:{REGION}:{account_id}:parameter{names.spend_lift_parameter}"
    itself = only_as(names.watcher, account_id)
    stage = {"StringEqualsIfExists": {"secretsmanager:VersionStage": ["AWSCURRENT"]}}
    return (
        allow("ReadTwilioSecrets", ["secretsmanager:GetSecretValue"], secrets, {**itself, **stage}),
        allow("SeeHowOldCredentialsAre", ["secretsmanager:DescribeSecret"], aged),
        allow(
            "DecryptTwilioSecrets",
            ["kms:Decrypt"],
            [key_arn],
            {
                "StringEquals": through("secretsmanager"),
                "StringLike": {"kms:EncryptionContext:SecretARN": secrets},
            },
        ),
        allow("ReadSpendLift", ["ssm:GetParameter"], [lift], itself),
    )
