"""What the emulator's tests share: an emulator, the unchanged SDK on it, a webhook receiver."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from twilio.rest import Client

from localcloud.twilio.fixture import RunningEmulator, running_emulator
from localcloud.twilio.sdk_client import EmulatorHttpClient

WEBHOOK_HOST = "api-staging.berthcare.ca"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Received:
    """One webhook as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    form: dict[str, str]


@dataclass
class Receiver:
    """A loopback server that takes webhooks; the path decides how each is answered.

    `answers` are statuses given one after another, `statuses` what is given for ever. What is
    `held` is not answered before the test ends, what is `cut` loses its connection.
    """

    url: str = ""
    received: list[Received] = field(default_factory=list)
    answers: dict[str, list[int]] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    ended: threading.Event = field(default_factory=threading.Event)

    def status_for(self, path: str) -> int:
        answers = self.answers.get(path)
        return answers.pop(0) if answers else self.statuses.get(path, 200)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            form = dict(parse_qsl(body, keep_blank_values=True))
            one = Received(self.command, self.path, dict(self.headers.items()), form)
            receiver.received.append(one)
            path = urlsplit(self.path).path
            if path in receiver.held:
                receiver.ended.wait()
            if path in receiver.held | receiver.cut:
                self.close_connection = True
                return
            self.send_response(receiver.status_for(path))
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = _take  # noqa: N815  the name that http.server wants
        do_POST = _take  # noqa: N815  as above

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  its name
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield receiver
    finally:
        receiver.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def emulator(clock: Clock, receiver: Receiver) -> Iterator[RunningEmulator]:
    with running_emulator(clock=clock, webhook_hosts={WEBHOOK_HOST: receiver.url}) as running:
        yield running


@pytest.fixture
def connect(emulator: RunningEmulator) -> Iterator[Callable[[str, str], Client]]:
    """Make SDK clients for a user and a password."""
    opened: list[EmulatorHttpClient] = []

    def connected(user: str, password: str, account_sid: str | None = None) -> Client:
        opened.append(EmulatorHttpClient(emulator.base_url))
        return Client(user, password, account_sid, http_client=opened[-1])

    yield connected
    for http_client in opened:
        http_client.close()


@pytest.fixture
def client(emulator: RunningEmulator, connect: Callable[..., Client]) -> Client:
    """The SDK with the main account's credentials."""
    return connect(emulator.account_sid, emulator.auth_token)


@pytest.fixture
def rest(emulator: RunningEmulator) -> Iterator[Callable[..., Any]]:
    """Send a raw request below the main account's path; return the `requests` response."""
    with requests.Session() as session:
        session.trust_env = False
        session.auth = (emulator.account_sid, emulator.auth_token)

        def send(method: str, path: str, **kwargs: Any) -> requests.Response:
            base = f"{emulator.base_url}/2010-04-01/Accounts/{emulator.account_sid}"
            url = path if path.startswith("http") else f"{base}{path}"
            return session.request(method, url, timeout=10, **kwargs)

        yield send


@pytest.fixture
def buy(client: Client) -> Callable[..., Any]:
    """Buy a number that is on offer: `buy(area_code=416, …)` with the fields of the SDK."""

    def bought(area_code: int = 416, account_sid: str | None = None, **fields: Any) -> Any:
        account = client.api.v2010.accounts(account_sid) if account_sid else client.api.account
        offers = account.available_phone_numbers("CA").local.list(
            area_code=area_code, sms_enabled=True, exclude_all_address_required=True, limit=1
        )
        number = offers[0].phone_number
        return account.incoming_phone_numbers.create(phone_number=number, **fields)

    return bought
