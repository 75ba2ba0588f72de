"""What every function of the product may do beside its work, and who starts it.

Sources: AWS Lambda Developer Guide ("Execution role", "Using source function ARN to control
function access behavior", "Retaining records of asynchronous invocations"), Service Authorization
Reference.
"""

from berthcare.documents.shared import Document, document
from berthcare.residency import REGION


def function_trust() -> Document:
    """Return the trust policy of a function's role.

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


def only_as(function: str, account_id: str) -> Document:
    """Return the condition that the function itself asks: another one with its role may not.

    Lambda tells which function a role's credentials were given to (Lambda Developer Guide,
    "lambda:SourceFunctionArn").
    """
    arn = f"arn:aws:lambda:{REGION}:{account_id}:function:{function}"
    return {"ArnEquals": {"lambda:SourceFunctionArn": arn}}


def leavings(
    account_id: str, key_arn: str, *, log_group: str, dead_letters: str
) -> tuple[Document, ...]:
    """Let Lambda, as the role, read the function's variables, and write logs and dead letters.

    `key_arn`: the key of monitoring, which encrypts all three.
    """
    group = f"arn:aws:logs:{REGION}:{account_id}:log-group:{log_group}"
    queue = f"arn:aws:sqs:{REGION}:{account_id}:{dead_letters}"
    return (
        allow(
            "WriteItsLog",
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            [f"{group}:log-stream:*"],
        ),
        allow("LeaveDeadLetters", ["sqs:SendMessage"], [queue]),
        allow("ReadItsVariables", ["kms:Decrypt"], [key_arn], {"StringEquals": through("lambda")}),
        allow(
            "EncryptDeadLetters",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            [key_arn],
            {"StringEquals": through("sqs")},
        ),
    )


def allow(
    sid: str, actions: list[str], resources: list[str], condition: Document | None = None
) -> Document:
    """Return a statement that allows actions on resources."""
    statement: Document = {
        "Sid": sid,
        "Effect": "Allow",
        "Action": actions,
        "Resource": resources,
    }
    return statement | ({"Condition": condition} if condition else {})


def through(service: str) -> Document:
    """Return what a condition on a key says where one AWS service, such as `sqs`, asks for it."""
    return {"kms:ViaService": f"{service}.{REGION}.amazonaws.com"}


def dead_letters_policy(dead_letters: str, account_id: str) -> Document:
    """Return a queue's policy: nobody comes without TLS; who may is the identities' matter."""
    return document(
        {
            "Sid": "RefusePlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sqs:*",
            "Resource": f"arn:aws:sqs:{REGION}:{account_id}:{dead_letters}",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    )
