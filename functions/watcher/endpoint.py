"""A webhook's health: it answers quickly, and refuses a request that Twilio did not sign.

An unsigned POST is what a stranger would send. A backend that answers it with 401 or 403 is there
and verifies; one that accepts it is as broken as one that does not answer.
"""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from urllib3.exceptions import HTTPError

from .http_client import HttpClient
from .loopback import led
from .patience import Patience

SLOW_MS = 1000.0
_REFUSALS = (401, 403)


@dataclass(frozen=True)
class Probe:
    """What one probe met; both `None` where no answer came."""

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
    """Look at one webhook; where it did badly, a second look counts.

    One bad answer may be a process that was just replaced.
    """
    first = _look(http, url, override)
    if not (first.is_down or first.is_slow):
        return first
    time.sleep(patience.second_look)
    return _look(http, url, override)


def _look(http: HttpClient, url: str, override: str | None) -> Probe:
    """Send one empty, unsigned form."""
    parts = urlsplit(url)
    headers = {"Host": parts.netloc, "User-Agent": "berthcare-watcher"}
    started = time.perf_counter()
    try:
        answer = http.once("POST", led(url, override), headers, form="")
    except HTTPError:
        return Probe(parts.path, None, None)
    return Probe(parts.path, answer.status, (time.perf_counter() - started) * 1000)
