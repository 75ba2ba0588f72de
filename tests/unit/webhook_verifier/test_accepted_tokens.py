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


def test_a_new_token_waits_a_second_after_a_reading_that_failed_and_not_ten(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    tokens.includes("first")
    secret.now, secret.tokens, secret.broken = 1, ("second", "first"), OSError()
    for secret.now in (1, 1.5):
        with pytest.raises(TokensUnavailable):
            tokens.includes("second")
    secret.now, secret.broken = 2, None
    assert tokens.includes("second")


def test_a_reading_that_fails_soon_after_one_for_a_mismatch_keeps_no_new_token_out(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    tokens.includes("first")
    secret.now = 1
    assert not tokens.includes("forged")
    secret.now, secret.tokens, secret.broken = 2, ("second", "first"), OSError()
    with pytest.raises(TokensUnavailable):
        tokens.refresh()
    secret.now, secret.broken = 3, None
    assert tokens.includes("second")


def test_a_reading_that_failed_is_not_the_one_that_a_mismatch_may_have_in_ten_seconds(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    tokens.includes("first")
    secret.now, secret.broken = 1, OSError()
    with pytest.raises(TokensUnavailable):
        tokens.includes("forged")
    secret.now, secret.broken = 2, None
    tokens.refresh()
    secret.now, secret.tokens = 3, ("second", "first")
    assert tokens.includes("second")


def test_while_reading_fails_forged_tokens_have_it_tried_once_a_second_at_most(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    tokens.includes("first")
    secret.broken = OSError()
    for tenth in range(10, 40):
        secret.now = tenth / 10
        with pytest.raises(TokensUnavailable):
            tokens.includes("forged")
    assert secret.reads == 1 + 3


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


def test_no_frame_below_the_caller_s_shows_the_token_that_was_asked_about(
    tokens: AcceptedTokens, secret: RotatedSecret
) -> None:
    presented = "b" * 32
    secret.broken = OSError()
    with pytest.raises(TokensUnavailable) as raised:
        tokens.includes(presented)
    own = [entry.frame.f_locals for entry in raised.traceback[1:]]
    assert own
    assert presented not in repr(own)
