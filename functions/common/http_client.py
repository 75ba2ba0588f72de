"""One HTTP client for the whole run: time-limited, without proxies, redirects or hidden retries.

urllib3's pool reads no proxy from the environment, which would carry a token elsewhere, and is safe
between threads.
"""

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import urllib3
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as NotInTime

from .failure import KnownFailure
from .patience import Deadline, Times

_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500
_CONNECTIONS = 8


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    body: bytes = field(repr=False)


class HttpClient:
    """Sends requests until the deadline."""

    def __init__(self, times: Times, deadline: Deadline) -> None:
        self._times = times
        self._deadline = deadline
        self._pool = urllib3.PoolManager(maxsize=_CONNECTIONS, retries=False)

    def left(self) -> float:
        """Return the seconds until the deadline, never below 0."""
        return self._deadline.left()

    def once(
        self, method: str, url: str, headers: Mapping[str, str], form: str | None = None
    ) -> Answer:
        """Send one request; `form` is a body in form encoding. Raises urllib3's `HTTPError`.

        Raises `KnownFailure` when the deadline has passed.
        """
        answer = self._send(method, url, headers, form, with_body=True)
        return Answer(answer.status, answer.data)

    def status(
        self, method: str, url: str, headers: Mapping[str, str], form: str | None = None
    ) -> int:
        """Send one request as `once` does, and return the status; the body is never read."""
        with self._send(method, url, headers, form, with_body=False) as answer:
            return answer.status

    def patiently(
        self, method: str, url: str, headers: Mapping[str, str], form: str | None = None
    ) -> Answer:
        """Send a request that may be sent twice; once more after a 429, a 5xx or a lost connection.

        A timeout is not tried again: there would be no time left for others. Raises `KnownFailure`
        where there is no answer; a status is the caller's to judge.
        """
        try:
            answer = self.once(method, url, headers, form)
            if answer.status != _TOO_MANY_REQUESTS and answer.status < _SERVER_ERROR:
                return answer
        except HTTPError as error:
            if not may_pass(error):
                raise no_answer(error) from None
        wait = self._times.retry_after * (0.5 + random.random())  # noqa: S311  no secret
        time.sleep(min(wait, self.left()))
        try:
            return self.once(method, url, headers, form)
        except HTTPError as error:
            raise no_answer(error) from None

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        form: str | None,
        *,
        with_body: bool,
    ) -> BaseHTTPResponse:
        """Send one request. Its time limits are urllib3's: of each address and each piece read."""
        left = self.left()
        if not left:
            raise KnownFailure("out of time")
        sent = dict(headers)
        if form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        return self._pool.request(
            method,
            url,
            body=form,
            headers=sent,
            redirect=False,
            preload_content=with_body,
            timeout=urllib3.Timeout(
                connect=min(self._times.connect, left), read=min(self._times.read, left)
            ),
        )


def may_pass(error: HTTPError) -> bool:
    """Tell whether a connection broke or was refused, which urllib3 counts among its timeouts."""
    return isinstance(error, NewConnectionError) or not isinstance(error, NotInTime)


def no_answer(error: HTTPError) -> KnownFailure:
    """Return the failure of a request that was not answered."""
    return KnownFailure(f"no answer ({type(error).__name__})")
