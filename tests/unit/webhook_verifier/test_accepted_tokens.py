import math
from collections.abc import Callable

import pytest

from berthcare.webhook_verifier import AcceptedTokens, TokensUnavailable
from tests.unit.webhook_verifier.rotated_secret import RotatedSecret


@pytest.fixture
def secret() -> RotatedSecret:
    return RotatedSecret("first")


@pytest.fixture
def tokens(secret: RotatedSecret) -> AcceptedTokens:
    return AcceptedTokens(secret.read, clock=secret.clock)


def test_nothing_is_read_before_somebody_asks(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    assert not tokens.includes(None)
    assert not tokens.includes("")
    assert secret.reads == 0


def test_each_of_the_tokens_is_accepted_and_no_other(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    secret.tokens = ("second", "first")
    asked = ["second", "first", "third", "firs", "\udcff"]
    assert [tokens.includes(token) for token in asked] == [True, True, False, False, False]


def test_they_are_read_once_a_minute(tokens: AcceptedTokens, secret: RotatedSecret) -> None:
    for secret.now in (0, 30, 59.9, 60, 119.9, 120):
        assert tokens.includes("first")
    assert secret.reads == 3


def test_the_time_of_a_slow_reading_is_counted(secret: RotatedSecret) -> None:
    def read_slowly() -> tuple[str, ...]:
        tokens = secret.read()
        secret.now += 20
        return tokens

    tokens = AcceptedTokens(read_slowly, clock=secret.clock)
    tokens.includes("first")
    secret.now = 60
    tokens.includes("first")
    assert secret.reads == 2


def test_a_token_that_matches_none_has_them_read_at_once(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    tokens.includes("first")
    secret.now, secret.tokens = 1, ("second", "first")
    assert tokens.includes("second")
    assert secret.reads == 2


def test_forged_tokens_have_them_read_every_ten_seconds_at_most(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    for tenth in range(200):
        secret.now = tenth / 10
        assert not tokens.includes("forged")
    # At the first one, at the second, and ten seconds after that.
    assert secret.reads == 3


def test_tokens_that_were_just_read_are_not_read_again_for_a_forged_one(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    assert not tokens.includes("forged")
    assert secret.reads == 1


def test_a_retired_token_is_accepted_no_more_once_they_were_read_again(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    secret.tokens = ("second", "first")
    assert tokens.includes("first")
    secret.now, secret.tokens = 1, ("second",)
    tokens.includes("forged")
    assert not tokens.includes("first")


def test_a_refresh_reads_them_however_young_they_are(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    tokens.includes("first")
    secret.tokens = ("second",)
    tokens.refresh()
    assert not tokens.includes("first")


def test_who_refreshes_by_a_timer_never_reads_while_it_answers(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    for secret.now in range(0, 600, 20):
        tokens.refresh()
        before = secret.reads
        assert tokens.includes("first")
        assert secret.reads == before


def test_when_reading_fails_the_tokens_known_serve_on_for_a_while(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    tokens.includes("first")
    secret.broken = OSError()
    for secret.now in (60, 200, 359.9):
        assert tokens.includes("first")
    secret.now = 360
    with pytest.raises(TokensUnavailable):
        tokens.includes("first")


def test_when_reading_fails_nobody_is_called_forged(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    tokens.includes("first")
    secret.broken = OSError()
    secret.now = 61
    with pytest.raises(TokensUnavailable):
        tokens.includes("second")


def test_a_failed_reading_is_tried_again_after_a_second(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    secret.broken = OSError()
    for secret.now in (0, 0.5, 0.9, 1, 1.5):
        with pytest.raises(TokensUnavailable):
            tokens.includes("first")
    assert secret.reads == 2
    secret.now, secret.broken = 2, None
    assert tokens.includes("first")


def test_after_a_failure_forged_tokens_are_refused_again(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    secret.broken = OSError()
    with pytest.raises(TokensUnavailable):
        tokens.includes("forged")
    secret.broken = None
    for secret.now in (1, 2, 3):
        assert not tokens.includes("forged")


def test_a_failed_refresh_leaves_the_tokens_known(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    tokens.includes("first")
    secret.broken = TokensUnavailable("GetSecretValue answered ThrottlingException")
    with pytest.raises(TokensUnavailable, match="answered ThrottlingException"):
        tokens.refresh()
    assert tokens.includes("first")


@pytest.mark.parametrize("given", [(), "first", ("first", ""), (None,), None, 1])
def test_what_is_no_tokens_is_never_used(
    tokens: AcceptedTokens, secret: RotatedSecret, given: object
) -> None:
    secret.tokens = given
    with pytest.raises(TokensUnavailable):
        tokens.accepts(lambda _: True)


def test_no_text_shows_a_token(tokens: AcceptedTokens, secret: RotatedSecret) -> None:
    value = "a" * 32
    secret.tokens = (value,)
    tokens.includes(value)
    secret.now, secret.broken = 400, ValueError(f"cannot parse {value}")
    with pytest.raises(TokensUnavailable) as raised:
        tokens.includes(value)
    assert str(raised.value) == "reading the tokens failed (ValueError)"
    assert raised.value.__context__ is None
    assert value not in repr(tokens)
    assert value not in "".join(map(repr, vars(tokens).values()))


@pytest.mark.parametrize("seconds", [0, -1, 60.1, 300, math.inf, math.nan])
def test_a_time_that_the_rotation_does_not_wait_for_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match=r"keep_seconds must be more than 0 and at most 60, not"):
        AcceptedTokens(tuple, keep_seconds=seconds)


@pytest.mark.parametrize(
    "make",
    [
        lambda: AcceptedTokens(tuple, refetch_seconds=0),
        lambda: AcceptedTokens(tuple, refetch_seconds=math.inf),
        lambda: AcceptedTokens(tuple, stale_seconds=-1),
        lambda: AcceptedTokens(tuple, stale_seconds=math.nan),
    ],
)
def test_another_time_without_a_sense_is_refused(make: Callable[[], AcceptedTokens]) -> None:
    with pytest.raises(ValueError, match="_seconds must be"):
        make()
