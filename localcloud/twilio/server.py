"""The emulator as an HTTP server on loopback: routes, faults, the state file, clean start and end.

Resources decide in one step without awaiting; this shell does what waits: reading requests,
injected delays, webhooks after the answer.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from pathlib import Path

from aiohttp import web

from localcloud.twilio import control, storage
from localcloud.twilio.answers import cut, failed, plain_error, refused, truncated
from localcloud.twilio.authentication import authenticate, authorize
from localcloud.twilio.carrier import Carrier
from localcloud.twilio.entities import UsageTrigger
from localcloud.twilio.errors import TwilioApiError, not_emulated
from localcloud.twilio.exchange import ApiRequest, Handler, Options, Reply
from localcloud.twilio.faults import Fault, Faults
from localcloud.twilio.inventory import Inventory, fictional_stock
from localcloud.twilio.magic_inputs import answer_test
from localcloud.twilio.routes import API_HOST, ROUTES
from localcloud.twilio.state import State
from localcloud.twilio.usage import fire_due
from localcloud.twilio.webhook_delivery import WebhookSender

HOST_HEADER = "X-Twilio-Host"
_REMEMBERED = 1000
_LONGEST_HANG_S = 60.0


class Emulator:
    """One emulator: its state, its faults and its server."""

    def __init__(
        self,
        state: State,
        options: Options,
        webhook_hosts: Mapping[str, str],
        state_file: Path | None = None,
    ) -> None:
        self.state = state
        self.options = options
        self.faults = Faults()
        self.requests = 0
        self.sender = WebhookSender(webhook_hosts, options.webhook_connection)
        self._inventory = Inventory(fictional_stock(options.seed, options.stock_per_area_code))
        self._carrier = Carrier(state, self.sender)
        self._state_file = state_file
        self._released = asyncio.Event()
        self._carrying: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None

    async def start(self, port: int) -> int:
        """Listen on 127.0.0.1 and return the port (a free one for 0).

        Raises `OSError` when the port is taken or the state file cannot be written.
        """
        await self.sender.start()
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=2.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        # Only who has the port writes the file: a second emulator on both would undo the first.
        self.save()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Answer what hangs, stop listening, give up on webhooks under way, and save."""
        self.release_hanging()
        if self._runner is not None:
            await self._runner.cleanup()
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)
        await self.sender.stop()
        with contextlib.suppress(OSError):
            # That the file cannot be written was told when it was first tried.
            self.save()

    async def settled(self) -> None:
        """Wait until nothing is carried any more."""
        while self._carrying:
            await asyncio.gather(*self._carrying)

    def release_hanging(self) -> None:
        """Let every request that an injected fault holds be answered."""
        self._released.set()
        self._released = asyncio.Event()

    def save(self) -> None:
        """Write the state file, if there is one and the state changed. Raises `OSError`."""
        self.state.forget_oldest(_REMEMBERED)
        if self.state.changed and self._state_file is not None:
            storage.save(self._state_file, self.state.to_document())
        self.state.changed = False

    def _application(self) -> web.Application:
        application = web.Application()
        control.add_routes(application, self)
        for (host, prefix), routes in ROUTES.items():
            for method, path, handler in routes:
                application.router.add_route(
                    method, f"{prefix}{path}", self._endpoint(host, handler)
                )
        application.router.add_route("*", "/{unknown:.*}", self._endpoint(None, _refuse))
        return application

    def _endpoint(
        self, host: str | None, handler: Handler
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def endpoint(request: web.Request) -> web.Response:
            self.requests += 1
            fault = self.faults.strike(request.method, request.path)
            if fault is None:
                return await self._answer(host, handler, request)
            return await self._fail(fault, host, handler, request)

        return endpoint

    async def _fail(
        self, fault: Fault, host: str | None, handler: Handler, request: web.Request
    ) -> web.Response:
        """Answer as the fault says: refuse, wait, or commit and then break the connection."""
        if fault.reset:
            return cut(request)
        if fault.status is not None and not fault.after_commit:
            return failed(fault, fault.status)
        if fault.latency_ms:
            # Sent is sent: Twilio carries a request out though its client has left meanwhile.
            await request.read()
            await asyncio.sleep(fault.latency_ms / 1000)
        released = self._released
        response = await self._answer(host, handler, request)
        if fault.slow_visibility_ms and response.status == 201:
            self._hide(json.loads(response.text or "{}").get("sid", ""), fault.slow_visibility_ms)
        if fault.status is not None:
            return failed(fault, fault.status)
        hung = fault.hang_after_commit and not await _is_released(released)
        if fault.drop_after_commit or hung:
            return cut(request)
        return truncated(response) if fault.malformed else response

    def _hide(self, sid: str, milliseconds: int) -> None:
        """Keep a number just bought out of the lists for a while."""
        if sid in self.state.numbers:
            visible_from = self.state.clock() + milliseconds / 1000
            self.state.numbers[sid].visible_from = visible_from
            self.state.changed = True
            self.save()

    async def _answer(
        self, host: str | None, handler: Handler, request: web.Request
    ) -> web.Response:
        """Let the resource decide, save, and start what follows."""
        form = await _form(request)
        try:
            reply = self._reply(host, handler, request, form)
        except TwilioApiError as error:
            return refused(request, error)
        try:
            self.commit()
        except OSError as error:
            print(f"the state file cannot be written: {error.strerror}", file=sys.stderr)
            return plain_error(500, 20500, "The emulator's state file cannot be written")
        if reply.follow_up is not None:
            self._begin(self._carry(reply.follow_up))
        if reply.body is None:
            return web.Response(status=reply.status)
        return web.json_response(reply.body, status=reply.status)

    def _reply(
        self,
        host: str | None,
        handler: Handler,
        request: web.Request,
        form: Mapping[str, list[str]],
    ) -> Reply:
        """Authenticate, and let the resource decide."""
        wanted_host = request.headers.get(HOST_HEADER, API_HOST)
        if wanted_host != host:
            raise not_emulated(f"{request.method} https://{wanted_host}{request.path}")
        header = request.headers.get("Authorization", "")
        principal = authenticate(header, self.state, self.options)
        names = dict(request.match_info)
        account = principal.account
        if "account_sid" in names:
            account = authorize(principal, names["account_sid"], request.path, self.state)
        api_request = ApiRequest(
            path=request.path,
            names=names,
            query=dict(request.query),
            form={name: values[0] for name, values in form.items()},
            form_lists=form,
            principal=principal,
            account=account,
            state=self.state,
            inventory=self._inventory,
            options=self.options,
        )
        return answer_test(handler, api_request) if principal.is_test else handler(api_request)

    def commit(self) -> None:
        """Fire the usage triggers that are due, and save. Raises `OSError`."""
        for trigger in fire_due(self.state):
            self._begin(self._notify(trigger))
        self.save()

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)

    async def _carry(self, sid: str) -> None:
        await self._carrier.carry(sid)
        self.save()

    async def _notify(self, trigger: UsageTrigger) -> None:
        await self._carrier.notify(trigger)
        self.save()


async def _is_released(released: asyncio.Event) -> bool:
    """Wait until what hangs may be answered; false where nobody lets it go."""
    try:
        return await asyncio.wait_for(released.wait(), _LONGEST_HANG_S)
    except asyncio.TimeoutError:
        return False


async def _form(request: web.Request) -> dict[str, list[str]]:
    """Return the fields of a form body; Twilio's v2010 API reads no other kind of body."""
    form: dict[str, list[str]] = {}
    if request.method == "POST" and request.content_type == "application/x-www-form-urlencoded":
        for name, value in (await request.post()).items():
            if isinstance(value, str):
                form.setdefault(name, []).append(value)
    return form


def _refuse(request: ApiRequest) -> Reply:
    # Never reached: a path without a resource has no host, so it is refused before this.
    raise not_emulated(request.path)
