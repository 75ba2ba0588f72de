"""What the watcher may do, and who starts it.

Sources: AWS Lambda Developer Guide ("Execution role", "Retaining records of asynchronous
invocations"), Service Authorization Reference.
"""

from berthcare.documents.secret_access import secret_arn_pattern
from berthcare.documents.shared import Document, document
from berthcare.names import Names
from berthcare.residency import REGION


def watcher_role_arn(names: Names, account_id: str) -> str:
    """Return the ARN of the watcher's role, which keys and secrets name before it exists."""
    return f"arn:aws:iam::{account_id}:role/{names.watcher}"


def watcher_trust() -> Document:
    """Return the trust policy of the watcher's role.

    Lambda names no source when it assumes a role; who may give the role to a function is a matter
    of `iam:PassRole` ("Execution role").
    """
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    )


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
    rotated = [names.account_secret, names.webhooks_secret]
    read = [*names.secrets, *([names.parent_secret] if has_parent else [])]
    secrets = [secret_arn_pattern(account_id, name) for name in read]
    aged = [secret_arn_pattern(account_id, name) for name in rotated]
    group = f"arn:aws:logs:{REGION}:{account_id}:log-group:{names.watcher_log_group}"
    queue = f"arn:aws:sqs:{REGION}:{account_id}:{names.watcher_dead_letters}"
    lift = f"arn:aws:ssm:{REGION}:{account_id}:parameter{names.spend_lift_parameter}"

    def allow(sid: str, actions: list[str], resources: list[str], **condition: object) -> Document:
        statement: Document = {
            "Sid": sid,
            "Effect": "Allow",
            "Action": actions,
            "Resource": resources,
        }
        return statement | ({"Condition": condition} if condition else {})

    def through(service: str) -> Document:
        return {"kms:ViaService": f"{service}.{REGION}.amazonaws.com"}

    return document(
        allow(
            "ReadTwilioSecrets",
            ["secretsmanager:GetSecretValue"],
            secrets,
            StringEqualsIfExists={"secretsmanager:VersionStage": ["AWSCURRENT"]},
        ),
        allow("SeeHowOldCredentialsAre", ["secretsmanager:DescribeSecret"], aged),
        allow(
            "DecryptTwilioSecrets",
            ["kms:Decrypt"],
            [secrets_key_arn],
            StringEquals=through("secretsmanager"),
            StringLike={"kms:EncryptionContext:SecretARN": secrets},
        ),
        allow("ReadSpendLift", ["ssm:GetParameter"], [lift]),
        allow(
            "WriteItsLog",
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            [f"{group}:log-stream:*"],
        ),
        allow("LeaveDeadLetters", ["sqs:SendMessage"], [queue]),
        allow(
            "ReadItsVariables",
            ["kms:Decrypt"],
            [monitoring_key_arn],
            StringEquals=through("lambda"),
        ),
        allow(
            "EncryptDeadLetters",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            [monitoring_key_arn],
            StringEquals=through("sqs"),
        ),
    )


def dead_letters_policy(names: Names, account_id: str) -> Document:
    """Return the queue's policy: nobody comes without TLS; who may is the identities' matter."""
    return document(
        {
            "Sid": "RefusePlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sqs:*",
            "Resource": f"arn:aws:sqs:{REGION}:{account_id}:{names.watcher_dead_letters}",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    )
