"""What a number to buy must be, and where it is looked for, the preferred place first.

The chain goes area codes, locality, region, country: an area code that is sold out, which is
common in Canada, need not stop a deployment. Criteria choose a number once; a change of them never
touches a number that is there.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from berthcare.numbering import is_canadian

ADDRESS_NEEDS = ("none", "any", "local", "foreign")
"""What Twilio may demand of a number's buyer: no address, or a registered one of some kind."""


@dataclass(frozen=True, kw_only=True)
class OfferedNumber:
    """A number that Twilio offers for sale."""

    phone_number: str
    capabilities: Mapping[str, bool]
    address_requirements: str
    """`none`, or which registered address its buyer must have: `any`, `local`, `foreign`."""
    region: str = ""
    locality: str = ""


@dataclass(frozen=True, kw_only=True)
class Search:
    """One search of the chain."""

    country: str
    area_code: str | None = None
    locality: str | None = None
    region: str | None = None
    capabilities: tuple[str, ...] = ()
    has_address: bool = False
    """The buyer passes a registered address, so numbers that ask for any address will do."""

    def __str__(self) -> str:
        if self.area_code:
            return f"in area code {self.area_code}"
        if self.locality:
            return f"in {self.locality}" + (f" ({self.region})" if self.region else "")
        return f"in region {self.region}" if self.region else f"anywhere in {self.country}"

    def suits(self, offer: OfferedNumber) -> bool:
        """Tell whether an offered number is what was asked for; Twilio's filters are not trusted.

        A number that demands an address which is not given is left out: buying it would fail.
        """
        return (
            is_canadian(offer.phone_number)
            and self.area_code in (None, offer.phone_number[2:5])
            and self.region in (None, offer.region)
            and (self.locality is None or _plain(self.locality) == _plain(offer.locality))
            and offer.address_requirements in (("none", "any") if self.has_address else ("none",))
            and all(offer.capabilities.get(name, False) for name in self.capabilities)
        )


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """What is looked for, and where."""

    country: str
    area_codes: tuple[str, ...] = ()
    locality: str | None = None
    region: str | None = None
    anywhere: bool = False
    capabilities: tuple[str, ...] = ()
    has_address: bool = False

    def chain(self) -> tuple[Search, ...]:
        """Return the searches in the order of preference; one is used up before the next."""
        places: list[dict[str, str | None]] = [{"area_code": code} for code in self.area_codes]
        if self.locality:
            places.append({"locality": self.locality, "region": self.region})
        if self.region:
            places.append({"region": self.region})
        if self.anywhere:
            places.append({})
        return tuple(
            Search(
                country=self.country,
                capabilities=self.capabilities,
                has_address=self.has_address,
                **place,
            )
            for place in places
        )


def _plain(name: str) -> str:
    """Return a town's name without accents and capitals: Twilio writes Montreal."""
    parts = unicodedata.normalize("NFKD", name)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()
