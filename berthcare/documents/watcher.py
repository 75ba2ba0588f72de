"""What the watcher may do, and who starts it.

Sources: AWS Lambda Developer Guide ("Execution role", "Using source function ARN to control
function access behavior", "Retaining records of asynchronous invocations"), Service Authorization
Reference.
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
    return document(
        *_reads(names, account_id, secrets_key_arn, has_parent=has_parent),
        *_leaves(names, account_id, monitoring_key_arn),
    )


def _reads(
    names: Names, account_id: str, key_arn: str, *, has_parent: bool
) -> tuple[Document, ...]:
    """Let the one function read: another function with its role reads nothing.

    Lambda tells which function a role's credentials were given to (Lambda Developer Guide,
    "lambda:SourceFunctionArn").
    """
    parent = [names.parent_secret] if has_parent else []
    secrets = [secret_arn_pattern(account_id, name) for name in (*names.secrets, *parent)]
    rotated = (names.account_secret, names.webhooks_secret, *parent)
    aged = [secret_arn_pattern(account_id, name) for name in rotated]
    lift = f"arn:aws:ssm:{REGION}:{account_id}:parameter{names.spend_lift_parameter}"
    function = f"arn:aws:lambda:{REGION}:{account_id}:function:{names.watcher}"
    itself = {"ArnEquals": {"lambda:SourceFunctionArn": function}}
    stage = {"StringEqualsIfExists": {"secretsmanager:VersionStage": ["AWSCURRENT"]}}
    return (
        _allow(
            "ReadTwilioSecrets", ["secretsmanager:GetSecretValue"], secrets, {**itself, **stage}
        ),
        _allow("SeeHowOldCredentialsAre", ["secretsmanager:DescribeSecret"], aged),
        _allow(
            "DecryptTwilioSecrets",
            ["kms:Decrypt"],
            [key_arn],
            {
                "StringEquals": _through("secretsmanager"),
                "StringLike": {"kms:EncryptionContext:SecretARN": secrets},
            },
        ),
        _allow("ReadSpendLift", ["ssm:GetParameter"], [lift], itself),
    )


def _leaves(names: Names, account_id: str, key_arn: str) -> tuple[Document, ...]:
    """Let Lambda, as the role, read the function's variables, and write logs and dead letters."""
    group = f"arn:aws:logs:{REGION}:{account_id}:log-group:{names.watcher_log_group}"
    queue = f"arn:aws:sqs:{REGION}:{account_id}:{names.watcher_dead_letters}"
    return (
        _allow(
            "WriteItsLog",
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            [f"{group}:log-stream:*"],
        ),
        _allow("LeaveDeadLetters", ["sqs:SendMessage"], [queue]),
        _allow(
            "ReadItsVariables", ["kms:Decrypt"], [key_arn], {"StringEquals": _through("lambda")}
        ),
        _allow(
            "EncryptDeadLetters",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            [key_arn],
            {"StringEquals": _through("sqs")},
        ),
    )


def _allow(
    sid: str, actions: list[str], resources: list[str], condition: Document | None = None
) -> Document:
    statement: Document = {
        "Sid": sid,
        "Effect": "Allow",
        "Action": actions,
        "Resource": resources,
    }
    return statement | ({"Condition": condition} if condition else {})


def _through(service: str) -> Document:
    return {"kms:ViaService": f"{service}.{REGION}.amazonaws.com"}


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
