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
    tags: Mapping[str, str]
    aliases: Sequence[str]

    @property
    def context(self) -> Mapping[str, str | Sequence[str]]:
        """The condition keys that tell of it; a key without an alias lacks that one."""
        tags = {f"aws:ResourceTag/{name}": tag for name, tag in self.tags.items()}
        return {**tags, "kms:ResourceAliases": self.aliases} if self.aliases else tags


@dataclass(frozen=True)
class Role:
    """A role."""

    arn: str
    """With its path."""
    boundary: str
    """ARN of its permissions boundary, empty where it has none."""


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
        metadata = found["KeyMetadata"]
        key = {"KeyId": metadata["KeyId"]}
        tags = await self._backend.call("kms", "ListResourceTags", region, **key)
        aliases = await self._backend.call("kms", "ListAliases", region, **key)
        return Key(
            arn=metadata["Arn"],
            state=metadata["KeyState"],
            tags={tag["TagKey"]: tag["TagValue"] for tag in tags["Tags"]},
            aliases=[alias["AliasName"] for alias in aliases["Aliases"]],
        )

    async def role(self, name: str, region: str) -> Role | None:
        """Return the role of a name; None where there is none."""
        found = await self._ask("iam", "GetRole", region, RoleName=name)
        if found is None:
            return None
        boundary = found["Role"].get("PermissionsBoundary", {})
        return Role(found["Role"]["Arn"], boundary.get("PermissionsBoundaryArn", ""))

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
