"""What the names in a call stand for, asked of MiniStack: secrets, keys, roles.

Policies name full ARNs; callers type names, aliases and partial ARNs.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Final

from localcloud.gateway import function_keys
from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.callers import Session

_ABSENT: Final = frozenset({"ResourceNotFoundException", "NotFoundException", "NoSuchEntity"})
# MiniStack begins a ciphertext with the id of its key.
_KEY_ID_LENGTH: Final = 36


@dataclass(frozen=True)
class Secret:
    """What is public of a secret."""

    arn: str
    key: str
    """The customer-managed key as it was given, empty for the AWS managed one."""
    stages: Mapping[str, Sequence[str]]
    """Version id to staging labels."""
    tags: Mapping[str, str]

    def version_in(self, stage: str) -> str:
        """Return the id of the version that a label sits on, empty where none has it."""
        return next((version for version, labels in self.stages.items() if stage in labels), "")


@dataclass(frozen=True)
class Key:
    """A KMS key."""

    arn: str
    state: str
    """`Enabled`, `Disabled`, `PendingDeletion`, …"""


class Lookup:
    """Asks MiniStack; keeps nothing, because versions and states change."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def secret(self, secret_id: str, region: str) -> Secret | None:
        """Return the secret of a name or a full or partial ARN; None where there is none."""
        found = await self._ask("secretsmanager", "DescribeSecret", region, SecretId=secret_id)
        if found is None:
            return None
        return Secret(
            arn=found["ARN"],
            key=found.get("KmsKeyId", ""),
            stages=found.get("VersionIdsToStages", {}),
            tags={tag["Key"]: tag["Value"] for tag in found.get("Tags", [])},
        )

    async def key(self, key_id: str, region: str) -> Key | None:
        """Return the key of an id, ARN or alias; None where there is none."""
        found = await self._ask("kms", "DescribeKey", region, KeyId=key_id)
        if found is None:
            return None
        return Key(found["KeyMetadata"]["Arn"], found["KeyMetadata"]["KeyState"])

    async def role_arn(self, name: str, region: str) -> str:
        """Return a role's ARN with its path, empty where there is no such role."""
        found = await self._ask("iam", "GetRole", region, RoleName=name)
        return str(found["Role"]["Arn"]) if found is not None else ""

    async def function_session(self, access_key_id: str, region: str) -> Session | None:
        """Return the session of the Lambda function that holds this key; None if none does."""
        marker: dict[str, str] = {}
        while True:
            page = await self._backend.call("lambda", "ListFunctions", region, **marker)
            for function in page.get("Functions", []):
                arn, role_arn = function["FunctionArn"], function["Role"]
                if function_keys.access_key_id(arn, role_arn) == access_key_id:
                    role_name = role_arn.rpartition("/")[2]
                    found = await self._ask("iam", "GetRole", region, RoleName=role_name)
                    role_id = found["Role"]["RoleId"] if found is not None else ""
                    started = datetime.now(timezone.utc)
                    name = function["FunctionName"]
                    return Session(
                        access_key_id, role_arn, role_id, name, started, function_arn=arn
                    )
            if not page.get("NextMarker"):
                return None
            marker = {"Marker": page["NextMarker"]}

    async def _ask(
        self, service: str, operation: str, region: str, **parameters: Any
    ) -> Mapping[str, Any] | None:
        try:
            return await self._backend.call(service, operation, region, **parameters)
        except BackendError as error:
            if error.code in _ABSENT:
                return None
            raise


def key_of_ciphertext(call: ApiCall) -> str:
    """Return the id of the key that a ciphertext was made with, empty where it cannot be told."""
    try:
        blob = base64.b64decode(call.text("CiphertextBlob"))
        return blob[:_KEY_ID_LENGTH].decode("ascii")
    except ValueError:
        return ""
