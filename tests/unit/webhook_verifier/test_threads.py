"""Many threads, one reading. What a thread waits for is always told to it; none sleeps."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest

from berthcare.webhook_verifier import AcceptedTokens, TokensUnavailable
from tests.unit.webhook_verifier.rotated_secret import RotatedSecret

PATIENCE = 10


class HeldSecret(RotatedSecret):
    """While `held`, a reading goes on until it is let go."""

    def __init__(self, *tokens: str) -> None:
        super().__init__(*tokens)
        self.begun = Event()
        self.let_go = Event()
        self.let_go.set()

    def read(self) -> tuple[str, ...]:
        self.begun.set()
        assert self.let_go.wait(PATIENCE)
        return super().read()

    @contextmanager
    def held(self, ask: Callable[[], bool]) -> Iterator["Future[bool]"]:
        """Have a thread ask, and give its answer to come, while its reading goes on."""
        self.begun.clear()
        self.let_go.clear()
        with ThreadPoolExecutor() as pool:
            try:
                answer = pool.submit(ask)
                assert self.begun.wait(PATIENCE)
                yield answer
            finally:
                self.let_go.set()


@pytest.fixture
def secret() -> HeldSecret:
    return HeldSecret("first")


@pytest.fixture
def tokens(secret: HeldSecret) -> AcceptedTokens:
    return AcceptedTokens(secret.read, clock=secret.clock)


def test_threads_that_ask_at_the_same_time_share_one_reading(
    tokens: AcceptedTokens, secret: HeldSecret
) -> None:
    with ThreadPoolExecutor(20) as pool:
        with secret.held(lambda: tokens.includes("first")):
            others = [pool.submit(tokens.includes, "first") for _ in range(20)]
        assert all(other.result(PATIENCE) for other in others)
    assert secret.reads == 1


def test_while_one_reads_the_others_go_on_with_the_tokens_known(
    tokens: AcceptedTokens, secret: HeldSecret
) -> None:
    tokens.includes("first")
    secret.now = 60
    with secret.held(lambda: tokens.includes("first")) as reading:
        assert tokens.includes("first")
        assert not reading.done()


def test_while_one_reads_a_token_that_matches_none_waits_for_what_it_finds(
    tokens: AcceptedTokens, secret: HeldSecret
) -> None:
    tokens.includes("first")
    secret.now, secret.tokens = 60, ("second", "first")
    tried = Event()

    def is_second(token: str) -> bool:
        tried.set()
        return token == "second"

    with ThreadPoolExecutor() as pool:
        with secret.held(lambda: tokens.includes("first")):
            waiting = pool.submit(tokens.accepts, is_second)
            assert tried.wait(PATIENCE)
        assert waiting.result(PATIENCE)
    assert secret.reads == 2


def test_while_readings_fail_one_thread_hangs_and_the_others_are_answered(
    tokens: AcceptedTokens, secret: HeldSecret
) -> None:
    secret.broken = OSError()
    with pytest.raises(TokensUnavailable):
        tokens.includes("first")
    secret.now = 1
    with secret.held(lambda: tokens.includes("first")) as reading:
        with pytest.raises(TokensUnavailable):
            tokens.includes("first")
        assert not reading.done()
        secret.broken = None
    assert reading.result(PATIENCE)


def test_a_judgement_in_one_thread_keeps_nobody_from_reading(
    tokens: AcceptedTokens, secret: HeldSecret
) -> None:
    def judge(token: str) -> bool:
        with ThreadPoolExecutor() as pool:
            pool.submit(tokens.refresh).result(PATIENCE)
        return token == "first"

    assert tokens.accepts(judge)
    assert secret.reads == 2
