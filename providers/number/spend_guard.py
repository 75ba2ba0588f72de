"""Refuses a purchase that would spend too much, with the figures, before any money moves.

Three limits: the most numbers that a stack may own, the month's spend, and what the balance must
keep. The figures are read once in a provider's process, which lives for one command, and this
process's own purchases are counted on top: parallel creates cannot slip past a limit together.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from providers.api.marker import Identity
from providers.number.errors import SpendRefused

CURRENCY = "USD"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What may be spent on numbers; `None` is no limit."""

    max_numbers: int | None = None
    """The most numbers with a mark of this stack in the account, the kept orphans included."""
    max_monthly_spend_usd: Decimal | None = None
    """Refuses what would lift the account's spend of this month above it."""
    min_balance_usd: Decimal | None = None
    """Refuses what would bring the balance below it."""

    @classmethod
    def of(cls, properties: Mapping[str, Any]) -> "Limits":
        """Read amounts that `Forms` has accepted; the engine hands them over as floats."""
        most = properties.get("max_numbers")
        return cls(
            max_numbers=None if most is None else int(most),
            max_monthly_spend_usd=_decimal(properties.get("max_monthly_spend_usd")),
            min_balance_usd=_decimal(properties.get("min_balance_usd")),
        )

    def as_dict(self) -> dict[str, float | None]:
        """Return the limits by name, as they are kept in state."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: None if value is None else float(value) for name, value in values.items()}


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What an account has and spends, before the purchases of this process. Amounts in dollars."""

    owned: int
    """Numbers with a mark of the stack."""
    spent: Decimal
    """This month (GMT), in this account and below it."""
    balance: Decimal
    """Of the main account: subaccounts have none of their own (docs/iam/api/subaccounts)."""
    price: Decimal
    """Of one local number for a month, charged when it is bought."""
    currency: str = CURRENCY

    def told(self, purchases: int) -> str:
        """Say what this many purchases come to."""
        after = self.owned + purchases
        return (
            f"{self.price:.2f} {self.currency} a number and month, balance {self.balance:.2f}, "
            f"{self.spent:.2f} spent this month, {after} number{'s' * (after != 1)} then owned"
        )


def judge(limits: Limits, figures: Figures, purchases: int) -> None:
    """Raise `SpendRefused` where this many purchases would pass a limit."""
    cost = figures.price * purchases
    if figures.currency != CURRENCY:
        raise SpendRefused(
            "min_balance_usd",
            f"the account is billed in {figures.currency}, and the limits are in {CURRENCY}",
            "Buy the number in the Twilio Console, and adopt it: pulumi config set voiceNumber "
            "+1…   (or smsNumber)",
        )
    if limits.max_numbers is not None and figures.owned + purchases > limits.max_numbers:
        raise SpendRefused(
            "max_numbers",
            f"the stack would own {figures.owned + purchases} numbers, and "
            f"{limits.max_numbers} is the most it may ({figures.told(purchases)})",
            f"If it is to: pulumi config set maxNumbers {figures.owned + purchases}",
        )
    most = limits.max_monthly_spend_usd
    if most is not None and figures.spent + cost > most:
        raise SpendRefused(
            "max_monthly_spend_usd",
            f"this month's spend would be {figures.spent + cost:.2f} {CURRENCY}, above the limit "
            f"of {most:.2f} ({figures.told(purchases)})",
            "Look in the Twilio Console for what spends so much. To raise the limit: pulumi config "
            "set monthlySpendLimit USD",
        )
    least = limits.min_balance_usd
    if least is not None and figures.balance - cost < least:
        raise SpendRefused(
            "min_balance_usd",
            f"the balance would fall to {figures.balance - cost:.2f} {CURRENCY}, below the "
            f"{least:.2f} that it must keep ({figures.told(purchases)})",
            "Add funds in the Twilio Console, or: pulumi config set minimumBalance USD",
        )


class SpendGuard:
    """The figures of one account, and the purchases of this process; safe between threads."""

    def __init__(self, read: Callable[[Callable[[str], bool]], Figures]) -> None:
        """`read` is given what tells a FriendlyName with a mark of the stack."""
        self._read = read
        self._figures: Figures | None = None
        self._reserved: set[str] = set()
        self._lock = threading.Lock()

    def reserve(self, identity: Identity, limits: Limits) -> tuple[Figures, int]:
        """Count one purchase in for a resource, once however often it is asked.

        Returns the figures and how many purchases are counted. Raises `SpendRefused`, and then
        counts nothing.
        """
        with self._lock:
            if self._figures is None:
                self._figures = self._read(identity.is_of_stack)
            reserved = self._reserved | {identity.marker}
            judge(limits, self._figures, len(reserved))
            self._reserved = reserved
            return self._figures, len(reserved)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
