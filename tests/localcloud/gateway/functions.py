"""Lambda functions for the tests of this folder: one source that does what its event asks for."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws

SOURCE = """
def handle(event, context):
    print(event.get("print", "nothing to say"))
    if "fail" in event:
        raise RuntimeError(event["fail"])
    return {"said": event.get("print")}
"""
LOGS = {
    "Effect": "Allow",
    "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    "Resource": f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:/aws/lambda/*",
}


def statements(*given: Mapping[str, object]) -> str:
    """Return a policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(given)})


def arn_of(name: str) -> str:
    """Return a function's ARN."""
    return f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:{name}"


def make_role(aws: RunningAws, name: str, *allowed: Mapping[str, object]) -> str:
    """Make an execution role and return its ARN."""
    iam = aws.client("iam")
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "lambda.amazonaws.com"},
    }
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=statements(trust))
    if allowed:
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=statements(*allowed))
    return str(role["Role"]["Arn"])


def make_function(
    aws: RunningAws, name: str, *allowed: Mapping[str, object], **settings: object
) -> None:
    """Make a function with an execution role of the same name that may do `allowed`."""
    role = make_role(aws, name, *allowed)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("main.py", SOURCE)
    aws.client("lambda").create_function(
        FunctionName=name,
        Role=role,
        Runtime="python3.12",
        Handler="main.handle",
        Code={"ZipFile": archive.getvalue()},
        **settings,
    )


def invoke(aws: RunningAws, name: str, **event: object) -> Any:
    """Invoke a function, wait until what it leaves is there, and return the answer's payload."""
    answer = aws.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
    aws.dispatch_report()
    return json.loads(answer["Payload"].read())


def invoke_later(aws: RunningAws, name: str, **event: object) -> None:
    """Invoke a function asynchronously."""
    aws.client("lambda").invoke(
        FunctionName=name, InvocationType="Event", Payload=json.dumps(event)
    )
