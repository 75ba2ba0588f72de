"""The transport: retries by verb, bounded waits, one error type for every answer, no secret told.

`_Server` is a test double of any HTTP server: it answers what a test tells it to.
"""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from providers.api.client import Patience, Transport, connect
from providers.api.credentials import Credentials
from providers.api.errors import (
    AmbiguousAnswer,
    BadRequest,
    CredentialsRefused,
    NoAnswer,
    NotFound,
    ServerFailed,
    TooManyRequests,
    TwilioError,
    UnexpectedAnswer,
)

SID = "AC" + "0" * 32
TOKEN = "fake" * 8
PAGE = "https://api.twilio.com/2010-04-01/Accounts/" + SID + "/IncomingPhoneNumbers.json"
RESET = 0
"""Not a status: the server closes the connection without an answer."""


@dataclass
class _Server:
    """Answers each request with the next planned status, 200 when the plan is used up."""

    plan: list[int] = field(default_factory=list)
    body: str | None = None
    seen: list[tuple[str, str, str]] = field(default_factory=list)
    connections: set[int] = field(default_factory=set)
    base_url: str = ""

    def handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                server.seen.append((self.command, self.path, self.headers["X-Twilio-Host"]))
                server.connections.add(self.client_address[1])
                status = server.plan.pop(0) if server.plan else 200
                if status == RESET:
                    self.close_connection = True
                    return
                code = 20404 if status == 404 else status * 100
                error = {"code": code, "message": f"no, {TOKEN}", "status": status}
                told = server.body
                if told is None:
                    told = json.dumps({"echo": self.path} if status < 400 else error)
                self.send_response(status)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told.encode())

            do_GET = do_POST = do_DELETE = _answer  # noqa: N815  names that http.server asks for

            def log_message(self, *args: object) -> None:
                del args

        return Handler


@pytest.fixture
def server() -> Iterator[_Server]:
    double = _Server()
    listening = ThreadingHTTPServer(("127.0.0.1", 0), double.handler())
    double.base_url = f"http://127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield double
    listening.shutdown()
    listening.server_close()
    thread.join()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def transport(server: _Server, waits: list[float]) -> Transport:
    return Transport(server.base_url, Patience(sleep=waits.append, jitter=lambda: 0.0))


def _ask(transport: Transport, method: str, uri: str = PAGE) -> Any:
    return transport.request(method, uri, auth=(SID, TOKEN))


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("trouble", [429, 500, 503, RESET])
def test_reads_and_deletes_are_repeated(
    transport: Transport, server: _Server, method: str, trouble: int
) -> None:
    server.plan = [trouble, trouble]
    assert _ask(transport, method).status_code == 200
    assert len(server.seen) == 3


@pytest.mark.parametrize(
    ("trouble", "kind"), [(429, TooManyRequests), (500, ServerFailed), (RESET, NoAnswer)]
)
def test_repetition_is_bounded(
    transport: Transport, server: _Server, trouble: int, kind: type[TwilioError]
) -> None:
    server.plan = [trouble] * 10
    with pytest.raises(kind):
        _ask(transport, "GET")
    assert len(server.seen) == 4


def test_a_post_is_repeated_after_429_because_it_was_never_processed(
    transport: Transport, server: _Server
) -> None:
    server.plan = [429, 429]
    assert _ask(transport, "POST").status_code == 200
    assert len(server.seen) == 3


def test_a_post_refused_with_429_to_the_end_is_a_definite_refusal(
    transport: Transport, server: _Server
) -> None:
    server.plan = [429] * 10
    with pytest.raises(TooManyRequests):
        _ask(transport, "POST")


@pytest.mark.parametrize("trouble", [500, 502, 503, RESET])
def test_a_post_without_a_clear_answer_is_ambiguous_and_never_repeated(
    transport: Transport, server: _Server, trouble: int
) -> None:
    server.plan = [trouble]
    with pytest.raises(AmbiguousAnswer):
        _ask(transport, "POST")
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(400, BadRequest), (401, CredentialsRefused), (404, NotFound)]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_definite_refusal_is_never_repeated(
    transport: Transport, server: _Server, method: str, status: int, kind: type[TwilioError]
) -> None:
    server.plan = [status]
    with pytest.raises(kind):
        _ask(transport, method)
    assert len(server.seen) == 1


def test_an_answer_that_is_not_the_apis_is_refused(transport: Transport, server: _Server) -> None:
    server.body = "<html>Sign in to the network</html>"
    with pytest.raises(UnexpectedAnswer):
        _ask(transport, "GET")
    with pytest.raises(AmbiguousAnswer):
        _ask(transport, "POST")


@pytest.mark.parametrize(
    "body",
    [
        "<html>404 Not Found</html>",
        "",
        "null",
        "[]",
        "{}",
        '{"message": "no Route matched with those values"}',
        '{"code": "20404"}',
        '{"code": 5, "message": "unknown route"}',
    ],
)
@pytest.mark.parametrize(
    ("method", "kind"),
    [("GET", UnexpectedAnswer), ("DELETE", UnexpectedAnswer), ("POST", AmbiguousAnswer)],
)
def test_a_404_without_twilios_code_does_not_say_that_something_is_gone(
    transport: Transport, server: _Server, body: str, method: str, kind: type[TwilioError]
) -> None:
    server.plan, server.body = [404], body
    with pytest.raises(kind):
        _ask(transport, method)
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 407, 429, 500, 502, 503])
def test_a_page_of_any_status_is_not_twilios_refusal(
    transport: Transport, server: _Server, status: int
) -> None:
    server.plan, server.body = [status] * 10, "<html>Proxy</html>"
    with pytest.raises(UnexpectedAnswer, match=f"HTTP {status}"):
        _ask(transport, "GET")
    with pytest.raises(AmbiguousAnswer, match=f"HTTP {status}, was not Twilio's"):
        _ask(transport, "POST")


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("status", [429, 502, 503])
def test_reads_and_deletes_are_repeated_after_a_gateways_page(
    transport: Transport, server: _Server, method: str, status: int
) -> None:
    server.plan, server.body = [status, status, 204], "<html>Bad Gateway</html>"
    assert _ask(transport, method).status_code == 204
    assert len(server.seen) == 3


@pytest.mark.parametrize("status", [429, 502])
def test_a_post_is_never_repeated_after_a_gateways_page(
    transport: Transport, server: _Server, status: int
) -> None:
    server.plan, server.body = [status], "<html>Bad Gateway</html>"
    with pytest.raises(AmbiguousAnswer):
        _ask(transport, "POST")
    assert len(server.seen) == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_requests_in_a_row_share_a_connection(
    transport: Transport, server: _Server, method: str
) -> None:
    for _ in range(3):
        _ask(transport, method)
    assert len(server.connections) == 1


def test_a_connection_that_idled_is_not_used_for_a_purchase(
    transport: Transport, server: _Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask(transport, "GET")
    monkeypatch.setattr("providers.api.client._LONGEST_IDLE", -1.0)
    _ask(transport, "POST")
    assert len(server.connections) == 2


def test_a_redirect_is_not_followed(transport: Transport, server: _Server) -> None:
    server.plan = [302]
    with pytest.raises(UnexpectedAnswer):
        _ask(transport, "GET")
    assert len(server.seen) == 1


def test_a_connection_that_nobody_accepts_is_told_as_such(server: _Server) -> None:
    with pytest.raises(NoAnswer, match="the connection failed"):
        _ask(Transport("http://127.0.0.1:1", Patience(sleep=lambda _: None)), "GET")
    assert server.seen == []


def test_waits_double_are_bounded_and_half_of_each_is_random() -> None:
    lowest = Patience(jitter=lambda: 0.0)
    highest = Patience(jitter=lambda: 1.0)
    assert [lowest.wait_before(n) for n in (1, 2, 3)] == [0.25, 0.5, 1.0]
    assert [highest.wait_before(n) for n in (1, 2, 3)] == [0.5, 1.0, 2.0]
    assert highest.wait_before(50) == highest.longest_wait


def test_the_transport_waits_between_tries(
    transport: Transport, server: _Server, waits: list[float]
) -> None:
    server.plan = [500, 429]
    _ask(transport, "GET")
    assert waits == [0.25, 0.5]


def test_the_override_keeps_path_query_and_the_original_host(
    transport: Transport, server: _Server
) -> None:
    _ask(transport, "GET", "https://monitor.twilio.com/v1/Alerts?PageSize=3")
    assert server.seen == [("GET", "/v1/Alerts?PageSize=3", "monitor.twilio.com")]


@pytest.mark.parametrize(
    "uri", ["https://example.ca/x", "http://api.twilio.com/x", "https://twilio.com.example.ca/x"]
)
def test_the_token_is_sent_to_twilio_only(transport: Transport, server: _Server, uri: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        _ask(transport, "GET", uri)
    assert server.seen == []


def test_a_proxy_of_the_environment_does_not_see_what_goes_to_loopback(
    transport: Transport, server: _Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    assert _ask(transport, "GET").status_code == 200
    assert _ask(transport, "POST").status_code == 200
    assert len(server.seen) == 2


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, RESET])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_error_tells_the_token_even_where_the_answer_echoes_it(
    transport: Transport, server: _Server, method: str, status: int
) -> None:
    server.plan = [status] * 4
    with pytest.raises(TwilioError) as raised:
        _ask(transport, method)
    assert TOKEN not in str(raised.value) + repr(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_an_error_cuts_the_account_sid_to_its_end(transport: Transport, server: _Server) -> None:
    server.plan = [404]
    with pytest.raises(NotFound) as raised:
        _ask(transport, "GET")
    assert SID not in str(raised.value)
    assert "/Accounts/AC…0000/IncomingPhoneNumbers.json" in str(raised.value)


def test_threads_that_share_a_client_receive_their_own_answers(transport: Transport) -> None:
    mixed: list[tuple[str, str]] = []

    def ask_often(name: str) -> None:
        for _ in range(40):
            told = json.loads(_ask(transport, "GET", f"https://api.twilio.com/{name}").text)["echo"]
            if told != f"/{name}":
                mixed.append((name, told))

    threads = [threading.Thread(target=ask_often, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert mixed == []


def test_list_errors_have_a_status_which_the_sdk_alone_does_not_give(
    server: _Server,
) -> None:
    server.plan = [401]
    client = connect(Credentials(SID, TOKEN), {"TWILIO_BASE_URL": server.base_url})
    with pytest.raises(CredentialsRefused) as raised:
        client.api.v2010.accounts(SID).incoming_phone_numbers.list()
    assert raised.value.status == 401
