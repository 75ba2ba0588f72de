"""The HTTP server: wires the gateway's parts together as it starts and ends."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, web

from berthcare.errors import BerthcareError
from berthcare.residency import REGION
from localcloud.gateway.backend import Backend
from localcloud.gateway.callers import Session, Sessions
from localcloud.gateway.deployer import deployer_session
from localcloud.gateway.gateway import Gateway
from localcloud.gateway.lookup import Lookup
from localcloud.gateway.policies import Policies
from localcloud.gateway.trail.alarms import Alarms
from localcloud.gateway.trail.courier import Courier

_GATEWAY: Final = web.AppKey("gateway", Gateway)
_COURIER: Final = web.AppKey("courier", Courier)
_BACKEND_START_SECONDS: Final = 60.0
_RETRY_SECONDS: Final = 0.05
# What is still to be delivered at the end gets this long.
_DRAIN_SECONDS: Final = 5.0


class BackendUnreachableError(BerthcareError):
    """MiniStack did not come up."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"MiniStack at {url} did not answer within {_BACKEND_START_SECONDS:.0f} s.",
            "Start it first: python -m localcloud.gateway.ministack",
        )


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

    async def gateway(app: web.Application) -> AsyncIterator[None]:
        async with ClientSession(
            auto_decompress=False,
            connector=TCPConnector(limit=0),
            timeout=ClientTimeout(total=None, sock_connect=10),
        ) as session:
            backend = Backend(session, settings.backend_url)
            deployer = await _deployer(backend, settings.deployer_access_key_id)
            policies = Policies(backend, REGION)
            lookup = Lookup(backend)
            alarms = Alarms(backend, REGION)
            courier = Courier(backend, policies, alarms, REGION)
            app[_COURIER] = courier
            app[_GATEWAY] = Gateway(backend, Sessions(deployer), policies, lookup, courier.take)
            tasks = [asyncio.create_task(courier.run()), asyncio.create_task(alarms.run())]
            yield
            await asyncio.wait([asyncio.create_task(courier.drain())], timeout=_DRAIN_SECONDS)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def handle(request: web.Request) -> web.StreamResponse:
        return await request.app[_GATEWAY].handle(request)

    application.cleanup_ctx.append(gateway)
    application.router.add_get("/_gateway/health", _health)
    application.router.add_get("/_gateway/trail", _trail)
    application.router.add_route("*", "/{path:.*}", handle)
    return application


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ready"})


async def _trail(request: web.Request) -> web.Response:
    """Tell what became of each trail's records so far, and what stands in the way.

    With `?settled` the answer waits until all that was recorded before is delivered.
    """
    if "settled" in request.query:
        await request.app[_COURIER].drain()
    return web.json_response(request.app[_COURIER].report())


async def _deployer(backend: Backend, access_key_id: str) -> Session:
    """Make the deployer's role, waiting for MiniStack to come up."""
    deadline = asyncio.get_running_loop().time() + _BACKEND_START_SECONDS
    while not await _answers(backend):
        if asyncio.get_running_loop().time() > deadline:
            raise BackendUnreachableError(backend.url)
        await asyncio.sleep(_RETRY_SECONDS)
    return await deployer_session(backend, REGION, access_key_id)


async def _answers(backend: Backend) -> bool:
    try:
        async with backend.session.get(f"{backend.url}/_ministack/health") as answer:
            return answer.status == 200
    except ClientError:
        return False
