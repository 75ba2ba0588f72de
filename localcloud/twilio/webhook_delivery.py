"""Webhooks sent as Twilio sends them (docs/usage/webhooks, docs/usage/security).

Signed with the owning account's primary token; tried again as connection_overrides.py says, with
one `I-Twilio-Idempotency-Token` for all attempts at a URL; what fails goes on to the fallback URL
with ErrorCode and ErrorUrl added (docs/usage/security/availability-reliability).
"""

import asyncio
import dataclasses
import uuid
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag

import aiohttp

from localcloud.twilio.connection_overrides import (
    Connection,
    ConnectionOverrideError,
    connection_of,
)
from localcloud.twilio.errors import JsonObject
from localcloud.twilio.webhook_attempt import (
    BAD_HOST_NAME,
    CONNECTION_FAILURE,
    TOTAL_TIME_OUT,
    Attempt,
    SignedRequest,
    attempt,
    signed_request,
)

_REMEMBERED = 1000
_NOT_MAPPED = "the host is not mapped by --webhook-host, so it was not contacted"


@dataclass(frozen=True)
class Webhook:
    """One address to call, with the one to call when that fails."""

    url: str
    method: str = "POST"
    fallback_url: str = ""
    fallback_method: str = "POST"


@dataclass(frozen=True)
class Target:
    """One URL to deliver to, and what for: the kind of webhook and the SID that it is about."""

    kind: str
    sid: str
    url: str
    method: str
    fallback: bool = False


@dataclass(frozen=True)
class Delivery:
    """One attempt: `attempt` 1 is a URL's first, 2 its first retry.

    `status` is the HTTP status answered, `None` when there was no answer.
    """

    kind: str
    sid: str
    url: str
    method: str
    fallback: bool
    attempt: int
    status: int | None
    error_code: int | None
    reason: str


@dataclass(frozen=True)
class WebhookFailure:
    """A URL whose attempts are used up, with what came of the last. `url` has no fragment."""

    sid: str
    url: str
    method: str
    parameters: Mapping[str, str]
    error_code: int
    last: Attempt


class WebhookSender:
    """Sends webhooks and remembers the last thousand attempts."""

    def __init__(self, hosts: Mapping[str, str], default: Connection) -> None:
        self._hosts = dict(hosts)
        self._default = default
        self._session: aiohttp.ClientSession | None = None
        self._deliveries: deque[Delivery] = deque(maxlen=_REMEMBERED)

    async def start(self) -> None:
        """Open the HTTP session; it ignores proxy settings, keeps no cookies and no connection."""
        # A kept connection that the receiver closed meanwhile would look like a failed webhook.
        connector = aiohttp.TCPConnector(force_close=True)
        jar = aiohttp.DummyCookieJar()
        self._session = aiohttp.ClientSession(connector=connector, cookie_jar=jar)

    async def stop(self) -> None:
        """Close the HTTP session."""
        if self._session is not None:
            await self._session.close()

    def deliveries(self) -> list[JsonObject]:
        """Return the remembered attempts, oldest first, without parameters and signatures."""
        return [dataclasses.asdict(delivery) for delivery in self._deliveries]

    async def send(
        self, kind: str, sid: str, webhook: Webhook, parameters: Mapping[str, str], token: str
    ) -> list[WebhookFailure]:
        """Deliver to the URL, or else to the fallback; return which of them failed, in order."""
        primary = Target(kind, sid, webhook.url, webhook.method)
        failure = await self._deliver(primary, parameters, token)
        if failure is None:
            return []
        if not webhook.fallback_url:
            return [failure]
        told = {**parameters, "ErrorCode": str(failure.error_code), "ErrorUrl": failure.url}
        fallback = Target(kind, sid, webhook.fallback_url, webhook.fallback_method, fallback=True)
        again = await self._deliver(fallback, told, token)
        return [failure] if again is None else [failure, again]

    async def _deliver(
        self, target: Target, parameters: Mapping[str, str], token: str
    ) -> WebhookFailure | None:
        """Try one URL as often as it wants; return how it failed, or `None` when it was taken."""
        last = await self._outcome(target, parameters, token)
        if last.error_code is None:
            return None
        url = urldefrag(target.url).url
        return WebhookFailure(target.sid, url, target.method, parameters, last.error_code, last)

    async def _outcome(self, target: Target, parameters: Mapping[str, str], token: str) -> Attempt:
        """Return what came of the last attempt, or why none was made."""
        try:
            connection = connection_of(target.url, self._default)
        except ConnectionOverrideError as error:
            return self._remember(target, 1, Attempt(error_code=error.code, reason=str(error)))
        request = signed_request(target.url, target.method, parameters, token, self._hosts)
        if request is None:
            refusal = Attempt(error_code=BAD_HOST_NAME, reason=_NOT_MAPPED)
            return self._remember(target, 1, refusal)
        return await self._attempts(target, request, connection)

    async def _attempts(
        self, target: Target, request: SignedRequest, connection: Connection
    ) -> Attempt:
        """Try until one attempt is taken or the retries or the time are used up."""
        idempotency_token = str(uuid.uuid4())
        clock = asyncio.get_running_loop().time
        left_s, deadline = connection.total_s, clock() + connection.total_s
        number = 1
        while True:
            last = await self._attempt(request, idempotency_token, connection, left_s)
            self._remember(target, number, last)
            left_s = deadline - clock()
            retried = last.failure in connection.policy and number <= connection.retries
            if not retried or left_s <= 0:
                return last
            number += 1

    async def _attempt(
        self, request: SignedRequest, idempotency_token: str, connection: Connection, left_s: float
    ) -> Attempt:
        if self._session is None:
            raise RuntimeError("the webhook sender was not started")
        timeout = aiohttp.ClientTimeout(
            total=left_s, sock_connect=connection.connect_s, sock_read=connection.read_s
        )
        one = await attempt(self._session, request, idempotency_token, timeout)
        if one.error_code == TOTAL_TIME_OUT and connection.total_s == self._default.total_s:
            # 11203 is for a total that the URL set; Twilio's own 15 seconds are 11205.
            return dataclasses.replace(one, error_code=CONNECTION_FAILURE)
        return one

    def _remember(self, target: Target, number: int, one: Attempt) -> Attempt:
        self._deliveries.append(
            Delivery(
                kind=target.kind,
                sid=target.sid,
                url=target.url,
                method=target.method,
                fallback=target.fallback,
                attempt=number,
                status=one.status,
                error_code=one.error_code,
                reason=one.reason,
            )
        )
        return one
