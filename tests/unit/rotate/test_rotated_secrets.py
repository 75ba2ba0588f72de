"""What is told of secrets that are not as the command needs them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from berthcare.errors import BerthcareError
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.rotated_secrets import RotatedSecrets
from tests.unit.rotate.conftest import NAMES

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


@pytest.fixture
def client() -> "SecretsManagerClient":
    return boto3.client(
        "secretsmanager",
        region_name="ca-central-1",
        aws_access_key_id="fake",
        aws_secret_access_key="fake",
    )


@pytest.fixture
def stubber(client: "SecretsManagerClient") -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber


def test_a_version_without_a_text_is_told_as_unusable(
    client: "SecretsManagerClient", stubber: Stubber
) -> None:
    stubber.add_response("get_secret_value", {"SecretBinary": b"bytes"})
    with pytest.raises(BerthcareError, match="has no usable account_sid and no auth_token"):
        RotatedSecrets(client, NAMES).credentials()


def test_before_it_is_deployed_the_account_is_to_be_looked_at(
    client: "SecretsManagerClient", stubber: Stubber
) -> None:
    stubber.add_client_error("describe_secret", "ResourceNotFoundException")
    with pytest.raises(BerthcareError) as told:
        RotatedSecrets(client, NAMES).standing(Rotatable.ACCOUNT)
    first, deploy = told.value.remedy.split("   ", maxsplit=1)
    assert first == "See which account you are in: aws sts get-caller-identity"
    assert deploy.startswith("In the right one deploy it: pulumi up --stack staging")
