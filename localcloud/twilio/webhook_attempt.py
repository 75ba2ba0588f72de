"""One attempt at a webhook: the signed request, and what came of it.

POST carries the parameters as a form, GET in the query. `X-Twilio-Signature` covers the URL that is
called: the fragment, which holds connection overrides, is neither signed nor sent.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag, urlencode

import aiohttp
from twilio.request_validator import RequestValidator
from yarl import URL

from localcloud.twilio.connection_overrides import CLIENT_ERROR, CONNECT, READ, SERVER_ERROR
from localcloud.twilio.webhook_hosts import resolve

# docs/errors/11200 (HTTP retrieval failure: a 4xx or 5xx, or a cause that is not known),
# docs/errors/11205 (HTTP connection failure: no connection, or no answer in time),
# docs/errors/11203 (the total time ran out), docs/errors/11210 (bad host name).
RETRIEVAL_FAILURE = 11200
TOTAL_TIME_OUT = 11203
CONNECTION_FAILURE = 11205
BAD_HOST_NAME = 11210
_LONGEST_BODY = 4096


@dataclass(frozen=True)
class Attempt:
    """What came of one attempt. `status` is the HTTP status, `None` when there was no answer.

    `failure` is the kind of failure that a retry policy names, `None` when there is none or when
    it is not retried. `response_headers` is URL-encoded; `response_body` is the beginning.
    """

    status: int | None = None
    failure: str | None = None
    error_code: int | None = None
    reason: str = ""
    response_headers: str = ""
    response_body: str = ""


@dataclass(frozen=True)
class SignedRequest:
    """What is sent: `address` is on loopback, the Host header names the webhook's own host."""

    method: str
    address: str
    headers: Mapping[str, str]
    body: bytes | None


def signed_request(
    url: str, method: str, parameters: Mapping[str, str], token: str, hosts: Mapping[str, str]
) -> SignedRequest | None:
    """Return the request for a webhook, or `None` when its host is not mapped to loopback."""
    called = urldefrag(url).url
    form = dict(parameters) if method == "POST" else {}
    if method == "GET":
        called = f"{called}{'&' if '?' in called else '?'}{urlencode(parameters)}"
    target = resolve(called, hosts)
    if target is None:
        return None
    address, host = target
    headers = {
        "Host": host,
        "User-Agent": "TwilioProxy/1.1",
        "X-Twilio-Signature": RequestValidator(token).compute_signature(called, form),
    }
    if method != "POST":
        return SignedRequest(method, address, headers, None)
    headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
    return SignedRequest(method, address, headers, urlencode(form).encode())


async def attempt(
    session: aiohttp.ClientSession,
    request: SignedRequest,
    idempotency_token: str,
    timeout: aiohttp.ClientTimeout,
) -> Attempt:
    """Send a request once."""
    try:
        async with session.request(
            request.method,
            URL(request.address, encoded=True),
            data=request.body,
            headers={**request.headers, "I-Twilio-Idempotency-Token": idempotency_token},
            allow_redirects=False,
            timeout=timeout,
        ) as response:
            body = await response.content.read(_LONGEST_BODY)
            return _answered(response, body.decode("utf-8", "replace"))
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        return _unanswered(CONNECT, CONNECTION_FAILURE, f"no connection ({type(error).__name__})")
    except aiohttp.ServerTimeoutError:
        return _unanswered(READ, CONNECTION_FAILURE, "no answer in the time to read")
    except asyncio.TimeoutError:
        return _unanswered(None, TOTAL_TIME_OUT, "no answer in the total time")
    except aiohttp.ClientError as error:
        return _unanswered(READ, RETRIEVAL_FAILURE, f"no whole answer ({type(error).__name__})")


def _answered(response: aiohttp.ClientResponse, body: str) -> Attempt:
    status = response.status
    headers = urlencode(list(response.headers.items()))
    if status < 400:
        return Attempt(status, response_headers=headers, response_body=body)
    return Attempt(
        status=status,
        failure=CLIENT_ERROR if status < 500 else SERVER_ERROR,
        error_code=RETRIEVAL_FAILURE,
        reason=f"answered with HTTP status {status}",
        response_headers=headers,
        response_body=body,
    )


def _unanswered(failure: str | None, error_code: int, reason: str) -> Attempt:
    return Attempt(failure=failure, error_code=error_code, reason=reason)
