"""How many requests without a genuine signature the receiver answers: a bucket for each source.

Twilio's own requests are never counted: a stranger who floods the backend must not be able to keep
a family's text out.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

BURST = 20
"""Requests that one source may send to one path at once."""
PER_SECOND = 1.0
"""Requests that are allowed again in each second."""
_MOST_BUCKETS = 1000
"""Those unused for longest are forgotten: a stranger must not fill the memory either."""


class RateLimit:
    """Token buckets, one for each source and path."""

    def __init__(
        self,
        burst: int = BURST,
        per_second: float = PER_SECOND,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def seconds_left(self, source: str, path: str) -> int:
        """Count one request; return 0 where it is allowed, else whole seconds until one is."""
        now, key = self._clock(), (source, path)
        tokens, since = self._buckets.pop(key, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - since) * self._per_second)
        allowed = tokens >= 1
        self._buckets[key] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > _MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return 0 if allowed else math.ceil((1 - tokens) / self._per_second)
