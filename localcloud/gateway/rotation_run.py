"""The rotation of one secret: the steps of its function, in order, and how it ended.

Sources: Secrets Manager User Guide, "Rotation by Lambda function" (steps, event, staging labels),
"Lambda rotation function execution role permissions" (the function's resource policy) and
"Troubleshoot AWS Secrets Manager rotation" (where a step fails, all of them are tried again,
"multiple times").
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial
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
_THROTTLED: Final = "TooManyRequestsException"


@dataclass(frozen=True)
class Pace:
    """How often Secrets Manager tries here, and when. AWS tells neither."""

    attempts: int = 3
    """To rotate, or to test, before that has failed."""
    throttled_tries: int = 60
    """To invoke a function for one step that has no free concurrency."""
    pause_seconds: float = 0.5
    """Before each try but the first."""
    look_seconds: float = 10.0
    """Between two looks for rotations that are due."""


PACE: Final = Pace()


@dataclass(frozen=True)
class Secret:
    """A secret's versions."""

    arn: str
    name: str
    stages: Mapping[str, list[str]]
    """Version id to staging labels."""
    is_deleted: bool = False
    """Whether it waits for its deletion."""

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


FAILURES: Final = (RotationFailedError, BackendError, ClientError)
"""What ends an attempt."""


class Steps:
    """Reads and labels versions in MiniStack, and invokes the function."""

    def __init__(self, backend: Backend, permissions: Permissions, pace: Pace = PACE) -> None:
        self._backend = backend
        self._permissions = permissions
        self._pace = pace

    async def secret(self, secret_id: str, region: str) -> Secret:
        """Return a secret by its name or ARN. Raises BackendError."""
        found = await self._call("DescribeSecret", region, SecretId=secret_id)
        is_deleted = "DeletedDate" in found
        return Secret(found["ARN"], found["Name"], found["VersionIdsToStages"], is_deleted)

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
        await self._remove(secret, PENDING, version_id)

    async def keep_only_on(self, secret: Secret, version_id: str, labels: Collection[str]) -> None:
        """Take labels from every other version: each is on one at a time ("PutSecretValue")."""
        for other, its_labels in secret.stages.items():
            for label in its_labels:
                if other != version_id and label in labels:
                    await self._remove(secret, label, other)

    async def may_invoke(self, secret_arn: str, function_arn: str) -> bool:
        """Whether the function's policy lets Secrets Manager in, for this secret's account."""
        source = {"aws:SourceAccount": secret_arn.split(":")[4], "aws:SourceArn": secret_arn}
        return not await self._permissions.obstacle(
            Principal.service(SERVICE), "lambda:InvokeFunction", function_arn, source
        )

    async def rotate(self, secret: Secret, version_id: str, function_arn: str) -> None:
        """Run the four steps, and all of them again where one fails. Raises as the last attempt.

        That is RotationFailedError where the version is not current then.
        """

        async def attempt() -> None:
            await self._run(STEPS, secret, version_id, function_arn)
            after = await self.secret(secret.arn, secret.region)
            if after.version_with(CURRENT) != version_id:
                raise RotationFailedError(
                    f"Version {version_id} is not {CURRENT} after the finishSecret step of lambda "
                    f"{function_arn}"
                )

        await self._attempt(attempt, secret, version_id)

    async def test(self, secret: Secret, version_id: str, function_arn: str) -> None:
        """Run the step that tests, and again where it fails. Raises as the last attempt."""

        async def attempt() -> None:
            await self._run(TEST_STEPS, secret, version_id, function_arn)

        try:
            await self._attempt(attempt, secret, version_id)
        finally:
            await self.remove_pending(secret, version_id)

    async def _attempt(
        self, attempt: Callable[[], Awaitable[None]], secret: Secret, version_id: str
    ) -> None:
        """Make an attempt as often as is usual, or until its version is not pending any more."""
        failure = await _failure_of(attempt)
        for _ in range(self._pace.attempts - 1):
            if failure is None or not await self._is_wanted(secret, version_id):
                break
            await asyncio.sleep(self._pace.pause_seconds)
            failure = await _failure_of(attempt)
        if failure is not None:
            raise failure

    async def _is_wanted(self, secret: Secret, version_id: str) -> bool:
        after = await self.secret(secret.arn, secret.region)
        return bool({PENDING, CURRENT} & set(after.stages.get(version_id, [])))

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
            answer = await self._invoke(event, secret.region, function_arn)
        except (BackendError, BerthcareError, ClientError):
            return False
        return not answer.get("FunctionError")

    async def _invoke(
        self, event: Mapping[str, str], region: str, function_arn: str
    ) -> Mapping[str, Any]:
        """Invoke the function, again while it is busy with as many events as it may be."""
        call = partial(self._backend.call, "lambda", "Invoke", region)
        parameters = {"FunctionName": function_arn, "Payload": json.dumps(event).encode()}
        for _ in range(self._pace.throttled_tries - 1):
            try:
                return await call(**parameters)
            except BackendError as error:
                if error.code != _THROTTLED:
                    raise
            await asyncio.sleep(self._pace.pause_seconds)
        return await call(**parameters)

    async def _remove(self, secret: Secret, label: str, version_id: str) -> None:
        await self._call(
            "UpdateSecretVersionStage",
            secret.region,
            SecretId=secret.arn,
            VersionStage=label,
            RemoveFromVersionId=version_id,
        )

    async def _call(self, operation: str, region: str, **parameters: Any) -> Mapping[str, Any]:
        return await self._backend.call("secretsmanager", operation, region, **parameters)


async def _failure_of(attempt: Callable[[], Awaitable[None]]) -> Exception | None:
    try:
        await attempt()
    except FAILURES as error:
        return error
    return None


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(timezone.utc)
