"""What Lambda does as a function's role: it reads the variables, writes the log, leaves letters."""

from berthcare.documents.shared import Document
from berthcare.iam.evaluator import Principal
from berthcare.residency import REGION
from tests.unit.documents.arns import elsewhere, through
from tests.unit.documents.grant import ACCOUNT, KEY, Grant

MONITORING_KEY = KEY + "1"
SOURCE = "lambda:SourceFunctionArn"
"""What Lambda tells of each call that is made with a function's credentials."""


def function_arn(function: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"


def other_functions(function: str) -> list[str]:
    """Return the functions that are not this one, though some are called nearly the same."""
    arn = function_arn(function)
    return [*elsewhere(arn), f"{arn}-else", function_arn("anything")]


def grants_of_a_function(
    document: Document, role: Principal, *, log_group: str, dead_letters: str
) -> dict[str, Grant]:
    """Return the grants of its identity policy, by their statements."""
    group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{log_group}"
    stream = f"{group}:log-stream:2026/01/01/[$LATEST]0"
    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{dead_letters}"
    return {
        "WriteItsLog": Grant(
            document=document,
            identity=True,
            principals=[role],
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[stream],
            other_actions=["logs:CreateLogGroup", "logs:DeleteLogStream", "logs:GetLogEvents"],
            other_resources=[
                *elsewhere(stream),
                group,
                stream.replace(log_group, "/berthcare/cloudtrail/staging"),
            ],
        ),
        "LeaveDeadLetters": Grant(
            document=document,
            identity=True,
            principals=[role],
            actions=["sqs:SendMessage"],
            resources=[queue],
            other_actions=["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:PurgeQueue"],
            other_resources=[*elsewhere(queue), f"{queue}-of-others"],
        ),
        "ReadItsVariables": Grant(
            document=document,
            identity=True,
            principals=[role],
            actions=["kms:Decrypt"],
            resources=[MONITORING_KEY],
            context={"kms:ViaService": through("lambda")},
            other_actions=["kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant"],
            other_resources=[KEY, KEY + "2"],
            wrong_values={"kms:ViaService": [through("s3"), through("logs")]},
        ),
        "EncryptDeadLetters": Grant(
            document=document,
            identity=True,
            principals=[role],
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=[MONITORING_KEY],
            context={"kms:ViaService": through("sqs")},
            other_actions=["kms:Encrypt", "kms:CreateGrant"],
            other_resources=[KEY, KEY + "2"],
            wrong_values={"kms:ViaService": [through("s3"), through("sns")]},
        ),
    }
