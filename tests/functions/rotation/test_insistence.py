"""What is sent again, how often, and what is not."""

from collections.abc import Callable

import pytest
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError, ProtocolError, ReadTimeoutError

from functions.common.failure import KnownFailure
from functions.common.http_client import Answer, HttpClient
from functions.common.patience import Deadline, Times
from functions.rotation.insistence import insisted

SECRET = "fake" * 8
REFUSED = NewConnectionError(HTTPConnection("127.0.0.1"), SECRET)
CUT = ProtocolError(SECRET)
LATE = ReadTimeoutError(HTTPConnectionPool("127.0.0.1"), "/", SECRET)

Outcome = int | HTTPError


class Sender:
    """Has one outcome after another, and counts what was sent."""

    def __init__(self, *outcomes: Outcome) -> None:
        self._outcomes = list(outcomes)
        self.sent = 0

    def __call__(self) -> Answer:
        self.sent += 1
        outcome = self._outcomes.pop(0)
        if isinstance(outcome, HTTPError):
            raise outcome
        return Answer(outcome, b"")


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits that were made, in seconds."""
    made: list[float] = []
    monkeypatch.setattr("functions.rotation.insistence.time.sleep", made.append)
    return made


def insist(send: Callable[[], Answer], *, repeatable: bool, seconds: float = 60) -> int:
    http = HttpClient(Times(), Deadline.within(seconds))
    return insisted(send, http, 1.0, repeatable=repeatable).status


@pytest.mark.parametrize("repeatable", [False, True])
@pytest.mark.parametrize("status", [200, 302, 400, 401, 404])
def test_a_clear_answer_is_the_answer(status: int, repeatable: bool) -> None:
    send = Sender(status)

    assert insist(send, repeatable=repeatable) == status
    assert send.sent == 1


@pytest.mark.parametrize("repeatable", [False, True])
def test_too_many_requests_are_waited_out_longer_each_time(
    repeatable: bool, waits: list[float]
) -> None:
    send = Sender(429, 429, 429, 201)

    assert insist(send, repeatable=repeatable) == 201
    assert [0.5 <= wait / expected <= 1.5 for wait, expected in zip(waits, (1, 2, 4), strict=True)]


def test_the_sixth_refusal_is_the_answer(waits: list[float]) -> None:
    assert insist(Sender(*[429] * 6), repeatable=False) == 429
    assert len(waits) == 5


def test_a_wait_beyond_the_deadline_is_not_begun(waits: list[float]) -> None:
    assert insist(Sender(429), repeatable=False, seconds=0.4) == 429
    assert waits == []


@pytest.mark.parametrize("outcome", [500, 503, REFUSED, CUT])
def test_what_may_come_twice_is_sent_again(outcome: Outcome, waits: list[float]) -> None:
    send = Sender(outcome, outcome, 200)

    assert insist(send, repeatable=True) == 200
    assert (send.sent, len(waits)) == (3, 2)


def test_a_server_error_is_the_answer_to_what_may_not_come_twice() -> None:
    send = Sender(503)

    assert insist(send, repeatable=False) == 503
    assert send.sent == 1


@pytest.mark.parametrize(
    ("outcome", "repeatable"), [(REFUSED, False), (CUT, False), (LATE, False), (LATE, True)]
)
def test_what_was_not_answered_may_have_been_done(
    outcome: HTTPError, repeatable: bool, waits: list[float]
) -> None:
    send = Sender(outcome)

    with pytest.raises(KnownFailure) as failed:
        insist(send, repeatable=repeatable)
    assert failed.value.reason == f"no answer ({type(outcome).__name__})"
    assert (send.sent, waits) == (1, [])
