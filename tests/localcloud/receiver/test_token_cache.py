import asyncio
from collections.abc import Awaitable, Callable

import pytest

from localcloud.receiver.account_tokens import TokensUnavailableError
from localcloud.receiver.token_cache import (
    FAILURE_SECONDS,
    KEEP_SECONDS,
    REFETCH_SECONDS,
    TokenCache,
)


class Source:
    """A secret that can be rotated, or be missing, and counts how often it is read."""

    def __init__(self) -> None:
        self.tokens: tuple[str, ...] = ("first",)
        self.reads = 0
        self.missing = False
        self.now = 0.0

    def read(self) -> tuple[str, ...]:
        self.reads += 1
        if self.missing:
            raise TokensUnavailableError("nothing is deployed")
        return self.tokens


def with_cache(scenario: Callable[[TokenCache, Source], Awaitable[None]]) -> Source:
    source = Source()

    async def run() -> None:
        await scenario(TokenCache(source.read, clock=lambda: source.now), source)

    asyncio.run(run())
    return source


def test_tokens_are_read_once_while_they_are_fresh() -> None:
    async def scenario(cache: TokenCache, source: Source) -> None:
        await cache.tokens()
        source.now += KEEP_SECONDS - 1
        assert await cache.tokens() == ("first",)

    assert with_cache(scenario).reads == 1


def test_tokens_are_read_again_when_they_are_old() -> None:
    async def scenario(cache: TokenCache, source: Source) -> None:
        await cache.tokens()
        source.tokens = ("second", "first")
        source.now += KEEP_SECONDS
        assert await cache.tokens() == ("second", "first")

    assert with_cache(scenario).reads == 2


def test_a_mismatch_fetches_at_once() -> None:
    async def scenario(cache: TokenCache, source: Source) -> None:
        await cache.tokens()
        source.tokens = ("second", "first")
        assert await cache.tokens_after_mismatch() == ("second", "first")

    assert with_cache(scenario).reads == 2


def test_many_mismatches_fetch_once_until_the_interval_has_passed() -> None:
    async def scenario(cache: TokenCache, source: Source) -> None:
        for _ in range(50):
            await cache.tokens_after_mismatch()
        assert source.reads == 1
        source.now += REFETCH_SECONDS
        await cache.tokens_after_mismatch()

    assert with_cache(scenario).reads == 2


def test_requests_at_the_same_time_share_one_fetch() -> None:
    async def scenario(cache: TokenCache, source: Source) -> None:
        await asyncio.gather(*(cache.tokens() for _ in range(20)))

    assert with_cache(scenario).reads == 1


def test_a_failed_fetch_is_not_repeated_for_each_request() -> None:
    async def scenario(cache: TokenCache, source: Source) -> None:
        source.missing = True
        for _ in range(20):
            with pytest.raises(TokensUnavailableError, match="nothing is deployed"):
                await cache.tokens()

    assert with_cache(scenario).reads == 1


def test_tokens_appear_after_a_failure() -> None:
    async def scenario(cache: TokenCache, source: Source) -> None:
        source.missing = True
        with pytest.raises(TokensUnavailableError):
            await cache.tokens()
        source.missing = False
        source.now += FAILURE_SECONDS
        assert await cache.tokens() == ("first",)

    with_cache(scenario)


def test_old_tokens_are_not_used_when_they_cannot_be_read_again() -> None:
    async def scenario(cache: TokenCache, source: Source) -> None:
        await cache.tokens()
        source.missing = True
        source.now += KEEP_SECONDS
        with pytest.raises(TokensUnavailableError):
            await cache.tokens()

    with_cache(scenario)
