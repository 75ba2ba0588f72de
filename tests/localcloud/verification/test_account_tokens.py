"""The receiver's reading of the auth tokens, by a role of its own."""

import json
from typing import Any

import boto3
import pytest

from berthcare.environments import Environment
from berthcare.webhook_verifier import TokensUnavailable
from localcloud.receiver.account_tokens import AccountTokenReader
from tests.localcloud.verification.small_stack import DeployedStack

pytestmark = pytest.mark.cloud

SECRET = "production/twilio/account"
ROLE = "reader-of-production"


@pytest.fixture
def secret(stack: DeployedStack) -> Any:
    """Return a client, where the production secret and a role that reads it exist."""
    iam, secrets = stack.aws.client("iam"), stack.aws.client("secretsmanager")
    trust = statement(Action="sts:AssumeRole", Principal={"AWS": "arn:aws:iam::000000000000:root"})
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust)
    policy = statement(Action="secretsmanager:GetSecretValue", Resource="*")
    iam.put_role_policy(RoleName=ROLE, PolicyName="reads", PolicyDocument=policy)
    secrets.create_secret(Name=SECRET, SecretString=text_of("first"))
    yield secrets
    secrets.delete_secret(SecretId=SECRET, ForceDeleteWithoutRecovery=True)
    iam.delete_role_policy(RoleName=ROLE, PolicyName="reads")
    iam.delete_role(RoleName=ROLE)


def statement(**fields: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **fields}]})


def text_of(token: str) -> str:
    return json.dumps({"account_sid": "AC" + "0" * 32, "auth_token": token})


def read(role: str = ROLE) -> tuple[str, ...]:
    arn = f"arn:aws:iam::000000000000:role/{role}"
    session = boto3.Session(region_name="ca-central-1")
    return AccountTokenReader(Environment.PRODUCTION, arn, session).read()


@pytest.mark.usefixtures("secret")
def test_a_secret_that_was_never_rotated_gives_one_token() -> None:
    assert read() == ("first",)


def test_after_a_rotation_the_previous_token_is_read_too(secret: Any) -> None:
    secret.put_secret_value(SecretId=SECRET, SecretString=text_of("second"))
    assert read() == ("second", "first")


@pytest.mark.parametrize("text", ["hidden words", "[]", '{"auth_token": ""}', '{"auth_token": 1}'])
def test_a_secret_without_a_token_is_told_without_its_text(secret: Any, text: str) -> None:
    secret.put_secret_value(SecretId=SECRET, SecretString=text)
    with pytest.raises(TokensUnavailable) as refused:
        read()
    assert str(refused.value) == f"{SECRET} holds no auth_token"


@pytest.mark.usefixtures("secret")
def test_a_role_that_is_not_there_yet_is_told() -> None:
    with pytest.raises(TokensUnavailable, match="AssumeRole of the backend's role answered"):
        read("no-such-role")


def test_the_role_that_the_program_creates_is_the_default() -> None:
    session = boto3.Session(region_name="ca-central-1")
    (token,) = AccountTokenReader(Environment.STAGING, None, session).read()
    assert len(token) == 32


def test_a_cloud_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(TokensUnavailable, match="AWS cannot be reached"):
        read()
