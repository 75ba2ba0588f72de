"""The HTTP server: takes a request, lets the gateway judge it, streams MiniStack's answer back."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import ClientSession, ClientTimeout, TCPConnector, web
from multidict import CIMultiDict
from yarl import URL

# Headers that belong to one connection, not to the message (RFC 9110 section 7.6.1). `Expect` was
# answered by this server already.
_HOP_BY_HOP: Final = frozenset(
    {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "expect"}
)
_BACKEND: Final = web.AppKey("backend", ClientSession)


@dataclass(frozen=True)
class GatewaySettings:
    """What the gateway is told at its start."""

    backend_url: str
    """MiniStack's base URL, on loopback."""
    deployer_access_key_id: str
    """Access key id that stands for the deployer's session."""


def create_application(settings: GatewaySettings) -> web.Application:
    """Return the gateway as an application; nothing is opened before it starts."""
    application = web.Application(client_max_size=0)

    async def backend_session(app: web.Application) -> AsyncIterator[None]:
        async with ClientSession(
            auto_decompress=False,
            connector=TCPConnector(limit=0),
            timeout=ClientTimeout(total=None, sock_connect=10),
        ) as session:
            app[_BACKEND] = session
            yield

    async def forward(request: web.Request) -> web.StreamResponse:
        return await _forward(request, settings.backend_url)

    application.cleanup_ctx.append(backend_session)
    application.router.add_get("/_gateway/health", _health)
    application.router.add_route("*", "/{path:.*}", forward)
    return application


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ready"})


async def _forward(request: web.Request, backend_url: str) -> web.StreamResponse:
    """Send the request on with its body untouched, and stream the answer back."""
    url = URL(backend_url + request.raw_path, encoded=True)
    async with request.app[_BACKEND].request(
        request.method,
        url,
        headers=_end_to_end(request.headers),
        data=request.content if request.body_exists else None,
        allow_redirects=False,
    ) as answer:
        response = web.StreamResponse(status=answer.status, headers=_end_to_end(answer.headers))
        await response.prepare(request)
        async for chunk in answer.content.iter_any():
            await response.write(chunk)
        await response.write_eof()
        return response


def _end_to_end(headers: Mapping[str, str]) -> CIMultiDict[str]:
    return CIMultiDict(
        (name, value) for name, value in headers.items() if name.lower() not in _HOP_BY_HOP
    )
