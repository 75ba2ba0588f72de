"""Speaks HTTP with Twilio for the SDK: timeouts, retries by verb, one error type for every answer.

Why not the SDK's own HTTP client: it waits for ever by default, never retries a 429 or 5xx, raises
list errors without their status, and returns each answer through an attribute of itself, which
nothing makes safe for the four threads that Pulumi runs.

Retries (error pages 20429, 20500, 20503): GET and DELETE after 429, 5xx and lost connections; POST
after 429 alone, which is "never processed and always safe to retry". Any other POST without a
definite answer raises `AmbiguousAnswer`: whoever asked must look before asking again.

Only Twilio may refuse: its refusals are JSON with a `code`. A status above 399 with anything else,
such as a proxy's page, is an `UnexpectedAnswer`. Above all a 404 without Twilio's own code for it
never says that a number is gone.
"""

import json
import random
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from logging import getLogger
from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from berthcare.twilio_endpoint import base_url_override
from providers.api.credentials import Credentials
from providers.api.errors import (
    AmbiguousAnswer,
    NoAnswer,
    ServerFailed,
    TooManyRequests,
    TwilioError,
    UnexpectedAnswer,
    refusal,
)

_AT_ONCE = threading.BoundedSemaphore(4)
"""Twilio answers 429 to too many *concurrent* requests, so the whole process shares one limit."""

_REPEATABLE = frozenset({"GET", "DELETE"})
_LONGEST_MESSAGE = 300
_LONGEST_IDLE = 5.0
"""Seconds. Servers and balancers keep an idle connection for longer; which time is Twilio's is
documented nowhere."""
_NOT_FOUND = 20404
"""The only code with which Twilio says that a resource is not there (error page 20404)."""


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds, and how often to try. Tests give their own `sleep`."""

    tries: int = 4
    first_wait: float = 0.5
    longest_wait: float = 8.0
    timeout: float = 10.0
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random
    """Returns a number from 0 up to 1."""

    def wait_before(self, retry: int) -> float:
        """Return the wait before retry 1, 2 …: doubling, bounded, the upper half random."""
        full = min(self.longest_wait, self.first_wait * 2.0 ** (retry - 1))
        return full / 2 + full / 2 * self.jitter()


class Transport(HttpClient):  # type: ignore[misc]  # the SDK ships no types
    """The SDK's HTTP client: answers 2xx with JSON, and raises a `TwilioError` for all else."""

    def __init__(self, override: str | None = None, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        super().__init__(getLogger(__name__), is_async=False, timeout=self._patience.timeout)
        self._override = override
        self._lines = threading.local()

    def request(  # noqa: PLR0917  the SDK's own signature
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,  # noqa: FBT001, FBT002  the SDK's own signature
    ) -> Response:
        """Carry one request out, with the retries that its verb allows."""
        del allow_redirects  # A redirect would carry the token elsewhere; the API sends none.
        action = _action(method, uri)
        call = requests.Request(
            method.upper(),
            self._address(uri),
            params=dict(params or {}),
            data=dict(data or {}),
            headers={**(headers or {}), "X-Twilio-Host": urlsplit(uri).netloc},
            auth=auth,
        )
        failure: TwilioError = NoAnswer(action, "nothing was tried")
        for attempt in range(self._patience.tries):
            if attempt:
                self._patience.sleep(self._patience.wait_before(attempt))
            try:
                return self._once(call, action, timeout or self._patience.timeout)
            except (NoAnswer, ServerFailed, TooManyRequests, UnexpectedAnswer) as error:
                failure = error
            if not _may_repeat(call.method, failure):
                break
        if call.method == "POST":
            raise _ambiguous(action, failure) from None
        raise failure from None

    def _once(self, call: requests.Request, action: str, timeout: float) -> Response:
        """Send the request once and judge the answer."""
        try:
            with _AT_ONCE:
                answer = self._line().send(call, timeout)
        except requests.Timeout:
            raise NoAnswer(action, f"nothing came within {timeout:g} s") from None
        except requests.RequestException as error:
            raise NoAnswer(action, f"the connection failed ({type(error).__name__})") from None
        body = _json_object(answer.text)
        if answer.status_code >= 400:
            token = call.auth[1] if isinstance(call.auth, tuple) else ""
            raise _refusal(action, answer.status_code, body or {}, str(token)) from None
        if answer.status_code >= 300 or (body is None and answer.status_code != 204):
            raise UnexpectedAnswer(action, answer.status_code)
        return Response(answer.status_code, answer.text, answer.headers)

    def _line(self) -> "_Line":
        """Return this thread's connection: a session of `requests` is not for several threads."""
        line: _Line | None = getattr(self._lines, "line", None)
        if line is None:
            # On loopback a proxy from the environment would carry the token off this machine.
            line = self._lines.line = _Line(through_proxies=self._override is None)
        return line

    def _address(self, uri: str) -> str:
        parts = urlsplit(uri)
        if parts.scheme != "https" or not (parts.hostname or "").endswith(".twilio.com"):
            raise UnexpectedAnswer(f"a link to {parts.hostname}", 200)
        if self._override is None:
            return uri
        query = f"?{parts.query}" if parts.query else ""
        return f"{self._override}{parts.path}{query}"


def connect(
    credentials: Credentials, environ: Mapping[str, str], patience: Patience | None = None
) -> Client:
    """Return an SDK client that speaks through `Transport`.

    Raises `berthcare.twilio_endpoint.EndpointRefused` for an override that leaves loopback.
    """
    return Client(
        credentials.account_sid,
        credentials.auth_token,
        http_client=Transport(base_url_override(environ), patience),
    )


class _Line:
    """One thread's connection, kept while it is in use.

    One that idled for long may have been closed by the other side just when a purchase is sent on
    it, and the answer would be lost. So it is not used again after `_LONGEST_IDLE` seconds.
    """

    def __init__(self, *, through_proxies: bool) -> None:
        self._through_proxies = through_proxies
        self._session = self._new_session()
        self._used = time.monotonic()

    def send(self, call: requests.Request, timeout: float) -> requests.Response:
        """Send one request, on the kept connection if it is fresh."""
        if time.monotonic() - self._used > _LONGEST_IDLE:
            self._session.close()
            self._session = self._new_session()
        prepared = self._session.prepare_request(call)
        settings = self._session.merge_environment_settings(
            prepared.url or "", {}, None, None, None
        )
        try:
            return self._session.send(prepared, timeout=timeout, allow_redirects=False, **settings)
        finally:
            self._used = time.monotonic()

    def _new_session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = self._through_proxies
        return session


def _may_repeat(method: str, failure: TwilioError) -> bool:
    if isinstance(failure, TooManyRequests):
        return True
    if method not in _REPEATABLE:
        return False
    if isinstance(failure, UnexpectedAnswer):
        return failure.status == 429 or failure.status >= 500
    return isinstance(failure, (NoAnswer, ServerFailed))


def _ambiguous(action: str, failure: TwilioError) -> TwilioError:
    """Return what a POST comes to that got this; a definite refusal stays what it is."""
    if isinstance(failure, NoAnswer):
        return AmbiguousAnswer(action, failure.reason)
    if isinstance(failure, ServerFailed):
        return AmbiguousAnswer(action, f"the answer was HTTP {failure.status}")
    if isinstance(failure, UnexpectedAnswer):
        return AmbiguousAnswer(action, f"the answer, HTTP {failure.status}, was not Twilio's")
    return failure


def _action(method: str, uri: str) -> str:
    """Name the request for a person: verb and path, the account's SID cut to its last four."""
    path = re.sub(r"AC[0-9a-fA-F]{28}(?=[0-9a-fA-F]{4})", "AC…", urlsplit(uri).path)
    return f"{method.upper()} {path}"


def _json_object(text: str) -> dict[str, Any] | None:
    try:
        body = json.loads(text)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _refusal(action: str, status: int, body: Mapping[str, Any], token: str) -> TwilioError:
    """Read Twilio's error body (`code`, `message`), taking the token out should it be echoed."""
    code = body.get("code")
    if not isinstance(code, int) or (status == 404 and code != _NOT_FOUND):
        return UnexpectedAnswer(action, status)
    message = str(body.get("message") or "")
    if token:
        message = message.replace(token, "(secret)")
    return refusal(action, status=status, code=code, message=message[:_LONGEST_MESSAGE])
