"""The outer boundary of the function: each call to AWS and each request to Twilio crosses it."""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPResponse
from urllib3.exceptions import ReadTimeoutError

from functions.common.http_client import HttpClient

BEFORE, AFTER = "before", "after"


class Crashed(BaseException):
    """The function was killed: none of its code goes on, not even what handles exceptions."""


class Boundary:
    """Keeps what crosses it, and kills the function there where it is told to."""

    def __init__(self) -> None:
        self.crossed: list[str] = []
        """Calls and requests, such as `GetSecretValue` and `POST /v1/AuthTokens/Secondary`."""
        self._deadly: tuple[int, str] | None = None
        self.late = ""
        """A regular expression of the requests to Twilio that are answered, and not in time."""
        self.refuses: Callable[[str], bool] = lambda _token: False
        """Tells whether the next probe, by this token, is refused whatever Twilio would say."""
        self._between: tuple[int | str, Callable[[], object]] | None = None

    def kill(self, place: int, moment: str) -> None:
        """Kill the function once, before or after the crossing at this place from now on."""
        self._deadly = (len(self.crossed) + place, moment)

    def let_in(self, place: int | str, action: Callable[[], object]) -> None:
        """Have something else happen, once, before a crossing from now on.

        It is the one at this place, or the first of what is called so.
        """
        found = place if isinstance(place, str) else len(self.crossed) + place
        self._between = (found, action)

    def spare(self) -> None:
        """Kill nobody any more."""
        self._deadly = None

    def begins(self, what: str) -> None:
        """Note what is about to be sent."""
        if self._between is not None and self._between[0] in (what, len(self.crossed)):
            _, action = self._between
            self._between = None
            action()
        self._die_at(len(self.crossed), BEFORE)
        self.crossed.append(what)

    def ends(self) -> None:
        """Note that what was sent last is answered, and the answer not received yet."""
        self._die_at(len(self.crossed) - 1, AFTER)

    def _die_at(self, place: int, moment: str) -> None:
        if self._deadly == (place, moment):
            self._deadly = None
            raise Crashed


@contextmanager
def watched_boundary(events: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Boundary]:
    """Watch the boundary of every run in the block; `events` are botocore's of its clients."""
    boundary = Boundary()

    def before(model: Any, **_: object) -> None:
        boundary.begins(model.name)

    def after(**_: object) -> None:
        boundary.ends()

    send = HttpClient._send

    def sent(
        self: HttpClient,
        method: str,
        url: str,
        headers: Mapping[str, str],
        *rest: Any,
        **named: Any,
    ) -> BaseHTTPResponse:
        what = f"{method} /{url.split('/', 3)[3]}"
        boundary.begins(what)
        if url.endswith(".json") and boundary.refuses(_token_in(headers)):
            return HTTPResponse(BytesIO(), status=401, preload_content=False)
        answer = send(self, method, url, headers, *rest, **named)
        try:
            boundary.ends()
        except Crashed:
            answer.close()
            raise
        if boundary.late and re.search(boundary.late, what):
            answer.close()
            raise ReadTimeoutError(HTTPConnectionPool("127.0.0.1"), "/", "late")
        return answer

    events.register("before-call.secretsmanager", before)
    events.register("after-call.secretsmanager", after)
    try:
        with monkeypatch.context() as changed:
            changed.setattr(HttpClient, "_send", sent)
            yield boundary
    finally:
        events.unregister("before-call.secretsmanager", before)
        events.unregister("after-call.secretsmanager", after)


def _token_in(headers: Mapping[str, str]) -> str:
    basic = base64.b64decode(headers["authorization"].removeprefix("Basic ")).decode()
    return basic.partition(":")[2]
