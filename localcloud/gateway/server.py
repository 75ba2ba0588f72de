"""The HTTP server: wires the gateway's parts together as it starts and ends."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, web

from berthcare.account_names import AccountNames
from berthcare.errors import BerthcareError
from berthcare.residency import REGION
from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.budgets import Budgets
from localcloud.gateway.budgets_alert import read_cost
from localcloud.gateway.exchange import Exchange
from localcloud.gateway.gateway import Gateway
from localcloud.gateway.lookup import Lookup
from localcloud.gateway.notices import PATH, decoded
from localcloud.gateway.policies import Policies
from localcloud.gateway.rotation import Rotations
from localcloud.gateway.services.errands import Errands
from localcloud.gateway.services.permissions import Permissions
from localcloud.gateway.services.targets import Targets
from localcloud.gateway.sign_in import SignIns
from localcloud.gateway.standing_keys import StandingKeys
from localcloud.gateway.trail.alarms import Alarms
from localcloud.gateway.trail.courier import Courier
from localcloud.gateway.used_permissions import UsedPermissions

ADMINISTRATOR_ROLE: Final = "berthcare-administrator"
"""The role of the account's owner, who bootstraps it."""

_GATEWAY: Final = web.AppKey("gateway", Gateway)
_COURIER: Final = web.AppKey("courier", Courier)
_ERRANDS: Final = web.AppKey("errands", Errands)
_BUDGETS: Final = web.AppKey("budgets", Budgets)
_SIGN_INS: Final = web.AppKey("sign_ins", SignIns)
_ROTATIONS: Final = web.AppKey("rotations", Rotations)
_USED_PERMISSIONS: Final = web.AppKey("used_permissions", UsedPermissions)
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
    administrator_access_key_id: str = ""
    """Access key id that stands for the administrator's session; empty where nobody is one."""


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
            account_id = await _account_id(backend)
            policies = Policies(backend, REGION)
            lookup = Lookup(backend)
            alarms = Alarms(backend, REGION)
            courier = Courier(backend, policies, alarms, REGION)
            app[_COURIER] = courier
            app[_USED_PERMISSIONS] = used = UsedPermissions()

            def observe(exchange: Exchange) -> None:
                courier.take(exchange)
                used.take(exchange)

            app[_ERRANDS] = errands = Errands(backend, policies, lookup, alarms)
            permissions = Permissions(policies, lookup)
            app[_ROTATIONS] = rotations = Rotations(backend, permissions, courier.take_record)
            standing_keys = StandingKeys(backend, REGION, account_id, _roles(settings, account_id))
            app[_GATEWAY] = Gateway(
                backend, standing_keys, policies, lookup, observe, rotations=rotations
            )
            app[_BUDGETS] = Budgets(backend, permissions, Targets(backend), account_id)
            app[_SIGN_INS] = SignIns(backend, account_id, REGION, courier.take_record)
            runs = (courier.run(), errands.run(), alarms.run(), rotations.run())
            tasks = [asyncio.create_task(one) for one in runs]
            yield
            await rotations.close()
            await asyncio.wait([asyncio.create_task(_settle(app))], timeout=_DRAIN_SECONDS)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def handle(request: web.Request) -> web.StreamResponse:
        return await request.app[_GATEWAY].handle(request)

    application.cleanup_ctx.append(gateway)
    application.router.add_get("/_gateway/health", _health)
    application.router.add_get("/_gateway/trail", _trail)
    application.router.add_get("/_gateway/dispatches", _dispatches)
    application.router.add_get("/_gateway/used-permissions", _used_permissions)
    application.router.add_post(PATH, _notice)
    application.router.add_post("/_gateway/aws-cost", _aws_cost)
    application.router.add_post("/_gateway/console-sign-in", _console_sign_in)
    application.router.add_post("/_gateway/rotation-clock", _rotation_clock)
    application.router.add_route("*", "/{path:.*}", handle)
    return application


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ready"})


async def _trail(request: web.Request) -> web.Response:
    """Tell what became of each trail's records so far, and what stands in the way.

    With `?settled` the answer waits until all that was recorded before is delivered, and until
    what functions and services did before is seen to.
    """
    if "settled" in request.query:
        await _settle(request.app)
    return web.json_response(request.app[_COURIER].report())


async def _dispatches(request: web.Request) -> web.Response:
    """Tell what became of what alarms and rules sent; `?settled` as above."""
    if "settled" in request.query:
        await _settle(request.app)
    return web.json_response(request.app[_ERRANDS].report())


async def _used_permissions(request: web.Request) -> web.Response:
    """Tell which permissions each role has used since the gateway started."""
    return web.json_response(request.app[_USED_PERMISSIONS].report())


async def _notice(request: web.Request) -> web.Response:
    """Take down what a service does, for MiniStack's process is waiting."""
    try:
        request.app[_ERRANDS].take(decoded(await request.read()))
    except ValueError as error:
        raise web.HTTPBadRequest(text=str(error)) from None
    return web.Response(status=204)


async def _settle(app: web.Application) -> None:
    await app[_COURIER].drain()
    await app[_ERRANDS].drain()


async def _aws_cost(request: web.Request) -> web.Response:
    """Tell AWS Budgets the month's cost; the answer says which alerts that set off."""

    async def take(body: object) -> Mapping[str, object]:
        return vars(await request.app[_BUDGETS].take(read_cost(body)))

    return await _control(request, take)


async def _console_sign_in(request: web.Request) -> web.Response:
    """Record a sign-in to the console; the answer is its record."""
    agent = request.headers.get("User-Agent", "")
    take = partial(request.app[_SIGN_INS].take, source_ip=request.remote or "", user_agent=agent)
    return await _control(request, take)


async def _rotation_clock(request: web.Request) -> web.Response:
    """Let days pass for the schedules of rotation; the answer says which rotations began."""
    return await _control(request, request.app[_ROTATIONS].pass_days)


async def _control(
    request: web.Request, take: Callable[[object], Awaitable[Mapping[str, object]]]
) -> web.Response:
    """Answer a control path: JSON in, JSON out, and a message where the body is refused."""
    try:
        return web.json_response(await take(json.loads(await request.read())))
    except (ValueError, BerthcareError, BackendError) as error:
        return web.json_response({"error": str(error)}, status=400)


def _roles(settings: GatewaySettings, account_id: str) -> Mapping[str, str]:
    """Return the names of the roles that the standing keys act as, by access key id."""
    roles = {settings.deployer_access_key_id: AccountNames(account_id).deployer_role}
    if settings.administrator_access_key_id:
        roles[settings.administrator_access_key_id] = ADMINISTRATOR_ROLE
    return roles


async def _account_id(backend: Backend) -> str:
    """Ask for the account's id, waiting for MiniStack to come up."""
    deadline = asyncio.get_running_loop().time() + _BACKEND_START_SECONDS
    while not await _answers(backend):
        if asyncio.get_running_loop().time() > deadline:
            raise BackendUnreachableError(backend.url)
        await asyncio.sleep(_RETRY_SECONDS)
    return str((await backend.call("sts", "GetCallerIdentity", REGION))["Account"])


async def _answers(backend: Backend) -> bool:
    try:
        async with backend.session.get(f"{backend.url}/_ministack/health") as answer:
            return answer.status == 200
    except ClientError:
        return False
