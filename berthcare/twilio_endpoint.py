"""Where Twilio's API is: api.twilio.com, or a stand-in on this machine.

An override that left loopback would send the auth token to a stranger, so a typo is refused
rather than followed (DESIGN, decision 9).
"""

import ipaddress
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from berthcare.errors import BerthcareError

VARIABLE = "TWILIO_BASE_URL"


class EndpointRefused(BerthcareError):
    """`TWILIO_BASE_URL` is not a plain address on loopback."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"{VARIABLE} {reason}; nothing was sent.",
            f"Type: unset {VARIABLE}   (or: export {VARIABLE}=http://127.0.0.1:PORT for the "
            "embedded cloud)",
        )


def base_url_override(environ: Mapping[str, str]) -> str | None:
    """Return the loopback base URL of `TWILIO_BASE_URL`, or `None` where it is not set.

    The answer is built from the parts that were judged, never the text as it was typed, so no
    other reader of URLs can understand it differently. Raises `EndpointRefused`.
    """
    text = environ.get(VARIABLE, "").strip()
    if not text:
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise EndpointRefused("is not a URL") from None
    host = _loopback_host(parts)
    return f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")


def _loopback_host(parts: SplitResult) -> str:
    """Return the host as it is written in a URL, where all of the address is acceptable."""
    if "@" in parts.netloc:
        raise EndpointRefused("must hold no user name or password")
    if parts.scheme not in ("http", "https"):
        raise EndpointRefused("must begin with http:// or https://")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise EndpointRefused("must end after the port")
    host = parts.hostname or ""
    if host == "localhost":
        return host
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise EndpointRefused(f"names the host {host!r}, which is not loopback") from None
    if not address.is_loopback:
        raise EndpointRefused(f"names the address {host!r}, which is not loopback")
    return f"[{address}]" if address.version == 6 else str(address)
