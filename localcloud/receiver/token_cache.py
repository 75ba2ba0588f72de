"""Keeps the auth tokens for a short time, and fetches again where a signature does not match."""

import asyncio
import time
from collections.abc import Callable

from localcloud.receiver.account_tokens import TokensUnavailableError

KEEP_SECONDS = 30.0
"""A rotation promotes a token only when verifiers have forgotten what they knew before it."""
REFETCH_SECONDS = 10.0
"""Mismatches make at most one fetch in this time, or forged requests would cost money."""
FAILURE_SECONDS = 1.0
"""A failed fetch is repeated after this time at the earliest."""


class TokenCache:
    """Tokens by way of `read`, which blocks; used from one event loop."""

    def __init__(
        self, read: Callable[[], tuple[str, ...]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read = read
        self._clock = clock
        self._fetching = asyncio.Lock()
        self._tokens: tuple[str, ...] = ()
        self._fetched_at = float("-inf")
        self._refetched_at = float("-inf")
        self._failure: TokensUnavailableError | None = None
        self._failed_at = float("-inf")

    async def tokens(self) -> tuple[str, ...]:
        """Return the tokens, fetched where those kept are too old.

        Raises `TokensUnavailableError`.
        """
        async with self._fetching:
            if not self._is_recent(self._fetched_at, KEEP_SECONDS):
                await self._fetch()
            return self._tokens

    async def tokens_after_mismatch(self) -> tuple[str, ...]:
        """Return the tokens, fetched again unless a mismatch had them fetched a moment ago.

        Raises `TokensUnavailableError`.
        """
        async with self._fetching:
            if not self._is_recent(self._refetched_at, REFETCH_SECONDS):
                self._refetched_at = self._clock()
                await self._fetch()
            return self._tokens

    async def _fetch(self) -> None:
        if self._failure is not None and self._is_recent(self._failed_at, FAILURE_SECONDS):
            raise self._failure
        try:
            self._tokens = await asyncio.to_thread(self._read)
        except TokensUnavailableError as failure:
            self._failure, self._failed_at = failure, self._clock()
            raise
        self._failure, self._fetched_at = None, self._clock()

    def _is_recent(self, moment: float, seconds: float) -> bool:
        return self._clock() - moment < seconds
