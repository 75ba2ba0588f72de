"""What Secrets Manager and Twilio really hold of an environment, read as the deployer."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.adopt.found_number import FoundNumber
from berthcare.adopt.twilio_reading import TwilioReading
from berthcare.aws_client import clients_as_caller
from berthcare.aws_refusal import refusal
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.twilio_credentials import TwilioCredentials

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

_CANNOT = "Drift cannot be looked for"


@dataclass(frozen=True)
class Owned:
    """The numbers of the environment's account and of the main one, and which account serves."""

    numbers: list[FoundNumber]
    serving_sid: str


class Reading:
    """One environment's. Raises `BerthcareError` for every refusal; its texts hold no value."""

    def __init__(
        self, secrets: "SecretsManagerClient", names: Names, environ: Mapping[str, str]
    ) -> None:
        self._secrets = secrets
        self._names = names
        self._environ = environ

    @classmethod
    def as_caller(cls, names: Names, environ: Mapping[str, str]) -> "Reading":
        """Use the AWS credentials of this process, as the AWS CLI does."""
        (secrets,) = clients_as_caller(_CANNOT, "secretsmanager")
        return cls(secrets, names, environ)

    def secret_names(self) -> list[str]:
        """Return the names under `{env}/twilio/`; one that waits for its deletion is left out."""
        prefix = self._names.secret_prefix
        try:
            pages = self._secrets.get_paginator("list_secrets").paginate(
                Filters=[{"Key": "name", "Values": [prefix]}]
            )
            return [
                secret["Name"]
                for page in pages
                for secret in page["SecretList"]
                # The filter is no exact prefix: it splits into words (API, ListSecrets).
                if secret.get("Name", "").startswith(prefix)
            ]
        except (ClientError, BotoCoreError) as error:
            raise refusal(_CANNOT, error, os.environ) from None

    def owned_numbers(self) -> Owned:
        """Return the numbers that Twilio lists for the accounts of the stored secrets."""
        serving = self._credentials(self._names.account_secret)
        if serving is None:
            raise BerthcareError(
                f"The secret {self._names.account_secret} does not exist, so its Twilio account "
                "is not known.",
                f"Deploy it first: pulumi up --stack {self._names.environment}   (embedded cloud: "
                "make up)",
            )
        # The main account's reach its subaccounts too, also a suspended one.
        main = self._credentials(self._names.parent_secret) or serving
        twilio = TwilioReading(main.account_sid, main.auth_token, self._environ)
        accounts = dict.fromkeys((serving.account_sid, main.account_sid))
        numbers = [number for sid in accounts for number in twilio.numbers(sid)]
        return Owned(numbers, serving.account_sid)

    def _credentials(self, secret: str) -> TwilioCredentials | None:
        """Read a secret; `None` where it does not exist or has no value yet."""
        try:
            text = self._secrets.get_secret_value(SecretId=secret)["SecretString"]
        except self._secrets.exceptions.ResourceNotFoundException:
            return None
        except (ClientError, BotoCoreError) as error:
            raise refusal(_CANNOT, error, os.environ) from None
        return TwilioCredentials.parse(text, secret)
