"""The provider's way to Twilio: connected once, at first need, and shared by its threads."""

import os
import threading
from collections.abc import Mapping
from typing import Any

from pulumi.dynamic import Config

from providers.api.client import Patience, connect
from providers.api.credentials import Credentials
from providers.api.errors import CredentialsMissing


class Connection:
    """Credentials are judged when they are first needed, not before."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._configuration: Config | None = None
        self._environ: Mapping[str, str] = {}
        self._connecting = threading.Lock()
        self._connected: tuple[str, Any] | None = None

    def configure(self, configuration: Config) -> None:
        """Keep the stack's configuration, and the environment as it is now."""
        self._configuration = configuration
        self._environ = dict(os.environ)

    def client(self) -> tuple[str, Any]:
        """Return the SID of the credentials' own account, and the SDK's client.

        Raises `CredentialsMissing` and `berthcare.twilio_endpoint.EndpointRefused`.
        """
        with self._connecting:
            if self._connected is None:
                if self._configuration is None:
                    raise CredentialsMissing(
                        "The Twilio provider was not configured.",
                        "Run it through Pulumi, which configures it: pulumi up",
                    )
                credentials = Credentials.load(self._configuration, self._environ)
                client = connect(credentials, self._environ, self._patience)
                self._connected = credentials.account_sid, client
            return self._connected
