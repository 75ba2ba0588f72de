"""An emulator inside a test: on a free loopback port, in a thread, with made-up credentials."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from localcloud.twilio import storage
from localcloud.twilio.entities import PhoneNumber, Purchase
from localcloud.twilio.errors import JsonObject
from localcloud.twilio.exchange import Options
from localcloud.twilio.server import Emulator
from localcloud.twilio.state import State
from localcloud.twilio.usage import charge

T = TypeVar("T")
ACCOUNT_SID = "AC" + "0" * 32
AUTH_TOKEN = "fake" * 8
_STOP_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class RunningEmulator:
    """A running emulator. `base_url` has no trailing slash."""

    base_url: str
    account_sid: str
    auth_token: str
    _emulator: Emulator
    _loop: asyncio.AbstractEventLoop

    def add_fault(self, **rule: Any) -> None:
        """Add a fault rule, with the fields of `POST /_emulator/faults`."""
        self._on_loop(lambda: self._emulator.faults.add(rule))

    def clear_faults(self) -> None:
        """Forget every fault rule and answer what one of them holds."""

        def clear() -> None:
            self._emulator.faults.clear()
            self._emulator.release_hanging()

        self._on_loop(clear)

    def numbers(self) -> list[PhoneNumber]:
        """Return the owned numbers of all accounts, oldest first, whether visible or not."""
        return self._on_loop(lambda: list(self._emulator.state.numbers.values()))

    def purchases(self) -> list[Purchase]:
        """Return every purchase ever made, oldest first."""
        return self._on_loop(lambda: list(self._emulator.state.purchases))

    def requests(self) -> int:
        """Return how many API requests came, the failed ones too."""
        return self._on_loop(lambda: self._emulator.requests)

    def deliveries(self) -> list[JsonObject]:
        """Return the webhook attempts, oldest first."""
        return self._on_loop(self._emulator.sender.deliveries)

    def spend(self, account_sid: str, category: str, price: str) -> None:
        """Charge an account `price` US dollars in a usage category."""

        def spent() -> None:
            charge(self._emulator.state, account_sid, category, Decimal(price))
            self._emulator.commit()

        self._on_loop(spent)

    def settle(self) -> None:
        """Wait until every message, call and callback under way has come to its end."""
        waiting = asyncio.run_coroutine_threadsafe(self._emulator.settled(), self._loop)
        waiting.result(_STOP_TIMEOUT_S)

    def add_customer(self, account_sid: str, auth_token: str) -> None:
        """Add another customer's main account, a stranger to the emulator's own."""
        self._on_loop(lambda: self._emulator.state.add_customer(account_sid, auth_token))

    def token_of(self, account_sid: str) -> str:
        """Return an account's primary auth token."""
        return self._on_loop(lambda: self._emulator.state.accounts[account_sid].auth_token)

    def _on_loop(self, ask: Callable[[], T]) -> T:
        async def asked() -> T:
            return ask()

        return asyncio.run_coroutine_threadsafe(asked(), self._loop).result(_STOP_TIMEOUT_S)


@contextmanager
def running_emulator(
    *,
    options: Options | None = None,
    webhook_hosts: Mapping[str, str] | None = None,
    state_file: Path | None = None,
    clock: Callable[[], float] = time.time,
    account_sid: str = ACCOUNT_SID,
    auth_token: str = AUTH_TOKEN,
) -> Iterator[RunningEmulator]:
    """Run an emulator until the block ends.

    `clock` gives seconds since the epoch, so that a test can pass a window without waiting;
    `webhook_hosts` maps a host name to `http://127.0.0.1:PORT`.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="twilio-emulator", daemon=True)
    thread.start()
    try:
        state = State(account_sid, auth_token, clock)
        document = storage.load(state_file) if state_file is not None else None
        if document is not None:
            state.restore(document)

        async def begin() -> tuple[Emulator, int]:
            emulator = Emulator(state, options or Options(), webhook_hosts or {}, state_file)
            return emulator, await emulator.start(0)

        emulator, port = asyncio.run_coroutine_threadsafe(begin(), loop).result(_STOP_TIMEOUT_S)
        try:
            yield RunningEmulator(
                f"http://127.0.0.1:{port}", account_sid, auth_token, emulator, loop
            )
        finally:
            asyncio.run_coroutine_threadsafe(emulator.stop(), loop).result(_STOP_TIMEOUT_S)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_STOP_TIMEOUT_S)
        loop.close()
