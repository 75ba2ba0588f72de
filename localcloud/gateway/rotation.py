"""Rotation of secrets, which MiniStack only pretends: RotateSecret, CancelRotateSecret and after.

What a rotation is set to is kept here; versions and labels stay in MiniStack. Sources: Secrets
Manager API Reference, "RotateSecret", "CancelRotateSecret", "DescribeSecret"; User Guide, "Rotation
by Lambda function", "Troubleshoot AWS Secrets Manager rotation". A rotation that failed is begun
again by the next RotateSecret, or when a test lets more days pass.
"""

import asyncio
import json
import logging
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from aiohttp import ClientError

from berthcare.errors import BerthcareError
from localcloud.gateway import rotation_events as events
from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.aws_error import AwsError, not_judged
from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.reply import Reply
from localcloud.gateway.rotation_clock import read_days
from localcloud.gateway.rotation_configuration import Configuration, read_configuration
from localcloud.gateway.rotation_run import (
    CURRENT,
    FAILURES,
    PACE,
    PENDING,
    Pace,
    Secret,
    Steps,
    now,
)
from localcloud.gateway.services.permissions import Permissions
from localcloud.gateway.trail.record import Record

_LOG: Final = logging.getLogger(__name__)


class Rotations:
    """The rotations of all secrets. `clock` gives the time in UTC."""

    def __init__(
        self,
        backend: Backend,
        permissions: Permissions,
        write: Callable[[Record], None],
        *,
        pace: Pace = PACE,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._steps = Steps(backend, permissions, pace)
        self._write = write
        self._pace = pace
        self._clock = clock
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
                await self._take_note(json.loads(reply.body))
        return reply

    async def run(self) -> None:
        """Begin rotations at their time, until cancelled."""
        while True:
            await asyncio.sleep(self._pace.look_seconds)
            async with self._one_at_a_time:
                await self._begin_due()

    async def pass_days(self, body: object) -> Mapping[str, object]:
        """Let days pass for the schedules that are set, once what runs has come to its end.

        Returns, as `started`, the ARNs of the secrets whose rotation began by that. Raises
        RotationClockError.
        """
        days = read_days(body)
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        async with self._one_at_a_time:
            self._set = {arn: kept.aged(days) for arn, kept in self._set.items()}
            return {"started": await self._begin_due()}

    async def close(self) -> None:
        """End what still runs."""
        for arn in self._running:
            await self._stop(arn)

    async def _rotate(self, call: ApiCall) -> Reply:
        secret = await self._steps.secret(call.text("SecretId"), call.region)
        before = self._set.get(secret.arn)
        wanted = read_configuration(call, before, self._clock())
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

    async def _begin_due(self) -> list[str]:
        """Begin the rotations that are due, each once for its date; return the secrets' ARNs."""
        begun = []
        for arn, kept in list(self._set.items()):
            if self._is_running(arn) or not kept.is_due(self._clock()):
                continue
            try:
                secret = await self._steps.secret(arn, _region_of(arn))
                if not secret.is_deleted:
                    await self._begin(secret, kept)
                    begun.append(arn)
            except (BackendError, ClientError) as error:
                self._set[arn] = kept.begun()  # one warning is enough
                _LOG.warning("The rotation of %s did not begin: %s", arn, error)
        return begun

    async def _begin(self, secret: Secret, kept: Configuration) -> None:
        """Begin a rotation, or go on with the version that the one before left pending."""
        self._set[secret.arn] = kept.begun()
        version_id = secret.unfinished
        if not version_id:
            version_id = str(uuid.uuid4())
            await self._steps.add_pending(secret, version_id)
        self._start(secret, version_id, kept, only_tests=False)

    async def _take_note(self, written: Mapping[str, Any]) -> None:
        """See to the labels of a version that was written, to the schedule, and give way to it."""
        if "VersionId" not in written:
            return  # UpdateSecret without a value
        arn, version_id = written["ARN"], written["VersionId"]
        labels = written.get("VersionStages", [CURRENT])
        secret = await self._steps.secret(arn, _region_of(arn))
        await self._steps.keep_only_on(secret, version_id, labels)
        kept = self._set.get(arn)
        if kept is None or not kept.is_enabled:
            return
        if CURRENT in labels:
            self._set[arn] = kept.written(self._clock())
        if secret.unfinished not in {"", version_id}:
            await self._abandon(arn, secret.unfinished)

    async def _abandon(self, arn: str, version_id: str) -> None:
        """End the rotation to a version, for somebody wrote another ("RotationAbandoned")."""
        await self._stop(arn)
        secret = await self._steps.secret(arn, _region_of(arn))
        if PENDING in secret.stages.get(version_id, []):
            await self._steps.remove_pending(secret, version_id)
        self._write(events.event(events.ABANDONED, arn, version_id, self._clock()))

    def _start(
        self, secret: Secret, version_id: str, kept: Configuration, *, only_tests: bool
    ) -> None:
        running = self._running.get(secret.arn)
        if running is not None and not running.done() and running.get_name() == version_id:
            return
        attempt = self._attempt(secret, version_id, kept.function_arn, only_tests=only_tests)
        # What runs for another version, given up a moment ago, comes to its end first.
        self._running[secret.arn] = asyncio.create_task(_after(running, attempt), name=version_id)

    def _is_running(self, secret_arn: str) -> bool:
        running = self._running.get(secret_arn)
        return running is not None and not running.done()

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
            time = self._clock()
            self._write(events.event(prefix + name, secret.arn, version_id, time, error_message))

        tell(events.STARTED)
        try:
            await run(secret, version_id, function_arn)
        except FAILURES as error:
            tell(events.FAILED, str(error))
            return
        if not only_tests:
            self._set[secret.arn] = self._set[secret.arn].rotated(self._clock())
        tell(events.SUCCEEDED)


def _reply(secret: Secret, version_id: str) -> Reply:
    answer = {"ARN": secret.arn, "Name": secret.name}
    body = answer | ({"VersionId": version_id} if version_id else {})
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "x-amzn-RequestId": str(uuid.uuid4()),
    }
    return Reply(200, headers, json.dumps(body).encode())


def _region_of(arn: str) -> str:
    return arn.split(":")[3]


async def _after(running: asyncio.Task[None] | None, attempt: Coroutine[Any, Any, None]) -> None:
    """Make an attempt once the one before it has ended, however that was."""
    try:
        if running is not None:
            await asyncio.wait([running])
    except asyncio.CancelledError:
        attempt.close()
        raise
    await attempt
