"""The secrets of an environment, found by their names and read as the deployer."""

import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.adopt.found_secret import FoundSecret
from berthcare.aws_client import clients_as_caller
from berthcare.aws_refusal import refusal
from berthcare.names import Names

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

_CANNOT = "The environment's secrets cannot be looked for"


class SecretReading:
    """Looks for secrets by name: the state knows nothing of those that somebody else made."""

    def __init__(self, client: "SecretsManagerClient", names: Names) -> None:
        self._client = client
        self._names = names

    @classmethod
    def as_caller(cls, names: Names) -> "SecretReading":
        """Use the AWS credentials of this process, as the AWS CLI does."""
        (client,) = clients_as_caller(_CANNOT, "secretsmanager")
        return cls(client, names)

    def find(self) -> dict[str, FoundSecret]:
        """Return every secret below the environment's prefix by name, those that are going too.

        Reads the values of the three that the program knows. Raises `BerthcareError`, which shows
        none.
        """
        try:
            return {entry["Name"]: self._found(entry) for entry in self._listed()}
        except (ClientError, BotoCoreError) as error:
            raise refusal(_CANNOT, error, os.environ) from None

    def _listed(self) -> list[Mapping[str, Any]]:
        prefix = self._names.secret_prefix
        pages = self._client.get_paginator("list_secrets").paginate(
            Filters=[{"Key": "name", "Values": [prefix]}], IncludePlannedDeletion=True
        )
        entries = (entry for page in pages for entry in page["SecretList"])
        # The filter goes by words and in any case; the prefix is checked again.
        return [entry for entry in entries if entry["Name"].startswith(prefix)]

    def _found(self, entry: Mapping[str, Any]) -> FoundSecret:
        deleted = entry.get("DeletedDate")
        name = entry["Name"]
        has_value, content = False, None
        if deleted is None and name in self._names.secrets:
            has_value, content = self._value(name)
        return FoundSecret(
            name=name,
            arn=entry["ARN"],
            kms_key=_key(entry.get("KmsKeyId")),
            deleted_on=deleted.date() if deleted else None,
            rotates=bool(entry.get("RotationEnabled")),
            has_value=has_value,
            content=content,
        )

    def _value(self, name: str) -> tuple[bool, Mapping[str, object] | None]:
        """Return whether the secret has a value, and the JSON object in it."""
        try:
            text = self._client.get_secret_value(SecretId=name).get("SecretString")
        except self._client.exceptions.ResourceNotFoundException:
            return False, None
        try:
            content = json.loads(text or "")
        except ValueError:
            content = None
        return True, content if isinstance(content, dict) else None


def _key(named: str | None) -> str | None:
    """Return the customer-managed key; AWS names its own default one in some answers."""
    return None if named is None or named.endswith("alias/aws/secretsmanager") else named
