"""One attempt to rotate a secret: the steps of its function, in order, and how it ended.

Sources: Secrets Manager User Guide, "Rotation by Lambda function" (steps, event, staging labels)
and "Lambda rotation function execution role permissions" (the function's resource policy).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Final

from aiohttp import ClientError

from berthcare.errors import BerthcareError
from berthcare.iam.principal import Principal
from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.rotation_events import SERVICE
from localcloud.gateway.services.permissions import Permissions

CURRENT: Final = "AWSCURRENT"
PENDING: Final = "AWSPENDING"
STEPS: Final = ("createSecret", "setSecret", "testSecret", "finishSecret")
TEST_STEPS: Final = ("testSecret",)


@dataclass(frozen=True)
class Secret:
    """A secret's versions."""

    arn: str
    name: str
    stages: Mapping[str, list[str]]
    """Version id to staging labels."""

    @property
    def region(self) -> str:
        """The secret's region."""
        return self.arn.split(":")[3]

    @property
    def unfinished(self) -> str:
        """The version that an earlier rotation left pending, empty where there is none."""
        return next(
            (
                version
                for version, labels in self.stages.items()
                if PENDING in labels and CURRENT not in labels
            ),
            "",
        )

    def version_with(self, label: str) -> str:
        """Return the version that a label is on, empty where none has it."""
        return next((version for version, labels in self.stages.items() if label in labels), "")


class RotationFailedError(Exception):
    """An attempt that did not end well; the message holds nothing that the function said."""


class Steps:
    """Reads and labels versions in MiniStack, and invokes the function."""

    def __init__(self, backend: Backend, permissions: Permissions) -> None:
        self._backend = backend
        self._permissions = permissions

    async def secret(self, secret_id: str, region: str) -> Secret:
        """Return a secret by its name or ARN. Raises BackendError."""
        found = await self._call("DescribeSecret", region, SecretId=secret_id)
        return Secret(found["ARN"], found["Name"], found["VersionIdsToStages"])

    async def add_pending(self, secret: Secret, version_id: str) -> None:
        """Make a version without a value and put AWSPENDING on it, and on no other."""
        if before := secret.version_with(PENDING):
            await self.remove_pending(secret, before)
        await self._call(
            "PutSecretValue",
            secret.region,
            SecretId=secret.arn,
            ClientRequestToken=version_id,
            VersionStages=[PENDING],
        )

    async def remove_pending(self, secret: Secret, version_id: str) -> None:
        """Take AWSPENDING from a version."""
        await self._call(
            "UpdateSecretVersionStage",
            secret.region,
            SecretId=secret.arn,
            VersionStage=PENDING,
            RemoveFromVersionId=version_id,
        )

    async def may_invoke(self, secret_arn: str, function_arn: str) -> bool:
        """Whether the function's policy lets Secrets Manager in, for this secret's account."""
        source = {"aws:SourceAccount": secret_arn.split(":")[4], "aws:SourceArn": secret_arn}
        return not await self._permissions.obstacle(
            Principal.service(SERVICE), "lambda:InvokeFunction", function_arn, source
        )

    async def rotate(self, secret: Secret, version_id: str, function_arn: str) -> None:
        """Run the four steps. Raises RotationFailedError unless the version is current then."""
        await self._run(STEPS, secret, version_id, function_arn)
        after = await self.secret(secret.arn, secret.region)
        if after.version_with(CURRENT) != version_id:
            raise RotationFailedError(
                f"Version {version_id} is not {CURRENT} after the finishSecret step of lambda "
                f"{function_arn}"
            )

    async def test(self, secret: Secret, version_id: str, function_arn: str) -> None:
        """Run the step that tests. Raises RotationFailedError."""
        try:
            await self._run(TEST_STEPS, secret, version_id, function_arn)
        finally:
            await self.remove_pending(secret, version_id)

    async def _run(
        self, steps: tuple[str, ...], secret: Secret, version_id: str, function_arn: str
    ) -> None:
        for step in steps:
            event = {"SecretId": secret.arn, "ClientRequestToken": version_id, "Step": step}
            if not await self._succeeds(event, secret, function_arn):
                raise RotationFailedError(
                    f"Error when executing lambda {function_arn} during {step} step"
                )

    async def _succeeds(self, event: Mapping[str, str], secret: Secret, function_arn: str) -> bool:
        try:
            if not await self.may_invoke(secret.arn, function_arn):
                return False
            answer = await self._backend.call(
                "lambda",
                "Invoke",
                secret.region,
                FunctionName=function_arn,
                Payload=json.dumps(event).encode(),
            )
        except (BackendError, BerthcareError, ClientError):
            return False
        return not answer.get("FunctionError")

    async def _call(self, operation: str, region: str, **parameters: Any) -> Mapping[str, Any]:
        return await self._backend.call("secretsmanager", operation, region, **parameters)


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(timezone.utc)
