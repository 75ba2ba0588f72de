"""A phone number that an account owns, and whether the program can take it over."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from berthcare import numbering
from berthcare.environments import Environment
from berthcare.number_mark import mark_of
from berthcare.number_pool import BOTH, Purpose

_IN_USE = "in-use"
_NOBODY = "demo.twilio.com"
"""What a number calls that nobody has configured yet (Twilio docs, "IncomingPhoneNumber")."""


@dataclass(frozen=True, kw_only=True)
class FoundNumber:
    """One IncomingPhoneNumber (docs/phone-numbers/api)."""

    phone_number: str
    """E.164."""
    sid: str
    account_sid: str
    name: str
    """FriendlyName; the program marks its numbers by it."""
    status: str
    capabilities: frozenset[Purpose]
    webhooks: tuple[str, ...]
    """URLs that Twilio calls for it."""

    def place(self, main_sid: str) -> str:
        """Say which account has it."""
        return "main account" if self.account_sid == main_sid else f"AC…{self.account_sid[-4:]}"

    def hosts(self) -> frozenset[str]:
        """Return the hosts that its webhooks call, without Twilio's own example."""
        found = (urlsplit(url).hostname for url in self.webhooks)
        return frozenset(host for host in found if host and host != _NOBODY)

    def mark(self, environment: Environment) -> str | None:
        """Return the resource of this stack whose mark it bears, such as `numbers-voice`.

        The provider finds such a number again by itself (providers/api/marker.py).
        """
        mark = mark_of(self.name)
        return mark.resource if mark and mark.stack == environment.value else None

    def unusable(self, environment: Environment) -> str | None:
        """Say why the program could not take it over, or return `None`."""
        if not numbering.is_canadian(self.phone_number):
            return "it is not a Canadian number"
        mark = mark_of(self.name)
        if mark and not mark.kept and mark.stack != environment.value:
            return f"it serves another stack ({self.name})"
        if self.status and self.status != _IN_USE:
            return f"Twilio reports it as {self.status}, not {_IN_USE}"
        lacking = [str(purpose) for purpose in BOTH if purpose not in self.capabilities]
        return f"it cannot do {' and '.join(lacking)}, and each number must" if lacking else None
