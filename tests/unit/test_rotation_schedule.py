"""How long a rotation settles, beside how long those who verify keep what they read."""

from berthcare.rotation_schedule import COMPLETION_PERIOD_SECONDS, SETTLING_SECONDS
from berthcare.webhook_verifier import LONGEST_KEEP_SECONDS


def test_every_verifier_has_read_twice_before_a_token_goes() -> None:
    """So one that failed to read, or was slow to, has time to spare."""
    assert SETTLING_SECONDS >= 2 * LONGEST_KEEP_SECONDS


def test_the_run_that_is_to_go_on_never_comes_a_moment_too_early() -> None:
    """So the old token is gone within three periods: a quarter of an hour."""
    assert SETTLING_SECONDS < COMPLETION_PERIOD_SECONDS
