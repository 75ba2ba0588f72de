"""Requests that are sent again: after a 429 each of them, after worse only what may come twice."""

import random
import time
from collections.abc import Callable

from urllib3.exceptions import HTTPError

from functions.common.http_client import Answer, HttpClient, may_pass, no_answer

_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500
_TRIES = 6


def insisted(
    send: Callable[[], Answer], http: HttpClient, first_wait: float, *, repeatable: bool
) -> Answer:
    """Send, and send again while there is hope and time; waits double from `first_wait` seconds.

    A request that met a 429 was not carried out (docs/errors/20429). After a 5xx or a lost
    connection it may have been, so only a `repeatable` one is sent again; after a timeout none is.
    Raises `KnownFailure` where there is no answer; a status is the caller's to judge.
    """
    tries = 0
    while True:
        wait = first_wait * 2**tries * (0.5 + random.random())  # noqa: S311  no secret
        tries += 1
        is_last = tries == _TRIES or wait >= http.left()
        try:
            answer = send()
        except HTTPError as error:
            if is_last or not repeatable or not may_pass(error):
                raise no_answer(error) from None
        else:
            if is_last or not _may_change(answer.status, repeatable=repeatable):
                return answer
        time.sleep(wait)


def _may_change(status: int, *, repeatable: bool) -> bool:
    return status == _TOO_MANY_REQUESTS or (repeatable and status >= _SERVER_ERROR)
