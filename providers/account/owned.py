"""An account as Twilio reports it, in this program's terms."""

from dataclasses import dataclass, field
from typing import Any

from providers.api.masking import masked

ACTIVE, SUSPENDED, CLOSED = "active", "suspended", "closed"


@dataclass(frozen=True, kw_only=True)
class OwnedAccount:
    """One account (API page Account); its token is kept out of `repr`."""

    sid: str
    name: str
    """The FriendlyName."""
    status: str
    """`active`, `suspended` or `closed`."""
    owner_sid: str
    """The main account; a main account owns itself."""
    auth_token: str = field(repr=False)
    """The primary token, empty where Twilio does not show it."""

    @classmethod
    def of(cls, record: Any) -> "OwnedAccount":
        """Read an SDK `AccountInstance`."""
        return cls(
            sid=record.sid,
            name=record.friendly_name or "",
            status=record.status or "",
            owner_sid=record.owner_account_sid or "",
            auth_token=record.auth_token or "",
        )

    def __str__(self) -> str:
        return f"{self.name!r} ({masked(self.sid)})"

    @property
    def is_subaccount(self) -> bool:
        """Whether another account owns this one."""
        return self.owner_sid != self.sid

    @property
    def is_closed(self) -> bool:
        """Whether it is closed, which is final (error page 21479)."""
        return self.status == CLOSED
