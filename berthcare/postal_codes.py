"""Canadian postal codes: their form, and the one way to write them."""

import re

# Canada Post, "Addressing guidelines": D, F, I, O, Q and U are in no postal code; W and Z begin
# none.
_LETTER = "[ABCEGHJ-NPRSTV-Z]"
_POSTAL_CODE = re.compile(f"(?![WZ]){_LETTER}[0-9]{_LETTER} [0-9]{_LETTER}[0-9]")

POSTAL_CODE_RULE = "be a Canadian postal code, A1A 1A1, without D, F, I, O, Q, U, nor W or Z first"


def normalised_postal_code(text: str) -> str:
    """Return a Canadian postal code as `A1A 1A1`; of any other text its capitals."""
    joined = "".join(text.split()).upper()
    return f"{joined[:3]} {joined[3:]}" if len(joined) == 6 else text.upper()


def is_postal_code(text: str) -> bool:
    """Tell whether a text is a Canadian postal code, in any letter case and spacing."""
    return _POSTAL_CODE.fullmatch(normalised_postal_code(text)) is not None
