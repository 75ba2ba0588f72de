"""Where GitHub's REST API is: https, or a stand-in on this machine.

The token goes wherever this leads, so an address that is neither is refused, as is Twilio's
(berthcare/twilio_endpoint.py). A workflow's jobs have GITHUB_API_URL set for them
(docs.github.com/en/actions/reference/workflows-and-actions/variables).
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit

from berthcare.errors import BerthcareError

VARIABLE = "GITHUB_API_URL"
_DEFAULT = "https://api.github.com"
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_PATH = re.compile(r"(?:/[A-Za-z0-9_-]+)*/?")


@dataclass(frozen=True)
class GitHubEndpoint:
    """The base URL, without a slash at its end, and whether it is on this machine."""

    base: str
    loopback: bool

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "GitHubEndpoint":
        """Read `GITHUB_API_URL`. Raises `BerthcareError`; nothing was sent then.

        The answer is built from the parts that were judged, never the text as it was typed.
        """
        text = environ.get(VARIABLE, "").strip() or _DEFAULT
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError:
            _refuse("is not a URL")
        if "@" in parts.netloc:
            _refuse("must hold no user name or password")
        if parts.query or parts.fragment or not _PATH.fullmatch(parts.path):
            _refuse("must end after the host, or a plain path such as /api/v3")
        host = parts.hostname or ""
        loopback = _loopback(host)
        if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
            _refuse("must begin with https:// (http:// only where it leads to this machine)")
        if not loopback and not _HOST.fullmatch(host):
            _refuse("must name a host, such as api.github.com")
        shown = f"[{host}]" if ":" in host else host
        place = f"{shown}:{port}" if port is not None else shown
        return cls(f"{parts.scheme}://{place}{parts.path.rstrip('/')}", loopback)


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse(reason: str) -> NoReturn:
    raise BerthcareError(
        f"{VARIABLE} {reason}; nothing was sent.",
        f"Type: unset {VARIABLE}   (it is then {_DEFAULT})",
    )
