"""The `twilio` SDK's own HTTP client, with only the base URL changed: for tests.

The SDK has no setting for it, so scheme and host are rewritten here; the host that was meant goes
along in a header, because the emulator serves all of Twilio's hosts on one address.
"""

from typing import Any
from urllib.parse import urlsplit

from twilio.http.http_client import TwilioHttpClient

from localcloud.twilio.server import HOST_HEADER


class EmulatorHttpClient(TwilioHttpClient):  # type: ignore[misc]  # the SDK ships no types
    """Pass it to `twilio.rest.Client(…, http_client=…)`. `base_url` has no trailing slash."""

    def __init__(self, base_url: str, timeout: float = 10.0) -> None:
        super().__init__(timeout=timeout)
        self._base_url = base_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        """Send a request that was meant for Twilio to the emulator, and return its answer."""
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        kwargs["headers"] = {**(kwargs.get("headers") or {}), HOST_HEADER: parts.netloc}
        return super().request(method, f"{self._base_url}{parts.path}{query}", *args, **kwargs)

    def close(self) -> None:
        """Close the connections."""
        self.session.close()
