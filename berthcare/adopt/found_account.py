"""A Twilio account below the one of the credentials."""

from dataclasses import dataclass, field

_CLOSED, _SUSPENDED = "closed", "suspended"


@dataclass(frozen=True)
class FoundAccount:
    """One subaccount (docs/iam/api/account)."""

    sid: str
    name: str
    status: str
    auth_token: str = field(repr=False)
    """Its primary token, which its parent may read."""

    @property
    def is_closed(self) -> bool:
        """Whether it was closed, which is final (error 21479)."""
        return self.status == _CLOSED

    @property
    def is_suspended(self) -> bool:
        """Whether it neither calls nor texts; a deployment leaves that as it is."""
        return self.status == _SUSPENDED

    def __str__(self) -> str:
        return f"{self.name} (AC…{self.sid[-4:]})"
