"""An environment's three Twilio secrets, read and written as the deployer.

By name and not by ARN: what operates the numbers at night needs neither the engine nor its state.
"""

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_client import clients_as_caller
from berthcare.aws_refusal import refusal
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.number_pool import NumberPool
from berthcare.verification.twilio_bundle import TwilioBundle

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_secretsmanager.type_defs import GetSecretValueResponseTypeDef

_CANNOT = "The secrets cannot be used"


@dataclass(frozen=True)
class StoredValues:
    """What the three secrets hold, and which version of the numbers that is."""

    bundle: TwilioBundle
    pool: NumberPool
    pool_version: str


class StoredSecrets:
    """The three secrets of one environment."""

    def __init__(self, client: "SecretsManagerClient", names: Names) -> None:
        self._client = client
        self._names = names

    @classmethod
    def as_caller(cls, names: Names) -> "StoredSecrets":
        """Use the AWS credentials of this process, as the AWS CLI does."""
        (client,) = clients_as_caller(_CANNOT, "secretsmanager")
        return cls(client, names)

    def read(self) -> StoredValues:
        """Read all three. Raises `BerthcareError` that shows no value."""
        account = self._get(self._names.account_secret)["SecretString"]
        webhooks = self._get(self._names.webhooks_secret)["SecretString"]
        numbers = self._get(self._names.phone_numbers_secret)
        text = numbers["SecretString"]
        pool = NumberPool.parse(text)  # first: its remedy says more than the bundle's
        bundle = TwilioBundle.parse(account, text, webhooks)
        return StoredValues(bundle, pool, numbers["VersionId"])

    def read_pool(self) -> NumberPool:
        """Read the numbers alone. Raises `BerthcareError`."""
        return NumberPool.parse(self._get(self._names.phone_numbers_secret)["SecretString"])

    def write_pool(self, pool: NumberPool, instead_of: str) -> None:
        """Write one new version of the numbers over the version `instead_of`.

        Raises `BerthcareError`, also where another version has come in between.
        """
        name = self._names.phone_numbers_secret
        if self._get(name)["VersionId"] != instead_of:
            raise BerthcareError(
                f"{name} was written by someone else a moment ago; it is left as it is.",
                "See who: aws secretsmanager list-secret-version-ids --secret-id "
                f"{name}   and then type the same command again.",
            )
        try:
            self._client.put_secret_value(SecretId=name, SecretString=json.dumps(pool.document()))
        except (ClientError, BotoCoreError) as error:
            raise _refused(error) from None

    def _get(self, name: str) -> "GetSecretValueResponseTypeDef":
        try:
            return self._client.get_secret_value(SecretId=name)
        except self._client.exceptions.ResourceNotFoundException:
            raise BerthcareError(
                f"The secret {name} does not exist, or has no value yet.",
                f"Deploy it first: pulumi up --stack {self._names.environment}   (embedded cloud: "
                "make up)",
            ) from None
        except (ClientError, BotoCoreError) as error:
            raise _refused(error) from None


def _refused(error: ClientError | BotoCoreError) -> BerthcareError:
    return refusal(_CANNOT, error, os.environ)
