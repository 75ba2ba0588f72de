"""Webhooks sent as Twilio sends them (docs/usage/webhooks, docs/usage/security).

POST carries the parameters as a form, GET in the query; `X-Twilio-Signature` is made with the
owning account's primary token over the URL as it was configured; 15 seconds are allowed; a failure
(error 11200) goes on to the fallback URL with ErrorCode and ErrorUrl added.
"""

import asyncio
import dataclasses
import uuid
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag, urlencode

import aiohttp
from twilio.request_validator import RequestValidator
from yarl import URL

from localcloud.twilio.errors import JsonObject
from localcloud.twilio.webhook_hosts import resolve

TIMEOUT_S = 15.0
_REMEMBERED = 1000
_HTTP_RETRIEVAL_FAILURE = 11200


@dataclass(frozen=True)
class Webhook:
    """One address to call, with the one to call when that fails."""

    url: str
    method: str = "POST"
    fallback_url: str = ""
    fallback_method: str = "POST"


@dataclass(frozen=True)
class Delivery:
    """One attempt. `status` is the HTTP status answered, `None` when there was no answer."""

    kind: str
    sid: str
    url: str
    method: str
    fallback: bool
    status: int | None
    error_code: int | None
    reason: str


class WebhookSender:
    """Sends webhooks and remembers the last thousand attempts."""

    def __init__(self, hosts: Mapping[str, str]) -> None:
        self._hosts = dict(hosts)
        self._session: aiohttp.ClientSession | None = None
        self._deliveries: deque[Delivery] = deque(maxlen=_REMEMBERED)

    async def start(self) -> None:
        """Open the HTTP session; it ignores proxy settings and keeps no cookies."""
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        self._session = aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())

    async def stop(self) -> None:
        """Close the HTTP session."""
        if self._session is not None:
            await self._session.close()

    def deliveries(self) -> list[JsonObject]:
        """Return the remembered attempts, oldest first, without parameters and signatures."""
        return [dataclasses.asdict(delivery) for delivery in self._deliveries]

    async def send(
        self, kind: str, sid: str, webhook: Webhook, parameters: Mapping[str, str], token: str
    ) -> bool:
        """Deliver to the URL, or else to the fallback. Tell whether either took it."""
        status, reason = await self._request(webhook.url, webhook.method, parameters, token)
        first = _delivery(kind, sid, (webhook.url, webhook.method), status, reason)
        self._deliveries.append(first)
        if first.error_code is None:
            return True
        if not webhook.fallback_url:
            return False
        fallback = (webhook.fallback_url, webhook.fallback_method)
        told = {**parameters, "ErrorCode": str(first.error_code), "ErrorUrl": webhook.url}
        status, reason = await self._request(*fallback, told, token)
        second = _delivery(kind, sid, fallback, status, reason)
        self._deliveries.append(dataclasses.replace(second, fallback=True))
        return second.error_code is None

    async def _request(
        self, url: str, method: str, parameters: Mapping[str, str], token: str
    ) -> tuple[int | None, str]:
        """Send one request; return the HTTP status and, when there is none, the reason."""
        # The fragment holds connection overrides (docs/usage/webhooks, "connection overrides") and
        # is never sent.
        signed_url = urldefrag(url).url
        form = dict(parameters) if method == "POST" else {}
        if method == "GET":
            joiner = "&" if "?" in signed_url else "?"
            signed_url = f"{signed_url}{joiner}{urlencode(parameters)}"
        target = resolve(signed_url, self._hosts)
        if target is None:
            return None, "the host is not mapped by --webhook-host, so it was not contacted"
        if self._session is None:
            raise RuntimeError("the webhook sender was not started")
        address, host = target
        headers = {
            "Host": host,
            "User-Agent": "TwilioProxy/1.1",
            "X-Twilio-Signature": RequestValidator(token).compute_signature(signed_url, form),
            "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
        }
        body = urlencode(form).encode() if method == "POST" else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        try:
            async with self._session.request(
                method,
                URL(address, encoded=True),
                data=body,
                headers=headers,
                allow_redirects=False,
            ) as response:
                return response.status, ""
        except asyncio.TimeoutError:
            return None, f"no answer within {TIMEOUT_S:g} s"
        except aiohttp.ClientError as error:
            return None, f"the connection failed ({type(error).__name__})"


def _delivery(
    kind: str, sid: str, target: tuple[str, str], status: int | None, reason: str
) -> Delivery:
    failed = status is None or status >= 400
    url, method = target
    return Delivery(
        kind=kind,
        sid=sid,
        url=url,
        method=method,
        fallback=False,
        status=status,
        error_code=_HTTP_RETRIEVAL_FAILURE if failed else None,
        reason=reason,
    )
