import math
from collections.abc import Callable

import pytest

from berthcare.webhook_verifier import AcceptedTokens


@pytest.mark.parametrize("seconds", [0, -1, 60.1, 300, math.inf, math.nan])
def test_a_time_that_the_rotation_does_not_wait_for_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match=r"keep_seconds must be more than 0 and at most 60, not"):
        AcceptedTokens(tuple, keep_seconds=seconds)


@pytest.mark.parametrize("seconds", [-1, 600.1, 1e6, math.inf, math.nan])
def test_a_revoked_token_outlives_an_outage_by_ten_minutes_at_most(seconds: float) -> None:
    AcceptedTokens(tuple, stale_seconds=600)
    with pytest.raises(ValueError, match=r"stale_seconds must be 0 or more and at most 600, not"):
        AcceptedTokens(tuple, stale_seconds=seconds)


@pytest.mark.parametrize(
    "make",
    [
        lambda: AcceptedTokens(tuple, refetch_seconds=0),
        lambda: AcceptedTokens(tuple, refetch_seconds=math.inf),
        lambda: AcceptedTokens(tuple, refetch_seconds=math.nan),
    ],
)
def test_a_rest_without_a_sense_is_refused(make: Callable[[], AcceptedTokens]) -> None:
    with pytest.raises(ValueError, match="refetch_seconds must be more than 0"):
        make()
