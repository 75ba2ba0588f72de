"""A provider's process: up to four threads, which anything may interrupt and which may be killed.

A test double of what runs a dynamic provider. Only one of its threads runs at a time: each stops at
every boundary (before a request is sent, before its answer is read, before a result reaches the
engine, at every wait) and goes on when it is chosen. So a run is repeated by its choices, and a
kill finds the process at a known place.
"""

import contextlib
import io
import random
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence

import pytest
import requests
from pulumi.dynamic import Config, ConfigureRequest
from requests.adapters import HTTPAdapter

from berthcare.errors import BerthcareError
from localcloud.twilio.fixture import ACCOUNT_SID, AUTH_TOKEN
from providers.api.client import Patience
from providers.api.settling import Settling
from providers.phone_number import PhoneNumberProvider
from tests.providers.life.virtual_twilio import VirtualTwilio
from tests.providers.life.wire import Exchange

NewProvider = Callable[[Patience, Settling], PhoneNumberProvider]
THREADS = 4
"""How many calls Pulumi's dynamic provider server works at, at once."""
_GRACE_S = 0.002
_STUCK_S = 20.0
_current = threading.local()


class Killed(BaseException):
    """The process is no more. As `BaseException` it passes through every `except Exception`."""


class _Thread:
    """One thread of the process, and what it stopped for."""

    def __init__(self, process: "ProviderProcess") -> None:
        self._process = process
        self._gate = threading.Semaphore(0)
        self.request: requests.PreparedRequest | None = None
        self.timeout = 0.0
        self.exchange: Exchange | None = None
        self.wakes: float | None = None
        self.is_parked = False
        self.is_over = False
        self.thread = threading.Thread(target=self._work, daemon=True)

    def ask(self, request: requests.PreparedRequest, timeout: float) -> requests.Response:
        """Send a request when it is this thread's turn, and return its answer."""
        self.request, self.timeout = request, timeout
        self._park()
        exchange, self.exchange, self.wakes = self.exchange, None, None
        assert exchange is not None, "the process let the thread go on without an answer"
        return exchange.answer()

    def sleep(self, seconds: float) -> None:
        """Wait, by the virtual clock."""
        self.wakes = self._process.twilio.now + seconds
        self._park()
        self.wakes = None

    def boundary(self) -> None:
        """Let others go first, or the kill."""
        self._park()

    def resume(self) -> None:
        """Go on; called by the process, which counts this thread as running."""
        self._gate.release()

    def is_ready(self, now: float) -> bool:
        """Tell whether the thread can go on now."""
        if self.exchange is not None and self.exchange.is_over:
            return True
        return self.wakes is None or self.wakes <= now

    def _park(self) -> None:
        self._process.park(self)
        self._gate.acquire()
        if self._process.is_dead:
            raise Killed

    def _work(self) -> None:
        _current.thread = self
        with contextlib.suppress(Killed):
            self._process.work()
        self._process.leave(self)


class ProviderProcess:
    """One process with one provider, killed at its boundary number `kill_at`, if it gets there."""

    def __init__(
        self,
        twilio: VirtualTwilio,
        choices: random.Random,
        kill_at: int | None = None,
        new_provider: NewProvider = PhoneNumberProvider,
    ) -> None:
        self.twilio = twilio
        self.boundaries = 0
        self.is_dead = False
        self.failures: list[BerthcareError] = []
        self._bugs: list[BaseException] = []
        self._choices = choices
        self._kill_at = kill_at
        self._jobs: deque[Callable[[], None]] = deque()
        self._threads: list[_Thread] = []
        self._running = 0
        self._changed = threading.Condition()
        patience = Patience(sleep=_sleep, jitter=lambda: 0.5)
        self.provider = new_provider(patience, Settling(sleep=_sleep))
        credentials = {"test:twilioAccountSid": ACCOUNT_SID, "test:twilioAuthToken": AUTH_TOKEN}
        self.provider.configure(ConfigureRequest(Config(credentials, "test")))

    def run(self, jobs: Sequence[Callable[[], None]]) -> None:
        """Do the jobs in up to four threads; after a failure none is begun any more.

        Raises `Killed`, and whatever is no `BerthcareError`.
        """
        self._jobs.extend(jobs)
        self._threads = [_Thread(self) for _ in range(min(THREADS, len(jobs)))]
        self._running = len(self._threads)
        with contextlib.redirect_stdout(io.StringIO()):
            for thread in self._threads:
                thread.thread.start()
            try:
                while self._until_quiet():
                    self._step()
            except Killed:
                self._die()
                raise
        if self._bugs:
            raise self._bugs[0]

    def record(self, result: Callable[[], None]) -> None:
        """Give a result to the engine, unless the process is killed first."""
        _current.thread.boundary()
        result()

    # Called by the threads

    def work(self) -> None:
        """Take jobs and do them."""
        while self._jobs and not self.failures:
            job = self._jobs.popleft()
            try:
                job()
            except BerthcareError as failure:
                self.failures.append(failure)
            except Exception as bug:
                self._bugs.append(bug)

    def park(self, thread: _Thread) -> None:
        """Count a thread as stopped."""
        with self._changed:
            if self.is_dead:
                raise Killed
            thread.is_parked = True
            self._running -= 1
            self._changed.notify_all()

    def leave(self, thread: _Thread) -> None:
        """Count a thread as ended."""
        with self._changed:
            thread.is_over = True
            self._running -= 1
            self._changed.notify_all()

    # Called by whoever runs the process

    def _until_quiet(self) -> bool:
        """Wait until every thread has stopped, and tell whether one is left.

        A thread that stands before a lock which a stopped one holds cannot be told from a busy one,
        so with one stopped the others are given a moment only.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._running == 0, _GRACE_S):
                some_parked = any(thread.is_parked for thread in self._threads)
                if not some_parked:
                    quiet = self._changed.wait_for(self._can_go_on, _STUCK_S)
                    assert quiet, "the provider's threads wait for one another"
            return not all(thread.is_over for thread in self._threads)

    def _can_go_on(self) -> bool:
        return self._running == 0 or any(thread.is_parked for thread in self._threads)

    def _step(self) -> None:
        """Let one of the threads that can go on do so; if none can, let time pass."""
        parked = [thread for thread in self._threads if thread.is_parked]
        ready = [thread for thread in parked if thread.is_ready(self.twilio.now)]
        if ready:
            self._serve(self._choices.choice(ready))
            return
        wait = min(thread.wakes for thread in parked if thread.wakes is not None) - self.twilio.now
        is_waiting_for_twilio = any(thread.exchange is not None for thread in parked)
        self.twilio.advance(min(wait, 1.0) if is_waiting_for_twilio else wait)

    def _serve(self, thread: _Thread) -> None:
        if thread.request is not None:
            request, thread.request = thread.request, None
            self._boundary()
            thread.exchange = self.twilio.send(request)
            thread.wakes = self.twilio.now + thread.timeout
            if not thread.exchange.is_over:
                return
        self._boundary()
        self._resume(thread)

    def _resume(self, thread: _Thread) -> None:
        with self._changed:
            thread.is_parked = False
            self._running += 1
        thread.resume()

    def _boundary(self) -> None:
        self.boundaries += 1
        if self.boundaries == self._kill_at:
            raise Killed

    def _die(self) -> None:
        """End every thread. Requests on their way in that moment may still reach Twilio."""
        self.is_dead = True
        parked = [thread for thread in self._threads if thread.is_parked]
        for thread in parked:
            if thread.request is not None and self._choices.random() < 0.5:
                self.twilio.send(thread.request)
        for thread in parked:
            self._resume(thread)
        # A thread that a lock holds up is as good as gone: it can send nothing.
        for thread in parked:
            thread.thread.join(1.0)


def _sleep(seconds: float) -> None:
    _current.thread.sleep(seconds)


@contextlib.contextmanager
def virtual_network() -> Iterator[None]:
    """Let every request of `requests` go to the process of the thread that makes it."""

    def send(
        _self: HTTPAdapter,
        request: requests.PreparedRequest,
        timeout: float,
        **_: object,
    ) -> requests.Response:
        answer: requests.Response = _current.thread.ask(request, timeout)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HTTPAdapter, "send", send)
        patch.setenv("TWILIO_BASE_URL", "http://127.0.0.1:9")
        yield
