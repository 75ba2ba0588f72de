"""A run ends within the function's own time limit, whatever the others do."""

from components.scheduled_function import TIMEOUT_SECONDS
from functions.common.error_reporting import FLUSH_SECONDS
from functions.watcher.patience import Patience


def test_all_that_is_waited_for_ends_well_within_the_function_s_time() -> None:
    patience = Patience()
    longest = patience.readings + patience.action + FLUSH_SECONDS

    assert longest <= TIMEOUT_SECONDS - 10


def test_one_request_leaves_time_for_the_others() -> None:
    patience = Patience()

    assert 2 * (patience.connect + patience.read) + patience.retry_after < patience.readings
    assert 2 * patience.look + patience.second_look < patience.readings
    assert patience.second_look >= 1
