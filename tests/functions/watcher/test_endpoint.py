"""One look at a webhook: bounded as a whole, whatever hides behind its name."""

import threading
from collections.abc import Callable, Mapping
from typing import cast

import pytest

from functions.common.failure import KnownFailure
from functions.common.http_client import HttpClient
from functions.common.patience import Deadline
from functions.watcher.endpoint import probe
from functions.watcher.patience import Patience
from tests.functions.common.dripping import dripping

URL = "https://api-staging.berthcare.ca/v1/voice/webhook"
HASTY = Patience(look=0.05, second_look=0)


class ScriptedHttp:
    """Answers each look by the next of these; one more is an error."""

    def __init__(self, left: float, *answers: Callable[[], int]) -> None:
        self._left = left
        self._answers = list(answers)

    def left(self) -> float:
        return self._left

    def status(self, method: str, url: str, headers: Mapping[str, str], form: str) -> int:
        assert (method, url, headers["Host"], form) == (
            "POST",
            URL,
            "api-staging.berthcare.ca",
            "",
        )
        return self._answers.pop(0)()


def refuses() -> int:
    return 403


def is_ill() -> int:
    return 503


def probed(patience: Patience, left: float, *answers: Callable[[], int]) -> tuple[int | None, bool]:
    found = probe(cast("HttpClient", ScriptedHttp(left, *answers)), URL, None, patience)
    return found.status, found.is_down


def test_a_webhook_that_outlasts_the_time_of_a_look_is_down() -> None:
    released = threading.Event()

    def hangs() -> int:
        released.wait(10)
        return 403

    found = probed(HASTY, 10, hangs, hangs)
    released.set()

    assert found == (None, True)


def test_a_webhook_that_hung_once_is_well() -> None:
    released = threading.Event()

    def hangs() -> int:
        released.wait(10)
        return 403

    found = probed(HASTY, 10, hangs, refuses)
    released.set()

    assert found == (403, False)


def test_the_first_look_counts_where_no_time_is_left_for_a_second() -> None:
    assert probed(Patience(look=5, second_look=3), 7.9, is_ill) == (503, True)


def test_the_second_look_counts_where_there_is_time() -> None:
    assert probed(Patience(look=5, second_look=0), 5, is_ill, refuses) == (403, False)


def test_nothing_is_said_of_a_webhook_that_there_is_no_time_to_look_at() -> None:
    with pytest.raises(KnownFailure, match="out of time"):
        probed(Patience(look=5), 4.9)


@pytest.mark.cloud
def test_a_body_without_end_hides_no_refusal() -> None:
    http = HttpClient(Patience(), Deadline.within(10))
    with dripping(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 1000000\r\n\r\n") as url:
        found = probe(http, URL, url, Patience(look=2, second_look=0))

    assert (found.status, found.is_down) == (403, False)
