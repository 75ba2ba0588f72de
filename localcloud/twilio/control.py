"""The control surface under `/_emulator`: health, faults, purchases … Not Twilio's.

It asks for no credentials, tells no token, and is reached from this machine only.
"""

import dataclasses
import json
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from aiohttp import web

from localcloud.twilio.faults import FaultRuleError
from localcloud.twilio.state import State
from localcloud.twilio.usage import charge

if TYPE_CHECKING:
    from localcloud.twilio.server import Emulator


_MOST_USES = 100_000


def add_routes(application: web.Application, emulator: "Emulator") -> None:
    """Add the control routes of one emulator."""
    routes = _Control(emulator)
    application.router.add_get("/_emulator/health", routes.health)
    application.router.add_get("/_emulator/purchases", routes.purchases)
    application.router.add_get("/_emulator/deliveries", routes.deliveries)
    application.router.add_post("/_emulator/charges", routes.add_charge)
    application.router.add_post("/_emulator/faults", routes.add_fault)
    application.router.add_delete("/_emulator/faults", routes.clear_faults)
    application.router.add_route("*", "/_emulator/{unknown:.*}", routes.unknown)


class _Control:
    def __init__(self, emulator: "Emulator") -> None:
        self._emulator = emulator

    async def health(self, _: web.Request) -> web.Response:
        state = self._emulator.state
        body = {"status": "ok", "accounts": len(state.accounts), "numbers": len(state.numbers)}
        return web.json_response(body)

    async def purchases(self, _: web.Request) -> web.Response:
        purchases = [dataclasses.asdict(one) for one in self._emulator.state.purchases]
        return web.json_response({"count": len(purchases), "purchases": purchases})

    async def deliveries(self, _: web.Request) -> web.Response:
        return web.json_response({"deliveries": self._emulator.sender.deliveries()})

    async def add_fault(self, request: web.Request) -> web.Response:
        try:
            document = json.loads(await request.text())
            if not isinstance(document, dict):
                return _refusal("the body must be a JSON object")
            self._emulator.faults.add(document)
        except FaultRuleError as error:
            return _refusal(str(error))
        except ValueError:
            return _refusal("the body must be JSON")
        return web.json_response({"added": True}, status=201)

    async def add_charge(self, request: web.Request) -> web.Response:
        """Spend money, so that a rehearsal can reach a limit.

        `{account_sid, category, price}`, and `count` where it is more than one use.
        """
        try:
            document = json.loads(await request.text())
            account_sid, category, price, count = _charge(document, self._emulator.state)
        except _RefusedError as error:
            return _refusal(str(error))
        except ValueError:
            return _refusal("the body must be JSON")
        charge(self._emulator.state, account_sid, category, price, count)
        self._emulator.commit()
        return web.json_response({"added": True}, status=201)

    async def clear_faults(self, _: web.Request) -> web.Response:
        """Forget every rule, and answer the requests that one of them holds."""
        self._emulator.faults.clear()
        self._emulator.release_hanging()
        return web.Response(status=204)

    async def unknown(self, request: web.Request) -> web.Response:
        return web.json_response(
            {"error": f"the emulator has no control {request.method} {request.path}"}, status=404
        )


def _charge(document: object, state: State) -> tuple[str, str, Decimal, int]:
    """Return account, category, price and count of a charge, or raise `_RefusedError`."""
    fields = {"account_sid", "category", "price"}
    if not isinstance(document, dict) or set(document) - {"count"} != fields:
        raise _RefusedError("the body must be an object of account_sid, category and price")
    count = document.get("count", 1)
    if type(count) is not int or not 1 <= count <= _MOST_USES:
        raise _RefusedError(f"count must be a whole number from 1 to {_MOST_USES}")
    values = [document["account_sid"], document["category"], document["price"]]
    if not all(isinstance(value, str) for value in values):
        raise _RefusedError("account_sid, category and price must be strings")
    account_sid, category, price = values
    if account_sid not in state.accounts:
        raise _RefusedError("account_sid must name an account of this emulator")
    try:
        amount = Decimal(price)
    except InvalidOperation:
        raise _RefusedError("price must be an amount such as 12.50") from None
    if not amount.is_finite() or amount < 0:
        raise _RefusedError("price must be an amount such as 12.50")
    return account_sid, category, amount, count


class _RefusedError(Exception):
    """A control request that is refused; the text says why."""


def _refusal(text: str) -> web.Response:
    return web.json_response({"error": text}, status=400)
