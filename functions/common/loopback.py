"""Overrides that lead requests to a stand-in on this machine, and never elsewhere.

An override that left loopback would send an auth token to a stranger, so anything else is refused
rather than followed. The same rule as berthcare/twilio_endpoint.py, which is not in this package.
"""

import ipaddress
from urllib.parse import SplitResult, urlsplit


def loopback_base_url(text: str) -> str | None:
    """Return the base URL (no trailing slash) that an override means; `None` for an empty one.

    It is built from the parts that were judged, never the text as it was typed. Raises `ValueError`
    that says which rule is broken.
    """
    if not text.strip():
        return None
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        raise ValueError("must be a URL") from None
    host = _loopback_host(parts)
    return f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")


def led(url: str, override: str | None) -> str:
    """Return the URL, or the same path and query at the override."""
    if override is None:
        return url
    parts = urlsplit(url)
    return f"{override}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def _loopback_host(parts: SplitResult) -> str:
    if "@" in parts.netloc:
        raise ValueError("must hold no user name or password")
    if parts.scheme not in ("http", "https"):
        raise ValueError("must begin with http:// or https://")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("must end after the port")
    host = parts.hostname or ""
    if host == "localhost":
        return host
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise ValueError("must name a loopback address") from None
    if not address.is_loopback:
        raise ValueError("must name a loopback address")
    return f"[{address}]" if address.version == 6 else str(address)
