"""The tokens that are accepted just now: kept for a short time, read again where none matches."""

import hmac
import math
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

LONGEST_KEEP_SECONDS = 60
"""The rotation counts on this: a new token signs minutes after it was stored, not earlier."""
_LONGEST_STALE_SECONDS = 600
"""For so long a token that was revoked may outlive its keep time where AWS cannot be read."""
_REST_SECONDS = 1.0
"""A reading that failed is tried again after this time at the earliest."""


class TokensUnavailable(Exception):
    """It cannot be told who is genuine: answer 503. The text says why and holds no token."""


@dataclass(frozen=True)
class _Reading:
    tokens: tuple[str, ...] = field(repr=False)
    begun_at: float
    """Before the reading began: its tokens are those of that moment, or later ones."""


class AcceptedTokens:
    """The tokens that `read_tokens` gives, each as good as the others. For any number of threads.

    `read_tokens` blocks, and may raise anything: then the tokens known serve `stale_seconds` more.
    They are kept for `keep_seconds`, and one that matches none has them read again at once, but at
    most each `refetch_seconds`, whoever asks: forged requests cost next to nothing. A reading that
    failed does not count for that.
    """

    def __init__(
        self,
        read_tokens: Callable[[], Iterable[str]],
        *,
        keep_seconds: float = LONGEST_KEEP_SECONDS,
        refetch_seconds: float = 10,
        stale_seconds: float = 300,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is read yet. Raises ValueError, for times that would break the rotation, too."""
        if not 0 < keep_seconds <= LONGEST_KEEP_SECONDS:
            raise ValueError(
                f"keep_seconds must be more than 0 and at most {LONGEST_KEEP_SECONDS}, not "
                f"{keep_seconds}: a rotation counts on it that every verifier has read the new "
                "token by then"
            )
        if not 0 < refetch_seconds < math.inf:
            raise ValueError(f"refetch_seconds must be more than 0, not {refetch_seconds}")
        if not 0 <= stale_seconds <= _LONGEST_STALE_SECONDS:
            raise ValueError(
                f"stale_seconds must be 0 or more and at most {_LONGEST_STALE_SECONDS}, not "
                f"{stale_seconds}: for so long a token that was revoked may still be accepted"
            )
        self._read_tokens = read_tokens
        self._keep_seconds = keep_seconds
        self._refetch_seconds = refetch_seconds
        self._stale_seconds = stale_seconds
        self._clock = clock
        # Who has the turn may read the tokens, and alone writes what follows.
        self._turn = threading.Lock()
        self._known: _Reading | None = None
        # Why the last reading failed; None where it did not.
        self._failure: str | None = None
        self._failed_at = -math.inf
        self._reread_at = -math.inf

    def accepts(self, is_made_by: Callable[[str], bool]) -> bool:
        """Tell whether `is_made_by` holds for one of the tokens. May read them: blocks.

        Raises `TokensUnavailable` where no token is known, or none known matches and newer ones
        cannot be read: then nobody is called forged.
        """
        asked_at = self._clock()
        reading = self._young_reading()
        while not any(is_made_by(token) for token in reading.tokens):
            newer = self._newer_reading(reading) if reading.begun_at < asked_at else None
            if newer is None:
                return False
            reading = newer
        return True

    def includes(self, token: str | None) -> bool:
        """Tell in constant time whether this is one of the tokens; as `accepts` otherwise."""
        if not token:
            return False
        is_given = _equal_to(token)
        # What records the frames of an exception, as Sentry does, finds no token in this one.
        del token
        return self.accepts(is_given)

    def refresh(self) -> None:
        """Read the tokens now, for a backend that does so by a timer and never while it answers.

        Raises `TokensUnavailable`; the tokens known serve on.
        """
        with self._turn:
            self._read()
            failure = self._failure
        if failure is not None:
            raise TokensUnavailable(failure)

    def _young_reading(self) -> _Reading:
        known = self._known
        if known is not None and self._age(known) < self._keep_seconds:
            return known
        if self._take_turn(wait=not self._may_serve(known)):
            try:
                if self._known is known:
                    self._read()
            finally:
                self._turn.release()
        known = self._known
        if known is None or not self._may_serve(known):
            raise self._unavailable()
        return known

    def _newer_reading(self, known: _Reading) -> _Reading | None:
        """Return what was read after `known`, or None where there is nothing newer to know."""
        if self._take_turn(wait=True):
            try:
                if self._known is known and self._may_reread():
                    begun_at = self._clock()
                    self._read()
                    if self._failure is None:
                        self._reread_at = begun_at
            finally:
                self._turn.release()
        if self._known is not known:
            return self._known
        if self._failure is not None:
            raise self._unavailable()
        return None

    def _may_reread(self) -> bool:
        """Tell whether it is time. Where the last reading failed, its rest alone is waited for."""
        return self._failure is not None or self._is_over(self._reread_at, self._refetch_seconds)

    def _take_turn(self, *, wait: bool) -> bool:
        """Take the turn, or leave it to who has it: while readings fail only one thread hangs."""
        return self._turn.acquire(blocking=wait and self._failure is None)

    def _read(self) -> None:
        if not self._is_over(self._failed_at, _REST_SECONDS):
            return
        begun_at = self._clock()
        try:
            tokens = _checked(self._read_tokens())
        except TokensUnavailable as unavailable:
            self._failure = str(unavailable)
        except Exception as error:
            # Its text may hold anything; its type is enough to go on.
            self._failure = f"reading the tokens failed ({type(error).__name__})"
        else:
            self._known, self._failure = _Reading(tokens, begun_at), None
            return
        self._failed_at = self._clock()

    def _unavailable(self) -> TokensUnavailable:
        return TokensUnavailable(self._failure or "the tokens are being read")

    def _may_serve(self, known: _Reading | None) -> bool:
        longest = self._keep_seconds + self._stale_seconds
        return known is not None and self._age(known) < longest

    def _age(self, known: _Reading) -> float:
        return self._clock() - known.begun_at

    def _is_over(self, moment: float, seconds: float) -> bool:
        return self._clock() - moment >= seconds


def _equal_to(given: str) -> Callable[[str], bool]:
    """Return what compares with `given` in constant time, and does not show it."""
    expected = given.encode("utf-8", "surrogatepass")
    return lambda accepted: hmac.compare_digest(accepted.encode(), expected)


def _checked(tokens: Iterable[str]) -> tuple[str, ...]:
    """Return the tokens. An empty one would let anybody sign, so would the letters of one text."""
    several = () if isinstance(tokens, str) else tuple(tokens)
    if not several or not all(isinstance(token, str) and token for token in several):
        raise TokensUnavailable("what was read is no tokens")
    return several
