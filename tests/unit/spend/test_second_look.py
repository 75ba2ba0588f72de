from berthcare.spend.second_look import PAUSES_SECONDS
from functions.watcher.patience import Patience


def test_it_looks_until_no_run_that_read_the_old_limit_can_still_suspend() -> None:
    patience = Patience()
    assert sum(PAUSES_SECONDS) >= patience.readings + patience.action
