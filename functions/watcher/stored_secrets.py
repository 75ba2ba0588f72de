"""Secrets Manager, as the function's role may read it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from .failure import aws_failure

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

_DAY_SECONDS = 86_400


def read_secret(client: "SecretsManagerClient", name: str) -> str:
    """Return a secret's current text. Raises `ReadingFailed`."""
    try:
        # The stage is named: a policy may allow no other (`secretsmanager:VersionStage`).
        found = client.get_secret_value(SecretId=name, VersionStage="AWSCURRENT")
    except (ClientError, BotoCoreError) as error:
        raise aws_failure(error) from None
    return found.get("SecretString", "")


def credential_age(client: "SecretsManagerClient", name: str, now: datetime) -> float:
    """Return the days since a secret was rotated, or written where no rotation ever was.

    A person who rotates by hand writes a new version, and leaves `LastRotatedDate` as it is. Raises
    `ReadingFailed`.
    """
    try:
        # The client's types promise a date that a secret without a rotation has not.
        described: Mapping[str, Any] = client.describe_secret(SecretId=name)
        rotated = described.get("LastRotatedDate")
        if rotated is not None:
            return age_in_days(rotated, now)
        current = client.get_secret_value(SecretId=name, VersionStage="AWSCURRENT")
    except (ClientError, BotoCoreError) as error:
        raise aws_failure(error) from None
    return age_in_days(current["CreatedDate"], now)


def age_in_days(since: datetime, now: datetime) -> float:
    """Return the days between two moments, never below 0: clocks differ a little."""
    return max(0.0, (now - since).total_seconds() / _DAY_SECONDS)
