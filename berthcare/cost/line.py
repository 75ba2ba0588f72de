"""A line of the estimate, and the sum of some."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from berthcare.cost.price import Price

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """What one thing costs in a month."""

    name: str
    quantity: Decimal
    """Units a month."""
    price: Price

    @property
    def usd(self) -> Decimal:
        """US dollars a month, not rounded."""
        return self.price.of(self.quantity)


def line(name: str, quantity: Decimal | int, price: Price) -> Line:
    """Make a line."""
    return Line(name, Decimal(quantity), price)


def total(lines: Iterable[Line]) -> Decimal:
    """Return the sum in US dollars, in whole cents as on a bill."""
    return cents(sum((one.usd for one in lines), Decimal(0)))


def cents(usd: Decimal) -> Decimal:
    """Return whole cents, half a cent upwards."""
    return usd.quantize(_CENT, ROUND_HALF_UP)
