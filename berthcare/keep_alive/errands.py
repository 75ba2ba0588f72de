"""Decides which idle numbers need how many texts this month. Touches nothing.

Twilio may take back a number that is not in use; as a rule it takes a number for active that sent
or received 3 texts in the last month (docs/phone-numbers/best-practices). Counted here is the
calendar month in UTC, so it is best run early in each month.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal

from berthcare.failover.owned_number import OwnedNumber
from berthcare.number_pool import BOTH, NumberPool, Purpose

BODY = "BerthCare keep-alive: keeps a backup number in use, no answer is expected."
"""The words by which the backend recognises a keep-alive text, and ignores it."""
NEEDED = 3
"""Texts a month."""
PRICE_USD = Decimal("0.0075")
"""Of one text at one end (the product's requirements); ours are both ends."""

_INBOUND = "inbound"
_LOST = frozenset({"failed", "undelivered", "canceled"})


@dataclass(frozen=True)
class Text:
    """One message record of the account (docs/messaging/api/message-resource)."""

    sender: str
    recipient: str
    direction: str
    """`inbound`, or `outbound-api`, `outbound-call`, `outbound-reply`."""
    status: str
    created: datetime


@dataclass(frozen=True)
class Errand:
    """One idle number, and what it needs."""

    number: str
    counted: int
    """Its texts this month."""
    problem: str | None = None
    """Why texts cannot keep it."""

    @property
    def missing(self) -> int:
        """The texts to send."""
        return 0 if self.problem else max(0, NEEDED - self.counted)


def month_of(now: datetime) -> datetime:
    """Return the beginning of the calendar month in UTC."""
    return now.astimezone(timezone.utc).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def idle_numbers(pool: NumberPool) -> list[str]:
    """Return the numbers that serve nothing: backups, and primaries during a failover."""
    everyone = dict.fromkeys([*(pool.primary(purpose) for purpose in BOTH), *pool.backups])
    return [number for number in everyone if number not in (pool.voice, pool.sms)]


def counted(number: str, texts: Iterable[Text], since: datetime) -> int:
    """Count a number's texts since a time.

    A text between two of our numbers is in the list twice, as sent and as received, and is
    counted once, as sent: its other half comes a moment later, and might be sent for again.
    """
    recent = [text for text in texts if text.created >= since and text.status not in _LOST]
    ours = {text.sender for text in recent if text.direction != _INBOUND}
    return sum(
        1
        for text in recent
        if number in (text.sender, text.recipient)
        and not (text.direction == _INBOUND and text.sender in ours)
    )


def errand_for(
    number: str, owned: Mapping[str, OwnedNumber], texts: Sequence[Text], since: datetime
) -> Errand:
    """Return what a number needs. A number that is not ours gets no text: it is a stranger's."""
    if number not in owned:
        return Errand(number, 0, "it is not in the Twilio account")
    return Errand(number, counted(number, texts, since), owned[number].unusable_for([Purpose.SMS]))


def cost_usd(errands: Iterable[Errand]) -> Decimal:
    """Return what the missing texts cost, both ends, in US dollars."""
    return 2 * PRICE_USD * sum(errand.missing for errand in errands)
