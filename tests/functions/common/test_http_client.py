"""What is sent a second time, and what is not."""

from typing import Any

import pytest
import urllib3
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)

from functions.common.failure import KnownFailure
from functions.common.http_client import HttpClient
from functions.common.patience import Deadline
from functions.watcher.patience import Patience

SECRET = "fake" * 8
URL = "https://api.twilio.com/"
REFUSED = NewConnectionError(HTTPConnection("127.0.0.1"), SECRET)
CUT = ProtocolError(SECRET)
LATE = ReadTimeoutError(HTTPConnectionPool("127.0.0.1"), "/", SECRET)
UNREACHED = ConnectTimeoutError(SECRET)

Sent = list[dict[str, Any]]


def answering(monkeypatch: pytest.MonkeyPatch, *outcomes: int | HTTPError) -> Sent:
    """Let urllib3 answer so, one request after another; return what is being sent."""
    sent: Sent = []
    left = list(outcomes)

    def request(_: object, method: str, url: str, **options: Any) -> urllib3.HTTPResponse:
        sent.append({"method": method, "url": url, **options})
        outcome = left.pop(0)
        if isinstance(outcome, HTTPError):
            raise outcome
        return urllib3.HTTPResponse(body=b"{}", status=outcome)

    monkeypatch.setattr(urllib3.PoolManager, "request", request)
    return sent


def client(seconds: float = 10) -> HttpClient:
    return HttpClient(Patience(retry_after=0), Deadline.within(seconds))


@pytest.mark.parametrize("outcome", [200, 302, 400, 401, 403, 404])
def test_a_clear_answer_is_the_answer(outcome: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = answering(monkeypatch, outcome)

    assert client().patiently("GET", URL, {}).status == outcome
    assert len(sent) == 1


@pytest.mark.parametrize("outcome", [429, 500, 503, REFUSED, CUT])
def test_what_may_pass_is_tried_once_more(
    outcome: int | HTTPError, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = answering(monkeypatch, outcome, 200)

    assert client().patiently("GET", URL, {}).status == 200
    assert len(sent) == 2


def test_a_second_refusal_is_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, 503, 429)

    assert client().patiently("GET", URL, {}).status == 429


@pytest.mark.parametrize("outcome", [LATE, UNREACHED])
def test_a_timeout_is_not_tried_again(outcome: HTTPError, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = answering(monkeypatch, outcome)

    with pytest.raises(KnownFailure):
        client().patiently("GET", URL, {})
    assert len(sent) == 1


def test_no_answer_is_told_by_its_type_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, CUT, REFUSED)

    with pytest.raises(KnownFailure) as failed:
        client().patiently("GET", URL, {})
    assert failed.value.reason == "no answer (NewConnectionError)"
    assert failed.value.__cause__ is None


def test_nothing_is_sent_after_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = answering(monkeypatch)

    with pytest.raises(KnownFailure, match="out of time"):
        client(seconds=0).once("GET", URL, {})
    assert sent == []


def test_a_redirect_is_not_followed_and_time_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    (options,) = answering_once(monkeypatch, seconds=2)

    assert options["redirect"] is False
    assert 0 < options["timeout"].read_timeout <= 2
    assert 0 < options["timeout"].connect_timeout <= 2


def answering_once(monkeypatch: pytest.MonkeyPatch, seconds: float) -> Sent:
    sent = answering(monkeypatch, 200)
    client(seconds).once("POST", URL, {}, form="")
    return sent
