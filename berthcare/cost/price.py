"""What some units of a thing cost."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Price:
    """What `per` units cost."""

    usd: Decimal
    per: int
    unit: str
    place: str
    """The region whose price this is."""
    source: str
    """The page that says so."""

    def of(self, quantity: Decimal) -> Decimal:
        """Return what a quantity of units costs."""
        return self.usd * quantity / self.per
