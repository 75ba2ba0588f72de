"""What the person chose by an option, or when asked."""

from dataclasses import dataclass

BUY = "buy"
"""Instead of a number: take none over, the deployment buys one."""


@dataclass(frozen=True)
class Wish:
    """The choices; `None` leaves one to what is found."""

    voice: str | None = None
    """E.164, or `BUY`."""
    sms: str | None = None
    """E.164, or `BUY`; may be the voice number."""
    subaccount: str | None = None
    """SID."""
