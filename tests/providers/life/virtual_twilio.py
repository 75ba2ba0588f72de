"""The Twilio emulator in this process, on a clock that passes only when it is told to.

A test double around `localcloud.twilio`: the emulator's own application answers, without a socket,
so that thousands of lives of a stack take a minute. test_virtual_twilio.py holds every kind of
failure here against the same emulator behind a real socket.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from aiohttp import web

from localcloud.twilio.entities import PhoneNumber, Purchase
from localcloud.twilio.exchange import Options
from localcloud.twilio.faults import Fault
from localcloud.twilio.fixture import ACCOUNT_SID, AUTH_TOKEN
from localcloud.twilio.inventory import Inventory, Listing, fictional_stock
from localcloud.twilio.server import Emulator
from localcloud.twilio.state import State, new_sid
from tests.providers.life.wire import Exchange, Line, received

SUBACCOUNT_SID = "AC" + "1" * 32
COLLEAGUES_NAME = "Reception"
_START = 1_800_000_000.0
AREA_CODES = ("416", "647", "604", "514")
"""The only ones with numbers."""
_STOCK = 8
"""Numbers in each area code: six that can be bought, one without text, one that wants an address.

The fewer there are, the cheaper is a search."""
_FOR_EVER_S = 1e9
_TURNS = 8
"""Enough for a request that waits for nothing, or whose wait has just ended."""
_PURCHASE = "/IncomingPhoneNumbers.json"


def stock() -> list[Listing]:
    """Return the numbers on sale."""
    local = (listing for listing in fictional_stock(0, _STOCK) if listing.kind == "local")
    return [listing for listing in local if str(listing.area_code) in AREA_CODES]


class _Loop(asyncio.SelectorEventLoop):
    """An event loop by the clock of a `VirtualTwilio`."""

    def __init__(self, twilio: "VirtualTwilio") -> None:
        super().__init__()
        self._twilio = twilio

    def time(self) -> float:
        """Return the virtual time."""
        return self._twilio.now


class VirtualTwilio:
    """The emulator, its clock, and what happens to it. For one thread at a time."""

    def __init__(self) -> None:
        self.now = _START
        self.struck: Counter[str] = Counter()
        """How often each kind of fault struck, since the beginning."""
        self.requests = 0
        self._loop = _Loop(self)
        self._state = State(ACCOUNT_SID, AUTH_TOKEN, lambda: self.now)
        self._blank = self._state.to_document()
        self._emulator = Emulator(self._state, Options(release_window_s=_FOR_EVER_S), {})
        self._emulator._inventory = Inventory(stock())
        self._application = self._emulator._application()
        self._application.freeze()
        self._count_faults()
        self._under_way: set[asyncio.Task[web.StreamResponse]] = set()
        self._lag_s = 0.0
        self._seen = 0
        self._rivals: list[str] = []
        self._later: list[tuple[int, Mapping[str, Any], int]] = []
        self.colleagues: set[str] = set()
        """The SIDs of the numbers that somebody else bought in the same account."""

    def begin(self, *, lag_s: float = 0.0, with_subaccount: bool = False) -> None:
        """Begin anew: nothing owned. A number bought is not in the lists for the first `lag_s`."""
        self.clear_faults()
        for task in self._under_way:
            task.cancel()
        self._turn()
        self._under_way.clear()
        self._state.restore(self._blank)
        self._lag_s, self._seen = lag_s, 0
        self.colleagues = set()
        if with_subaccount:
            root = self._state.accounts[ACCOUNT_SID]
            fields = {**vars(root), "sid": SUBACCOUNT_SID, "friendly_name": "Staging"}
            self._state.accounts[SUBACCOUNT_SID] = type(root)(**{**fields, "auth_token": "x" * 32})

    def close(self) -> None:
        """End the loop."""
        self.begin()
        self._loop.close()

    # What happens at Twilio

    def add_fault(self, rule: Mapping[str, Any], times: int = 1, skip: int = 0) -> None:
        """Add a fault as `POST /_emulator/faults` takes it, or `{"taken_by": …}`.

        `taken_by`: while it is being bought, the number goes to a `stranger`, who has another main
        account, or to a `colleague`, who has the same account. The next `skip` requests are spared.
        """
        if skip:
            self._later.append((self.requests + skip, rule, times))
        elif "taken_by" in rule:
            self._rivals += [rule["taken_by"]] * times
        else:
            self._emulator.faults.add({"times": times, **rule})

    def clear_faults(self) -> None:
        """Forget every fault and answer what one of them holds."""
        self._rivals, self._later = [], []
        self._emulator.faults.clear()
        self._emulator.release_hanging()
        self._turn()

    def numbers(self) -> list[PhoneNumber]:
        """Return the owned numbers, without a colleague's."""
        return [n for n in self._state.numbers.values() if n.sid not in self.colleagues]

    def purchases(self) -> list[Purchase]:
        """Return every purchase of this life that the provider made, oldest first."""
        return list(self._state.purchases)

    def accounts(self) -> set[str]:
        """Return the SIDs of all accounts."""
        return set(self._state.accounts)

    def number(self, sid: str) -> PhoneNumber | None:
        """Return one owned number."""
        return self._state.numbers.get(sid)

    def release(self, sid: str) -> None:
        """Release a number, as a person does in the Console."""
        number = self._state.numbers.pop(sid)
        self._state.released[number.number] = self.now

    # Requests and time

    def send(self, request: requests.PreparedRequest) -> Exchange:
        """Carry a request to the emulator, as far as it goes without waiting."""
        self._add_due_faults()
        self.requests += 1
        self._let_rivals_buy(request)
        line = Line(self._loop)
        task = self._loop.create_task(
            self._application._handle(received(request, line, self._loop))
        )
        exchange = Exchange(request, line, task)
        self._under_way.add(task)
        self._turn()
        return exchange

    def advance(self, seconds: float) -> None:
        """Let time pass; what is under way at Twilio goes on in steps of a second at most."""
        until = self.now + seconds
        while self._under_way and self.now < until:
            self.now = min(until, self.now + 1.0)
            self._turn()
        self.now = until

    def _turn(self) -> None:
        """Run what can run now."""
        for _ in range(_TURNS):
            self._loop.call_soon(self._loop.stop)
            self._loop.run_forever()
            self._hide_new()
            self._under_way = {task for task in self._under_way if not task.done()}
            if not self._under_way:
                break

    def _add_due_faults(self) -> None:
        later, self._later = self._later, []
        for due, rule, times in later:
            self.add_fault(rule, times, max(0, due - self.requests))

    def _hide_new(self) -> None:
        for purchase in self._state.purchases[self._seen :]:
            number = self._state.numbers[purchase.sid]
            number.visible_from = max(number.visible_from, self.now + self._lag_s)
        self._seen = len(self._state.purchases)

    def _let_rivals_buy(self, request: requests.PreparedRequest) -> None:
        path = urlsplit(request.url or "").path
        if not self._rivals or request.method != "POST" or not path.endswith(_PURCHASE):
            return
        wanted = parse_qs(str(request.body or ""))["PhoneNumber"][0]
        if self._state.owned(wanted) is not None:
            return
        rival = self._rivals.pop(0)
        self.struck[f"taken by a {rival}"] += 1
        # What a stranger owns is neither offered nor to be bought, and so is a released number.
        self._state.released[wanted] = self.now
        if rival == "colleague":
            number = _number_of_a_colleague(wanted, path.split("/")[3], self.now)
            self._state.numbers[number.sid] = number
            self.colleagues.add(number.sid)

    def _count_faults(self) -> None:
        strike = self._emulator.faults.strike

        def counted(method: str, path: str) -> Fault | None:
            fault = strike(method, path)
            if fault is not None:
                self.struck[_kind(fault)] += 1
            return fault

        self._emulator.faults.strike = counted  # type: ignore[method-assign]


def _kind(fault: Fault) -> str:
    """Name a fault for the figures."""
    if fault.status is not None:
        page = "page " if fault.page else ""
        return f"{page}{fault.status}{' after commit' if fault.after_commit else ''}"
    kinds = ("latency_ms", "drop_after_commit", "hang_after_commit", "reset", "slow_visibility_ms")
    return next(kind for kind in kinds if getattr(fault, kind))


def _number_of_a_colleague(e164: str, account_sid: str, now: float) -> PhoneNumber:
    return PhoneNumber(
        sid=new_sid("PN"),
        account_sid=account_sid,
        number=e164,
        kind="local",
        country="CA",
        sms=True,
        mms=True,
        address_requirements="none",
        settings={"friendly_name": COLLEAGUES_NAME, "emergency_address_sid": None},
        created=now,
        updated=now,
        order=random.Random(e164).randrange(10**6),  # noqa: S311 - an order, not a secret
    )
