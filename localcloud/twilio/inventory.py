"""The numbers that can be searched and bought: the same ones for the same seed.

Every number is in the fictional range NPA-555-0100 to NPA-555-0199, so none can ring a person's
phone. Twilio draws at random from a live stock; this stock is ordered and bounded, so that a test
meets the same numbers twice.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from localcloud.twilio.area_codes import AREAS, TOLL_FREE

NUMBERS_PER_AREA_CODE = 20
MOST_PER_AREA_CODE = 100
# One ordinary number, one for voice only and one that wants an address.
LEAST_PER_AREA_CODE = 3
_LAST_FOUR = range(100, 100 + MOST_PER_AREA_CODE)


@dataclass(frozen=True)
class Listing:
    """One number of the stock. `number` is E.164; `kind` is `local` or `tollfree`."""

    number: str
    kind: str
    country: str
    region: str | None
    locality: str | None
    sms: bool
    mms: bool
    address_requirements: str

    @property
    def area_code(self) -> int:
        """The three digits after +1."""
        return int(self.number[2:5])

    @property
    def national_format(self) -> str:
        """The number as `(416) 555-0123`, which is Twilio's default friendly name."""
        digits = self.number[2:]
        return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


@lru_cache(maxsize=4)  # Many emulators, one after another, sell the same stock.
def fictional_stock(seed: int = 0, stock: int = NUMBERS_PER_AREA_CODE) -> tuple[Listing, ...]:
    """Return the whole stock, in a fixed order that `seed` decides.

    `stock` is how many numbers each area code has, 3 to 100; `ValueError` for another.
    """
    if not LEAST_PER_AREA_CODE <= stock <= MOST_PER_AREA_CODE:
        raise ValueError(
            f"stock must be {LEAST_PER_AREA_CODE} to {MOST_PER_AREA_CODE}, not {stock}"
        )
    return (*_local(seed, stock), *_toll_free(seed, stock))


class Inventory:
    """Numbers on sale, in the order in which they are given."""

    def __init__(self, listings: Iterable[Listing]) -> None:
        self._by_number = {listing.number: listing for listing in listings}

    def get(self, number: str) -> Listing | None:
        """Return the listing of an E.164 number, or `None`."""
        return self._by_number.get(number)

    def of(self, country: str, kind: str) -> list[Listing]:
        """Return the stock of one ISO country and kind."""
        return [
            listing
            for listing in self._by_number.values()
            if listing.country == country and listing.kind == kind
        ]


def _numbers(seed: int, area_code: int, stock: int) -> list[str]:
    chosen = random.Random(f"{seed}:{area_code}").sample(_LAST_FOUR, stock)  # noqa: S311 - stock, not a secret
    return [f"+1{area_code}555{last_four:04d}" for last_four in chosen]


def _local(seed: int, stock: int) -> list[Listing]:
    """List the geographic numbers.

    In each area code the last but one has voice only and the last wants an address, so that
    clients meet both: filters that are forgotten are noticed.
    """
    listings = []
    for area_code, area in AREAS.items():
        for position, number in enumerate(_numbers(seed, area_code, stock)):
            texts = position != stock - 2
            wants_address = position == stock - 1
            listings.append(
                Listing(
                    number=number,
                    kind="local",
                    country=area.country,
                    region=area.region,
                    locality=area.localities[position % len(area.localities)],
                    sms=texts,
                    mms=texts,
                    address_requirements="any" if wants_address else "none",
                )
            )
    return listings


def _toll_free(seed: int, stock: int) -> list[Listing]:
    """List the toll-free numbers, half of each code to Canada and half to the United States."""
    return [
        Listing(
            number=number,
            kind="tollfree",
            country="CA" if position % 2 == 0 else "US",
            region=None,
            locality=None,
            sms=True,
            mms=position % 4 < 2,
            address_requirements="none",
        )
        for area_code in TOLL_FREE
        for position, number in enumerate(_numbers(seed, area_code, stock))
    ]
