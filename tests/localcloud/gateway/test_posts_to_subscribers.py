"""A post to a subscriber ends where its address says: no redirect and no proxy leads elsewhere."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.error import HTTPError

import pytest
from ministack.services import sns as ministack_sns

from localcloud.gateway.inside import topics

pytestmark = pytest.mark.cloud


@dataclass
class Subscriber:
    """A loopback server that takes `/alarm` and redirects every other path to `/alarm`."""

    url: str = ""
    paths: list[str] = field(default_factory=list)


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    subscriber = Subscriber()

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            subscriber.paths.append(self.path)
            self.send_response(200 if self.path == "/alarm" else 302)
            self.send_header("Location", f"{subscriber.url}/alarm")
            self.send_header("Content-Length", "0")
            self.end_headers()

        # urllib follows a redirected POST by a GET.
        do_GET = _take  # noqa: N815 - the name that http.server wants
        do_POST = _take  # noqa: N815 - as above

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    subscriber.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield subscriber
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def sns(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """MiniStack's own post, in a process whose proxy is a port where nothing listens."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    # The changes replace the opener of the process; this puts it back.
    monkeypatch.setattr("urllib.request._opener", None)
    service = SimpleNamespace(_fanout=print, _http_post_sync=ministack_sns._http_post_sync)
    topics.change(service, print)
    return service


def test_a_post_goes_past_a_proxy(sns: SimpleNamespace, subscriber: Subscriber) -> None:
    assert sns._http_post_sync(f"{subscriber.url}/alarm", "{}", "Notification") == 200
    assert subscriber.paths == ["/alarm"]


def test_a_redirect_is_not_followed(sns: SimpleNamespace, subscriber: Subscriber) -> None:
    with pytest.raises(HTTPError, match="302"):
        sns._http_post_sync(f"{subscriber.url}/moved", "{}", "Notification")

    assert subscriber.paths == ["/moved"]
