"""One secret in Secrets Manager, as the function's role may read and change it."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.common.failure import KnownFailure, aws_failure

from .versions import Versions

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class StoredAlready(KnownFailure):
    """Another attempt has stored its own value."""

    def __init__(self) -> None:
        super().__init__("another attempt has stored its own value")


class Secret:
    """A secret by its name or ARN. Each method raises `KnownFailure`."""

    def __init__(self, client: "SecretsManagerClient", secret_id: str) -> None:
        self._client = client
        self._id = secret_id

    def versions(self) -> Versions:
        """Read which version has which label."""
        try:
            # The client's types promise dates that a secret without a rotation has not.
            described: Mapping[str, Any] = self._client.describe_secret(SecretId=self._id)
        except (ClientError, BotoCoreError) as error:
            raise aws_failure(error) from None
        return Versions.of(described)

    def value(self, version_id: str, label: str) -> str | None:
        """Read a version, which must have this label; `None` where it holds no value yet."""
        try:
            found = self._client.get_secret_value(
                SecretId=self._id, VersionId=version_id, VersionStage=label
            )
        except self._client.exceptions.ResourceNotFoundException:
            return None
        except (ClientError, BotoCoreError) as error:
            raise aws_failure(error) from None
        return found.get("SecretString", "")

    def needed_value(self, version_id: str, label: str) -> str:
        """Read a version that must hold a value."""
        value = self.value(version_id, label)
        if value is None:
            raise KnownFailure(f"the version that is {label} holds no value")
        return value

    def put(self, version_id: str, content: Mapping[str, Any], labels: Sequence[str]) -> None:
        """Give a version its value, once, and these labels."""
        try:
            self._client.put_secret_value(
                SecretId=self._id,
                ClientRequestToken=version_id,
                SecretString=json.dumps(content),
                VersionStages=labels,
            )
        except self._client.exceptions.ResourceExistsException:
            raise StoredAlready from None
        except (ClientError, BotoCoreError) as error:
            raise aws_failure(error) from None

    def move(self, label: str, *, to: str, away_from: str | None) -> None:
        """Put a label on a version; `away_from` is where it is now, if anywhere."""
        if away_from is None or away_from == to:
            self._relabel(label, to, MoveToVersionId=to)
        else:
            self._relabel(label, to, MoveToVersionId=to, RemoveFromVersionId=away_from)

    def drop(self, label: str, version_id: str) -> None:
        """Take a label from the version that it is on."""
        self._relabel(label, None, RemoveFromVersionId=version_id)

    def _relabel(self, label: str, holder: str | None, **change: str) -> None:
        """Change who holds a label, to `holder`.

        Where an answer was lost, the same request is sent again and then refused, for the label is
        where it should be.
        """
        try:
            self._client.update_secret_version_stage(
                SecretId=self._id, VersionStage=label, **change
            )
        except self._client.exceptions.InvalidParameterException as error:
            if self.versions().holder(label) != holder:
                raise aws_failure(error) from None
        except (ClientError, BotoCoreError) as error:
            raise aws_failure(error) from None
