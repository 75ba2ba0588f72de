"""A Lambda function calls AWS as its own role."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.gateway.fixture import ACCOUNT_ID, RunningAws
from tests.localcloud.gateway.functions import arn_of

pytestmark = pytest.mark.cloud

AsRole = Callable[..., Callable[[str], Any]]
SOURCE = """
import boto3

def handler(event, context):
    client = boto3.client(event["service"])
    try:
        answer = getattr(client, event["operation"])(**event["parameters"])
    except Exception as error:
        return {"error": str(error)}
    answer.pop("ResponseMetadata")
    return {"answer": {key: str(value) for key, value in answer.items()}}
"""


@pytest.fixture(scope="module")
def run_in_function(aws: RunningAws) -> Callable[..., dict[str, Any]]:
    """Run a call of AWS in a function whose role may read secrets named `function/…`."""
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "secretsmanager:GetSecretValue",
                "Resource": f"arn:aws:secretsmanager:*:{ACCOUNT_ID}:secret:function/*",
            },
            {
                "Effect": "Allow",
                "Action": "secretsmanager:GetSecretValue",
                "Resource": f"arn:aws:secretsmanager:*:{ACCOUNT_ID}:secret:caller-only/*",
                "Condition": {"ArnEquals": {"lambda:SourceFunctionArn": arn_of("caller")}},
            },
        ],
    }
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {
                    "Service": "lambda.amazonaws.com",
                    "AWS": f"arn:aws:iam::{ACCOUNT_ID}:root",
                },
            }
        ],
    }
    iam = aws.client("iam")
    role = iam.create_role(RoleName="function", AssumeRolePolicyDocument=json.dumps(trust))
    iam.put_role_policy(RoleName="function", PolicyName="read", PolicyDocument=json.dumps(document))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("main.py", SOURCE)
    functions = aws.client("lambda")
    for name in ("caller", "other-caller"):
        functions.create_function(
            FunctionName=name,
            Role=role["Role"]["Arn"],
            Runtime="python3.12",
            Handler="main.handler",
            Code={"ZipFile": archive.getvalue()},
            Timeout=30,
        )

    def run(
        service: str, operation: str, *, function: str = "caller", **parameters: object
    ) -> dict[str, Any]:
        event = {"service": service, "operation": operation, "parameters": parameters}
        answer = functions.invoke(FunctionName=function, Payload=json.dumps(event))
        result: dict[str, Any] = json.loads(answer["Payload"].read())
        return result

    return run


def test_a_function_is_a_session_of_its_role(run_in_function: Callable[..., Any]) -> None:
    identity = run_in_function("sts", "get_caller_identity")

    assert identity["answer"]["Arn"] == f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/function/caller"


def test_a_function_may_do_what_its_role_may_and_no_more(
    aws: RunningAws, run_in_function: Callable[..., Any]
) -> None:
    secrets = aws.client("secretsmanager")
    secrets.create_secret(Name="function/mine", SecretString="placeholder")
    secrets.create_secret(Name="not-mine", SecretString="placeholder")

    allowed = run_in_function("secretsmanager", "get_secret_value", SecretId="function/mine")
    refused = run_in_function("secretsmanager", "get_secret_value", SecretId="not-mine")

    assert allowed["answer"]["SecretString"] == "placeholder"
    assert "AccessDeniedException" in refused["error"]


def test_a_policy_can_tell_a_function_from_others_with_its_role(
    aws: RunningAws, run_in_function: Callable[..., Any]
) -> None:
    name = "caller-only/mine"
    aws.client("secretsmanager").create_secret(Name=name, SecretString="placeholder")
    role = f"arn:aws:iam::{ACCOUNT_ID}:role/function"
    session = aws.client("secretsmanager", aws.session_for(role, "somebody"))

    own = run_in_function("secretsmanager", "get_secret_value", SecretId=name)
    others = run_in_function(
        "secretsmanager", "get_secret_value", SecretId=name, function="other-caller"
    )

    assert own["answer"]["SecretString"] == "placeholder"
    assert "AccessDeniedException" in others["error"]
    with pytest.raises(ClientError, match="AccessDeniedException"):
        session.get_secret_value(SecretId=name)
