"""A whole rotation on a clock of its own, as a verifier lives through it."""

from dataclasses import dataclass, field

import pytest

from berthcare.rotation_schedule import SETTLING_SECONDS
from berthcare.webhook_verifier import (
    LONGEST_KEEP_SECONDS,
    TokensUnavailable,
    WebhookVerifier,
)
from tests.unit.webhook_verifier.rotated_secret import FIELDS, URL, RotatedSecret, signed_by

OLD, NEW, FOREIGN = "0" * 32, "1" * 32, "f" * 32
MOVED = 1000.0
"""When the label moves to the new token."""


@dataclass
class Rotation:
    """The secret, and with what Twilio signs; `at` sets the time and does what is due by then."""

    promoted: float
    retired: float
    secret: RotatedSecret = field(default_factory=lambda: RotatedSecret(OLD))

    def at(self, now: float) -> str:
        """Return Twilio's signature at that time."""
        self.secret.now = now
        if now >= self.retired:
            self.secret.tokens = (NEW,)
        elif now >= MOVED:
            self.secret.tokens = (NEW, OLD)
        return signed_by(NEW if now >= self.promoted else OLD)

    def verifier(self, refetch_seconds: float = 10) -> WebhookVerifier:
        return WebhookVerifier(
            self.secret.read, refetch_seconds=refetch_seconds, clock=self.secret.clock
        )


def accepts(verifier: WebhookVerifier, signature: str) -> bool:
    return verifier.is_genuine(URL, FIELDS, signature)


def moments(start: float, rotation: Rotation) -> list[float]:
    """Return every fifth second from `start`, and the moments around each event."""
    events = (MOVED, rotation.promoted, rotation.retired)
    around = {event + shift for event in events for shift in (-0.001, 0, 0.001, 59.999, 60)}
    end = rotation.retired + 120
    return sorted({*around, *(start + step * 5 for step in range(int((end - start) / 5)))})


@pytest.mark.parametrize("settling", [LONGEST_KEEP_SECONDS, SETTLING_SECONDS])
@pytest.mark.parametrize("phase", [0, 0.001, 30, 59.999])
def test_no_webhook_is_refused_and_none_by_another_token_accepted(
    settling: float, phase: float
) -> None:
    rotation = Rotation(MOVED + settling, MOVED + 2 * settling)
    # No mismatch may help it over: its one reading for a mismatch is used up by a forged request.
    verifier = rotation.verifier(refetch_seconds=1e6)
    for now in moments(MOVED - 120 - phase, rotation):
        signature = rotation.at(now)
        assert accepts(verifier, signature), now
        assert not accepts(verifier, signed_by(FOREIGN)), now


def test_a_promotion_before_the_keep_time_would_refuse_webhooks_without_a_second_reading() -> None:
    rotation = Rotation(MOVED + 30, MOVED + 600)
    verifier = rotation.verifier(refetch_seconds=1e6)
    rotation.at(MOVED - 10)
    accepts(verifier, signed_by(FOREIGN))
    rotation.at(MOVED - 9)
    accepts(verifier, signed_by(FOREIGN))
    assert not accepts(verifier, rotation.at(MOVED + 30))


def test_a_promotion_at_once_is_found_by_the_second_reading() -> None:
    rotation = Rotation(promoted=MOVED, retired=MOVED)
    verifier = rotation.verifier()
    assert accepts(verifier, rotation.at(MOVED - 1))
    assert accepts(verifier, rotation.at(MOVED))
    assert not accepts(verifier, signed_by(OLD))


def test_a_webhook_between_promotion_and_retirement_leaves_the_old_token_the_keep_time() -> None:
    rotation = Rotation(promoted=MOVED, retired=MOVED + 2)
    verifier = rotation.verifier()
    assert accepts(verifier, rotation.at(MOVED - 1))
    assert accepts(verifier, rotation.at(MOVED + 1))
    assert accepts(verifier, rotation.at(MOVED + 3))
    assert accepts(verifier, signed_by(OLD))
    assert accepts(verifier, rotation.at(rotation.retired + LONGEST_KEEP_SECONDS))
    assert not accepts(verifier, signed_by(OLD))


def test_before_the_label_moves_the_new_token_is_refused() -> None:
    rotation = Rotation(MOVED + SETTLING_SECONDS, MOVED + 2 * SETTLING_SECONDS)
    verifier = rotation.verifier()
    rotation.at(MOVED - 1)
    assert not accepts(verifier, signed_by(NEW))


def test_the_retired_token_is_refused_when_the_keep_time_is_over() -> None:
    rotation = Rotation(MOVED + SETTLING_SECONDS, MOVED + 2 * SETTLING_SECONDS)
    verifier = rotation.verifier()
    rotation.at(rotation.retired - 0.001)
    assert accepts(verifier, signed_by(OLD))
    rotation.at(rotation.retired + LONGEST_KEEP_SECONDS)
    assert not accepts(verifier, signed_by(OLD))


def test_the_retired_token_is_refused_right_after_a_refresh() -> None:
    rotation = Rotation(MOVED + SETTLING_SECONDS, MOVED + 2 * SETTLING_SECONDS)
    verifier = rotation.verifier()
    rotation.at(rotation.retired - 0.001)
    assert accepts(verifier, signed_by(OLD))
    rotation.at(rotation.retired)
    verifier.refresh()
    assert not accepts(verifier, signed_by(OLD))


def test_through_an_outage_of_aws_no_webhook_is_called_forged() -> None:
    rotation = Rotation(MOVED + SETTLING_SECONDS, MOVED + 2 * SETTLING_SECONDS)
    verifier = rotation.verifier()
    assert accepts(verifier, rotation.at(MOVED - 1))
    rotation.secret.broken = OSError()
    assert accepts(verifier, rotation.at(rotation.promoted - 1))
    with pytest.raises(TokensUnavailable):
        accepts(verifier, rotation.at(rotation.promoted))
    rotation.secret.broken = None
    assert accepts(verifier, rotation.at(rotation.promoted + 1))
