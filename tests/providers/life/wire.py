"""One request from `requests` to an aiohttp application without a socket, and its answer back."""

import asyncio
from urllib.parse import urlsplit

import requests
from aiohttp import web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import HttpVersion11
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL


class _Transport(asyncio.Transport):
    """What the emulator's faults cut."""

    def __init__(self) -> None:
        super().__init__()
        self._is_cut = False

    def abort(self) -> None:
        """Be cut."""
        self._is_cut = True

    def is_closing(self) -> bool:
        """Tell whether it was cut."""
        return self._is_cut

    def resume_reading(self) -> None:
        """Do nothing: the whole request is here already."""


class Line(BaseProtocol):
    """The connection of one request, as far as aiohttp's request asks for it."""

    ssl_context = None
    peername = ("127.0.0.1", 1)
    sockname = ("127.0.0.1", 2)

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self.transport = _Transport()

    @property
    def is_cut(self) -> bool:
        """Whether a fault has cut the connection."""
        return self.transport is not None and self.transport.is_closing()


class Exchange:
    """One request that was sent, and its answer once there is one."""

    def __init__(
        self,
        request: requests.PreparedRequest,
        line: Line,
        task: "asyncio.Task[web.StreamResponse]",
    ) -> None:
        self._request = request
        self._line = line
        self.task = task

    @property
    def is_over(self) -> bool:
        """Whether the answer, or the end of the connection, has arrived."""
        return self._line.is_cut or self.task.done()

    def answer(self) -> requests.Response:
        """Return the answer as `requests` does, or raise what it raises."""
        if self._line.is_cut:
            raise requests.ConnectionError("the emulator cut the connection")
        if not self.task.done():
            raise requests.ReadTimeout("the emulator did not answer in time")
        told = self.task.result()
        response = requests.Response()
        assert isinstance(told, web.Response), "the emulator streams no answer"
        response.status_code = told.status
        response.headers.update(told.headers)
        response.encoding = "utf-8"
        response._content = (told.text or "").encode()
        response.request = self._request
        response.url = self._request.url or ""
        return response


def received(
    request: requests.PreparedRequest, line: Line, loop: asyncio.AbstractEventLoop
) -> web.Request:
    """Return the request as aiohttp's server would hand it over."""
    headers = CIMultiDictProxy(CIMultiDict(request.headers or {}))
    parts = urlsplit(request.url or "")
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    message = RawRequestMessage(
        request.method or "GET",
        target,
        HttpVersion11,
        headers,
        (),
        False,
        None,
        False,
        False,
        URL(target, encoded=True),
    )
    payload = StreamReader(line, 2**16, loop=loop)
    body = request.body or b""
    payload.feed_data(body.encode() if isinstance(body, str) else body)
    payload.feed_eof()
    no_task, no_writer = None, None  # Neither is asked for before an answer is sent.
    return web.Request(message, payload, line, no_writer, no_task, loop)  # type: ignore[arg-type]
