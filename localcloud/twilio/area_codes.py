"""Area codes of the inventory: where each places a number. Data only.

Regions and main localities follow the Canadian Numbering Administrator's area code map; a few
United States codes serve searches outside Canada. Codes not yet in service are left out.
"""

from typing import NamedTuple


class Area(NamedTuple):
    """A geographic area code: ISO country, region (province or state), localities."""

    country: str
    region: str
    localities: tuple[str, ...]


_ALBERTA_SOUTH = Area("CA", "AB", ("Calgary", "Lethbridge", "Red Deer"))
_ALBERTA = Area("CA", "AB", ("Edmonton", "Calgary", "Grande Prairie"))
_ALBERTA_NORTH = Area("CA", "AB", ("Edmonton", "Fort McMurray", "Grande Prairie"))
_BC = Area("CA", "BC", ("Vancouver", "Victoria", "Kelowna"))
_BC_SOUTH = Area("CA", "BC", ("Vancouver", "Burnaby", "Richmond"))
_BC_NORTH = Area("CA", "BC", ("Victoria", "Kelowna", "Prince George"))
_MANITOBA = Area("CA", "MB", ("Winnipeg", "Brandon", "Thompson"))
_NEW_BRUNSWICK = Area("CA", "NB", ("Fredericton", "Moncton", "Saint John"))
_NEWFOUNDLAND = Area("CA", "NL", ("St. John's", "Corner Brook", "Gander"))
_NOVA_SCOTIA = Area("CA", "NS", ("Halifax", "Sydney", "Truro"))
_ONTARIO_SOUTHWEST = Area("CA", "ON", ("London", "Windsor", "Kitchener"))
_ONTARIO_NORTHEAST = Area("CA", "ON", ("Sudbury", "Barrie", "North Bay"))
_GOLDEN_HORSESHOE = Area("CA", "ON", ("Hamilton", "Mississauga", "Oshawa"))
_ONTARIO_EAST = Area("CA", "ON", ("Ottawa", "Kingston", "Cornwall"))
_TORONTO = Area("CA", "ON", ("Toronto",))
_ONTARIO_NORTHWEST = Area("CA", "ON", ("Thunder Bay", "Kenora"))
_QUEBEC_EAST = Area("CA", "QC", ("Quebec City", "Saguenay", "Rimouski"))
_MONTREAL = Area("CA", "QC", ("Montreal",))
_MONTREAL_RING = Area("CA", "QC", ("Laval", "Longueuil", "Granby"))
_QUEBEC_WEST = Area("CA", "QC", ("Gatineau", "Sherbrooke", "Trois-Rivieres"))
_SASKATCHEWAN = Area("CA", "SK", ("Regina", "Saskatoon", "Prince Albert"))
_TERRITORIES = Area("CA", "NT", ("Yellowknife", "Inuvik"))

AREAS: dict[int, Area] = {
    204: _MANITOBA, 431: _MANITOBA, 584: _MANITOBA,
    226: _ONTARIO_SOUTHWEST, 519: _ONTARIO_SOUTHWEST, 548: _ONTARIO_SOUTHWEST,
    236: _BC, 604: _BC_SOUTH, 672: _BC, 778: _BC, 250: _BC_NORTH,
    249: _ONTARIO_NORTHEAST, 705: _ONTARIO_NORTHEAST,
    289: _GOLDEN_HORSESHOE, 365: _GOLDEN_HORSESHOE, 742: _GOLDEN_HORSESHOE, 905: _GOLDEN_HORSESHOE,
    306: _SASKATCHEWAN, 474: _SASKATCHEWAN, 639: _SASKATCHEWAN,
    343: _ONTARIO_EAST, 613: _ONTARIO_EAST, 753: _ONTARIO_EAST,
    367: _QUEBEC_EAST, 418: _QUEBEC_EAST, 581: _QUEBEC_EAST,
    368: _ALBERTA, 587: _ALBERTA, 825: _ALBERTA, 403: _ALBERTA_SOUTH, 780: _ALBERTA_NORTH,
    416: _TORONTO, 437: _TORONTO, 647: _TORONTO,
    438: _MONTREAL, 514: _MONTREAL, 263: _MONTREAL,
    450: _MONTREAL_RING, 579: _MONTREAL_RING, 354: _MONTREAL_RING,
    468: _QUEBEC_WEST, 819: _QUEBEC_WEST, 873: _QUEBEC_WEST,
    506: _NEW_BRUNSWICK, 428: _NEW_BRUNSWICK,
    709: _NEWFOUNDLAND, 879: _NEWFOUNDLAND,
    782: _NOVA_SCOTIA, 902: _NOVA_SCOTIA,
    807: _ONTARIO_NORTHWEST,
    867: _TERRITORIES,
    206: Area("US", "WA", ("Seattle",)),
    212: Area("US", "NY", ("New York",)),
    312: Area("US", "IL", ("Chicago",)),
    415: Area("US", "CA", ("San Francisco",)),
    617: Area("US", "MA", ("Boston",)),
    716: Area("US", "NY", ("Buffalo",)),
}  # fmt: skip

TOLL_FREE: tuple[int, ...] = (800, 833, 844, 855, 866, 877, 888)
