"""Where a webhook's host really is: only what the person who started the emulator mapped.

A webhook names a public host, such as `api-staging.berthcare.ca`. The emulator contacts none: a
host leads to a loopback address through `--webhook-host`, or the delivery fails.
"""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit


class WebhookHostError(ValueError):
    """A `--webhook-host` mapping that is refused; the text says why."""


def parse_mapping(text: str) -> tuple[str, str]:
    """Split `HOST=http://127.0.0.1:PORT` and check that it leads to loopback."""
    host, equals, base = text.partition("=")
    if not equals or not host:
        raise WebhookHostError(
            f"--webhook-host {text}: must be HOST=http://127.0.0.1:PORT, for example "
            "api-staging.berthcare.ca=http://127.0.0.1:4580"
        )
    check_target(host, base)
    return host.lower(), base.rstrip("/")


def check_target(host: str, base: str) -> None:
    """Refuse a target that is not plain http on a loopback address and a port."""
    rule = f"--webhook-host {host}={base}: the target must be http://127.0.0.1:PORT (loopback only)"
    try:
        parts = urlsplit(base)
        port = parts.port
    except ValueError:
        raise WebhookHostError(rule) from None
    extra = parts.path not in ("", "/") or parts.query or parts.fragment or parts.username
    if parts.scheme != "http" or port is None or extra or not _is_loopback(parts.hostname or ""):
        raise WebhookHostError(rule)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        # A name, even localhost, may be made to lead elsewhere.
        return False


def resolve(url: str, hosts: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the loopback URL for `url` and the Host header, or `None` when it is not mapped.

    A webhook with a port of its own is found as `host:port`.
    """
    parts = urlsplit(url)
    name = (parts.hostname or "").lower()
    default_port = 443 if parts.scheme == "https" else 80
    if parts.port not in (None, default_port):
        name = f"{name}:{parts.port}"
    base = hosts.get(name)
    if base is None:
        return None
    query = f"?{parts.query}" if parts.query else ""
    return f"{base}{parts.path or '/'}{query}", name
