"""How amounts, quantities and prices are written."""

from decimal import Decimal

from berthcare.cost.line import cents
from berthcare.cost.price import Price


def rate(price: Price) -> str:
    """Return a price for its units, "0.05 / 10,000"."""
    return f"{price.usd:f}" + (f" / {price.per:,}" if price.per > 1 else "")


def number(quantity: Decimal) -> str:
    """Return a quantity, in hundredths where it is not whole."""
    whole = quantity == quantity.to_integral_value()
    return f"{quantity:,.0f}" if whole else f"{quantity:,.2f}"


def dollars(usd: Decimal) -> str:
    """Return an amount in cents; one below half a cent is said to be so."""
    rounded = cents(usd)
    return "< 0.01" if usd and not rounded else str(rounded)


def difference(usd: Decimal) -> str:
    """Return a difference in cents with its sign; one below half a cent keeps its digits."""
    rounded = cents(usd)
    if usd and not rounded:
        return f"{usd.normalize():+f}"
    return f"{rounded:+}" if rounded else "0.00"
