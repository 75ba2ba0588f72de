"""Rotation of secrets, which MiniStack only pretends: RotateSecret, CancelRotateSecret and after.

What a rotation is set to is kept here; versions and labels stay in MiniStack. Sources: Secrets
Manager API Reference, "RotateSecret", "CancelRotateSecret", "DescribeSecret"; User Guide, "Rotation
by Lambda function", "Troubleshoot AWS Secrets Manager rotation". An attempt that failed is made
again by the next RotateSecret only, and nothing rotates at its time.
"""

import asyncio
import json
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from aiohttp import ClientError

from berthcare.errors import BerthcareError
from localcloud.gateway import rotation_events as events
from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.aws_error import AwsError, not_judged
from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.reply import Reply
from localcloud.gateway.rotation_run import RotationFailedError, Secret, Steps, now
from localcloud.gateway.services.permissions import Permissions
from localcloud.gateway.trail.record import Record


@dataclass(frozen=True)
class Configuration:
    """What RotateSecret has set for a secret."""

    function_arn: str
    rules: Mapping[str, Any] = field(default_factory=dict)
    is_enabled: bool = True
    last_rotated: datetime | None = None

    def described(self) -> dict[str, Any]:
        """Return what DescribeSecret and ListSecrets say of it; times as the JSON protocol does."""
        said: dict[str, Any] = {
            "RotationEnabled": self.is_enabled,
            "RotationLambdaARN": self.function_arn,
        }
        if self.rules:
            said["RotationRules"] = self.rules
        if self.is_enabled and self.last_rotated is not None:
            said["LastRotatedDate"] = self.last_rotated.timestamp()
        return said


class Rotations:
    """The rotations of all secrets."""

    def __init__(
        self, backend: Backend, permissions: Permissions, write: Callable[[Record], None]
    ) -> None:
        self._steps = Steps(backend, permissions)
        self._write = write
        self._set: dict[str, Configuration] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._one_at_a_time = asyncio.Lock()
        self._answers: Mapping[str, Callable[[ApiCall], Awaitable[Reply]]] = {
            "RotateSecret": self._rotate,
            "CancelRotateSecret": self._cancel,
        }

    async def answer(self, call: ApiCall) -> Reply | None:
        """Answer a call about rotation, None for every other. Raises AwsError."""
        act = self._answers.get(call.operation) if call.service == "secretsmanager" else None
        if act is None:
            return None
        try:
            async with self._one_at_a_time:
                return await act(call)
        except BackendError as error:
            raise AwsError(error.code, error.message) from None
        except BerthcareError as error:
            raise not_judged(str(error)) from None

    async def settled(self, call: ApiCall, reply: Reply) -> Reply:
        """Add rotation to MiniStack's answer, or give way to a value that was written meanwhile."""
        if call.service != "secretsmanager" or not reply.succeeded:
            return reply
        if call.operation in {"DescribeSecret", "ListSecrets"}:
            document = json.loads(reply.body)
            for secret in document.get("SecretList", [document]):
                if kept := self._set.get(secret["ARN"]):
                    secret.update(kept.described())
            return replace(reply, body=json.dumps(document).encode())
        if call.operation in {"PutSecretValue", "UpdateSecret"}:
            async with self._one_at_a_time:
                await self._give_way(json.loads(reply.body))
        return reply

    async def close(self) -> None:
        """End what still runs."""
        for arn in self._running:
            await self._stop(arn)

    async def _rotate(self, call: ApiCall) -> Reply:
        secret = await self._steps.secret(call.text("SecretId"), call.region)
        before = self._set.get(secret.arn)
        wanted = _configuration(call, before)
        if not await self._steps.may_invoke(secret.arn, wanted.function_arn):
            raise AwsError(
                "AccessDeniedException",
                "Secrets Manager cannot invoke the specified Lambda function. Ensure that the "
                f"function policy grants access to the principal {events.SERVICE}.",
            )
        if secret.unfinished:
            if before is not None and before.is_enabled:
                self._start(secret, secret.unfinished, before, only_tests=False)
            raise AwsError(
                "InvalidRequestException",
                "A previous rotation isn't complete. That rotation will be reattempted.",
            )
        version_id = call.text("ClientRequestToken") or str(uuid.uuid4())
        if version_id not in secret.stages:  # where it is, the caller asks again what it asked
            await self._steps.add_pending(secret, version_id)
            self._set[secret.arn] = wanted
            only_tests = call.parameters.get("RotateImmediately") is False
            self._start(secret, version_id, wanted, only_tests=only_tests)
        return _reply(secret, version_id)

    async def _cancel(self, call: ApiCall) -> Reply:
        secret = await self._steps.secret(call.text("SecretId"), call.region)
        await self._stop(secret.arn)
        if secret.arn in self._set:
            self._set[secret.arn] = replace(self._set[secret.arn], is_enabled=False)
        return _reply(secret, secret.unfinished)

    async def _give_way(self, written: Mapping[str, str]) -> None:
        """Abandon a rotation where somebody wrote another version ("RotationAbandoned")."""
        kept = self._set.get(written["ARN"])
        if kept is None or not kept.is_enabled or "VersionId" not in written:
            return
        secret = await self._steps.secret(written["ARN"], written["ARN"].split(":")[3])
        if secret.unfinished in {"", written["VersionId"]}:
            return
        await self._stop(secret.arn)
        await self._steps.remove_pending(secret, secret.unfinished)
        self._write(events.event(events.ABANDONED, secret.arn, secret.unfinished, now()))

    def _start(
        self, secret: Secret, version_id: str, kept: Configuration, *, only_tests: bool
    ) -> None:
        running = self._running.get(secret.arn)
        if running is None or running.done():
            attempt = self._attempt(secret, version_id, kept.function_arn, only_tests=only_tests)
            self._running[secret.arn] = asyncio.create_task(attempt)

    async def _stop(self, secret_arn: str) -> None:
        running = self._running.get(secret_arn)
        if running is not None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def _attempt(
        self, secret: Secret, version_id: str, function_arn: str, *, only_tests: bool
    ) -> None:
        run = self._steps.test if only_tests else self._steps.rotate
        prefix = events.TEST_PREFIX if only_tests else ""

        def tell(name: str, error_message: str = "") -> None:
            self._write(events.event(prefix + name, secret.arn, version_id, now(), error_message))

        tell(events.STARTED)
        try:
            await run(secret, version_id, function_arn)
        except (RotationFailedError, BackendError, ClientError) as error:
            tell(events.FAILED, str(error))
            return
        if not only_tests:
            self._set[secret.arn] = replace(self._set[secret.arn], last_rotated=now())
        tell(events.SUCCEEDED)


_NO_FUNCTION: Final = "No Lambda rotation function ARN is associated with this secret."
_FUNCTION_ARN: Final = re.compile(r"arn:aws:lambda:[a-z0-9-]+:[0-9]{12}:function:[^:]+(:[^:]+)?")


def _configuration(call: ApiCall, before: Configuration | None) -> Configuration:
    """Return what the call sets, with what it leaves as it was."""
    function_arn = call.text("RotationLambdaARN") or (before.function_arn if before else "")
    if not function_arn:
        raise AwsError("InvalidRequestException", _NO_FUNCTION)
    if not _FUNCTION_ARN.fullmatch(function_arn):
        raise AwsError("InvalidParameterException", "RotationLambdaARN is no ARN of a function.")
    rules = call.parameters.get("RotationRules") or {}
    if {"AutomaticallyAfterDays", "ScheduleExpression"} <= rules.keys():
        raise AwsError(
            "InvalidParameterException",
            "You can set AutomaticallyAfterDays or ScheduleExpression, but not both.",
        )
    kept = before or Configuration(function_arn)
    return replace(kept, function_arn=function_arn, rules=rules or kept.rules, is_enabled=True)


def _reply(secret: Secret, version_id: str) -> Reply:
    answer = {"ARN": secret.arn, "Name": secret.name}
    body = answer | ({"VersionId": version_id} if version_id else {})
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "x-amzn-RequestId": str(uuid.uuid4()),
    }
    return Reply(200, headers, json.dumps(body).encode())
