"""Secrets Manager, as the function's role may read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.common.failure import aws_failure

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

_DAY_SECONDS = 86_400


@dataclass(frozen=True)
class StoredSecret:
    """A secret's current version."""

    text: str = field(repr=False)
    created: datetime
    """When this version was written."""


def read_secret(client: "SecretsManagerClient", name: str) -> StoredSecret:
    """Read a secret's current version. Raises `KnownFailure`."""
    try:
        # The stage is named: a policy may allow no other (`secretsmanager:VersionStage`).
        found = client.get_secret_value(SecretId=name, VersionStage="AWSCURRENT")
    except (ClientError, BotoCoreError) as error:
        raise aws_failure(error) from None
    return StoredSecret(found.get("SecretString", ""), found["CreatedDate"])


def last_rotated(client: "SecretsManagerClient", name: str) -> datetime | None:
    """Return when a secret was rotated, `None` where no rotation ever was.

    A person who rotates by hand writes a new version, and leaves `LastRotatedDate` as it is. Raises
    `KnownFailure`.
    """
    try:
        # The client's types promise a date that a secret without a rotation has not.
        described: Mapping[str, Any] = client.describe_secret(SecretId=name)
    except (ClientError, BotoCoreError) as error:
        raise aws_failure(error) from None
    return described.get("LastRotatedDate")


def age_in_days(since: datetime, now: datetime) -> float:
    """Return the days between two moments, never below 0: clocks differ a little."""
    return max(0.0, (now - since).total_seconds() / _DAY_SECONDS)
