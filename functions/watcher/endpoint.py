"""A webhook's health: it answers quickly, and refuses a request that Twilio did not sign.

An unsigned POST is what a stranger would send. A backend that answers it with 401 or 403 is there
and verifies; one that accepts it is as broken as one that does not answer.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass
from urllib.parse import urlsplit

from urllib3.exceptions import HTTPError

from functions.common.failure import KnownFailure
from functions.common.http_client import HttpClient
from functions.common.loopback import led

from .patience import Patience

SLOW_MS = 1000.0
_REFUSALS = (401, 403)


@dataclass(frozen=True)
class Probe:
    """What one probe met; both `None` where no answer came in time."""

    path: str
    status: int | None
    milliseconds: float | None

    @property
    def is_down(self) -> bool:
        """Whether it did anything but refuse."""
        return self.status not in _REFUSALS

    @property
    def is_slow(self) -> bool:
        """Whether it answered, but late."""
        return self.milliseconds is not None and self.milliseconds > SLOW_MS


def probe(http: HttpClient, url: str, override: str | None, patience: Patience) -> Probe:
    """Look at one webhook; where it did badly, a second look counts, if there is time for one.

    One bad answer may be a process that was just replaced. Raises `KnownFailure` where no time is
    left to look at all.
    """
    if http.left() < patience.look:
        raise KnownFailure("out of time")
    first = _look(http, url, override, patience)
    well = not (first.is_down or first.is_slow)
    if well or http.left() < patience.second_look + patience.look:
        return first
    time.sleep(patience.second_look)
    return _look(http, url, override, patience)


def _look(http: HttpClient, url: str, override: str | None, patience: Patience) -> Probe:
    """Look once. What takes too long as a whole is as down as what does not answer.

    It is bounded from outside: urllib3 bounds each address of a name, each piece of an answer, and
    the resolver not at all. What is given up ends by those limits, and nobody waits for it.
    """
    one = ThreadPoolExecutor(1, thread_name_prefix="look")
    try:
        return one.submit(_answer, http, url, override).result(patience.look)
    except (HTTPError, NotInTime):
        return Probe(urlsplit(url).path, None, None)
    finally:
        one.shutdown(wait=False)


def _answer(http: HttpClient, url: str, override: str | None) -> Probe:
    """Send one empty, unsigned form."""
    parts = urlsplit(url)
    headers = {"Host": parts.netloc, "User-Agent": "berthcare-watcher"}
    started = time.perf_counter()
    status = http.status("POST", led(url, override), headers, form="")
    return Probe(parts.path, status, (time.perf_counter() - started) * 1000)
