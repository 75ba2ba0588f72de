"""What two probes of Twilio mean."""

import pytest

from functions.rotation.verdict import Verdict, judge


@pytest.mark.parametrize(
    ("older", "newer", "verdict"),
    [
        (True, True, Verdict.NOT_PROMOTED),
        (False, True, Verdict.PROMOTED),
        (True, False, Verdict.DELETED),
        (False, False, Verdict.LOCKED_OUT),
    ],
)
def test_each_pair_of_answers_means_one_thing(older: bool, newer: bool, verdict: Verdict) -> None:
    assert judge(older_accepted=older, newer_accepted=newer) is verdict
