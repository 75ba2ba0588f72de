"""The two secrets whose token can be rotated by command."""

from enum import Enum

from berthcare.names import Names


class Rotatable(str, Enum):
    """A secret, by the last part of its name."""

    ACCOUNT = "account"
    """The serving account's auth token."""
    WEBHOOKS = "webhooks"
    """The token that the webhooks carry (`webhook_auth_token`)."""

    def __str__(self) -> str:
        return self.value

    def secret_of(self, names: Names) -> str:
        """Return the name of the environment's secret."""
        return names.account_secret if self is Rotatable.ACCOUNT else names.webhooks_secret
